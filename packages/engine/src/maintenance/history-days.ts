/** For how many days what has happened is kept. */
export interface HistoryDays {
  readonly audit: number;
  /** The journal of changes. */
  readonly changes: number;
  /** Reports of browsers. */
  readonly clientLogs: number;
  /** Tasks and skipped targets, after their run. */
  readonly tasks: number;
  /** The other targets, and runs. */
  readonly runs: number;
}

/** As the settings have it, unless somebody changes them. */
export const usualHistoryDays: HistoryDays = { audit: 365, changes: 90, clientLogs: 30, tasks: 90, runs: 730 };
