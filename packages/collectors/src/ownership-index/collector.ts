import { type DailyIndex, Day } from '@tickermill/core';
import { type Answer, get, isMissing, type UpstreamRequest } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, nothing, type Outcome, step } from '../collector.ts';
import { filingDocument } from '../insider-trades/collector.ts';
import { type IndexFormat, readIndex } from './index-file.ts';

/** A day whose index is asked for, and the day up to which indexes were read then. */
export const indexParams = z.object({ day: Day, after: Day });

const indexOf = (format: IndexFormat, day: Day): UpstreamRequest => {
  const [year, month] = day.split('-');
  const quarter = Math.ceil(Number(month) / 3);
  const file = `${format}.${day.replaceAll('-', '')}.idx`;
  return get(`https://www.sec.gov/Archives/edgar/daily-index/${year}/QTR${quarter}/${file}`);
};

/** The filings of one file of a day; null while it is missing, or names none yet. */
function filingsOf(answer: Answer, format: IndexFormat) {
  return isMissing(answer) ? null : readIndex(answer.body.toString('latin1'), format);
}

const documentsOf = (filings: DailyIndex['filings']) =>
  filings.flatMap(({ accession, filedOn, ciks }) => ciks.map((cik) => filingDocument({ cik, accession, filedOn })));

/**
 * The index of a day by form. It is requested whatever the outcome of the other file: a file that was cut off between
 * two lines is revealed only by its pair, and a filing that either names is requested.
 */
const byForm = step({
  id: 'form',
  input: indexParams.extend({ isAlone: z.boolean() }),
  title: ({ day }) => day,
  request: ({ day }) => indexOf('form', day),
  parse: (answer, { day, after, isAlone }): Outcome<DailyIndex> => {
    const filings = filingsOf(answer, 'form');
    if (filings === null && isAlone) return nothing(`EDGAR has no index of ${day} yet`);
    const records = [{ day, after, isLast: true, filings: filings ?? [] }];
    const next = documentsOf(filings ?? []);
    // What the other file named has been counted there.
    return isAlone ? found({ records, next }) : found({ records, next, found: 0 });
  },
});

/** The index of a day by CIK. */
const master = step({
  id: 'master',
  input: indexParams,
  title: ({ day }) => day,
  request: ({ day }) => indexOf('master', day),
  parse: (answer, { day, after }): Outcome<DailyIndex> => {
    const filings = filingsOf(answer, 'master');
    if (filings === null) return found({ next: [byForm({ day, after, isAlone: true })], found: 0 });
    const next = [byForm({ day, after, isAlone: false }), ...documentsOf(filings)];
    return found({ records: [{ day, after, isLast: false, filings }], next });
  },
});

/** The ownership filings of the whole market on one day: EDGAR's daily index, in both its formats. */
export const ownershipIndex = defineCollector({
  id: 'ownership-index',
  dataset: 'ownership-index',
  source: 'sec-edgar',
  params: indexParams,
  steps: [master, byForm],
  start: ({ params }) => master(params),
});
