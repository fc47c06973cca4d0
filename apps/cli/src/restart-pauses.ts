const firstPauseMs = 1_000;
const maxPauseMs = 60_000;
/** A process that has run for so long is well again: what happened before no longer counts. */
const forgetAfterMs = 10 * 60_000;

/** The pauses before a process that keeps ending is started again: 1 s, doubled each time up to a minute, for ever. */
export interface RestartPauses {
  /** The pause before the next start, ms, of a process that has just ended and had run since that instant. */
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
