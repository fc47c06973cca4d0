import { open } from 'node:fs/promises';
import { PipelineError } from '@tickermill/core';
import type { readParquet } from '@tickermill/lake';
import { type CsvLimits, type CsvRecord, readCsv } from '@tickermill/lake/csv';

/** Lines of a CSV under its heading, ready to be sent by themselves. */
export interface CsvPart {
  readonly csv: string;
  /** The number in the file that the heading would have if these lines stood right below it. */
  readonly firstLine: number;
}

/** So many lines are sent at once: well below what the API takes. */
const linesAtOnce = 5_000;
/** A file may be as long as it likes; what the API takes of a record, it says itself. */
const fileLimits: CsvLimits = {
  maxBytes: Number.POSITIVE_INFINITY,
  maxLines: Number.POSITIVE_INFINITY,
  maxColumns: 100,
  maxCellChars: 10_000,
};

/**
 * A file of prices in parts, as CSV; a Parquet file is recognised by its first bytes. No more than a part of a large
 * file is in memory.
 */
export async function* csvParts(file: string): AsyncGenerator<CsvPart> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new PipelineError('FILE_UNREADABLE', `${file} cannot be read.`, { cause });
  });
  try {
    const magic = Buffer.alloc(4);
    await handle.read(magic, 0, 4, 0);
    if (magic.toString('latin1') === 'PAR1') {
      const { size: byteLength } = await handle.stat();
      yield* parquetParts({
        byteLength,
        async slice(start, end = byteLength) {
          const bytes = new Uint8Array(end - start);
          await handle.read(bytes, 0, bytes.length, start);
          return bytes.buffer;
        },
      });
      return;
    }
    let [heading, isSent]: [string | null, boolean] = [null, false];
    let held: CsvRecord[] = [];
    const part = (): CsvPart => ({
      csv: [heading ?? '', ...held.map(toLine)].join('\n'),
      firstLine: (held[0]?.line ?? 2) - 1,
    });
    for await (const record of readCsv(handle.createReadStream({ start: 0, autoClose: false }), fileLimits)) {
      if (heading === null) heading = toLine(record);
      else held.push(record);
      if (held.length < linesAtOnce) continue;
      yield part();
      held = [];
      isSent = true;
    }
    if (heading !== null && (held.length > 0 || !isSent)) yield part();
  } finally {
    await handle.close();
  }
}

async function* parquetParts(file: Parameters<typeof readParquet>[0]): AsyncGenerator<CsvPart> {
  // Loaded here alone: every other command would start half as fast with it.
  const lake = await import('@tickermill/lake');
  let firstLine = 1;
  for await (const rows of lake.readParquet(file)) {
    for (let start = 0; start < rows.length; start += linesAtOnce) {
      const part = rows.slice(start, start + linesAtOnce);
      const names = Object.keys(part[0] ?? {});
      const lines = part.map((row) => names.map((name) => quoted(asDay(name, row[name] ?? ''))).join(','));
      yield { csv: [names.map(quoted).join(','), ...lines].join('\n'), firstLine };
      firstLine += part.length;
    }
  }
}

/** Many keep the day of a bar as an instant at midnight. */
const asDay = (name: string, text: string) =>
  name.toLowerCase() === 'date' ? text.replace(/T00:00:00(?:\.0+)?Z$/, '') : text;

const toLine = ({ fields }: CsvRecord) => fields.map(quoted).join(',');

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
