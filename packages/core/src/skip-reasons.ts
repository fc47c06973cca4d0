// Why targets and slots are skipped, in words that explanations and commands share: each the end of a sentence.

const words: Readonly<Record<string, string>> = {
  fresh: 'fetched already within the last hours',
  'no-news': 'EDGAR closed, and has accepted no filing since the last fetch',
  covered: 'the lists of the whole market bring its filings',
  'dead-letter': 'set aside as a dead letter until revived',
  'in-flight': 'another run fetches the same',
  'no-cik': 'it has no CIK, and so no filings',
  'unknown-ticker': 'on no list of companies any more',
  'unknown-exchange': 'no calendar of its exchange is known',
  'no-source': 'no enabled source has it (PRICE_SOURCES)',
  'stale-universe': 'the list of its exchange is over 35 days old',
  unchanged: 'no new report, and the figures are of the current parser',
  closed: 'its exchange is closed',
  limit: 'beyond the limit of the run',
  'slot-closed': 'its slot had been planned already: the next one covers it',
  missed: 'nothing ran when it fell due, and a later slot took its place',
  stopped: 'all schedules were stopped',
  paused: 'the schedule was paused',
};

/** A skip reason in words; one that this build does not know stays as it is. */
export const skipReason = (reason: string): string => words[reason] ?? reason;
