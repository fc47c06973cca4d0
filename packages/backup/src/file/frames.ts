// The layout of a backup: two lines of header, frames, and a trailer that only a whole file has.

/** The first line. */
export const magic = 'TICKERMILL BACKUP 1\n';
/** The last bytes: of a file without them the writing was cut off. */
export const endMark = Buffer.from('TMBKEND1', 'latin1');
/** The place of the manifest, the SHA-256 of everything before that, and the mark. */
export const trailerBytes = 8 + 32 + endMark.length;
/** The type and the length of a frame. */
export const frameHeadBytes = 5;
/** No frame is longer: what says otherwise is damaged. */
export const maxFrameBytes = 64 * 1024 ** 2;
/** Rows go in frames of so many compressed bytes. */
export const dataFrameBytes = 1024 ** 2;
export const maxHeaderBytes = 64 * 1024;

/** What frames hold: the begin of a table, compressed rows of it, its end, and the manifest. */
export const frameTypes = { table: 'T', data: 'D', end: 'E', manifest: 'M' } as const;
export type FrameType = (typeof frameTypes)[keyof typeof frameTypes];
