const firstPauseMs = 1_000;
const maxPauseMs = 60_000;
/** A process that has run for so long has recovered: earlier failures no longer count. */
const forgetAfterMs = 10 * 60_000;

/** The pauses before a process that keeps ending is started again: 1 s, doubled each time up to a minute, for ever. */
export interface RestartPauses {
  /** The pause in ms before the restart of a process that ended at `endedAt` and had run since `startedAt`. */
  after(startedAt: number, endedAt: number): number;
}

/** Makes the pauses of one process, which has not ended yet. */
export function makeRestartPauses(): RestartPauses {
  let ends = 0;
  return {
    after(startedAt, endedAt) {
      if (endedAt - startedAt >= forgetAfterMs) ends = 0;
      return Math.min(firstPauseMs * 2 ** ends++, maxPauseMs);
    },
  };
}
