import { type DailyIndex, Day, PipelineError } from '@tickermill/core';
import { type Answer, get, isMissing, type UpstreamRequest } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, nothing, type Outcome, step } from '../collector.ts';
import { filingDocument } from '../insider-trades/collector.ts';
import { type IndexedFilings, type IndexFormat, readIndex } from './index-file.ts';

/**
 * A day whose index is requested, the day up to which indexes were read then, and how many days after it are read
 * whole.
 */
export const indexParams = z.object({ day: Day, after: Day, laterRead: z.int().min(0).default(0) });

/** With so many later days read whole, a day without an index is looked up in its directory. */
const enoughLater = 3;

const directoryOf = (day: Day): string => {
  const [year, month] = day.split('-');
  return `daily-index/${year}/QTR${Math.ceil(Number(month) / 3)}/`;
};
const fileOf = (format: IndexFormat, day: Day): string => `${format}.${day.replaceAll('-', '')}.idx`;
const indexOf = (format: IndexFormat, day: Day): UpstreamRequest =>
  get(`https://www.sec.gov/Archives/edgar/${directoryOf(day)}${fileOf(format, day)}`);

/** The filings of one file of a day; null while it is missing, or names none yet. */
function filingsOf(answer: Answer, format: IndexFormat, day: Day) {
  return isMissing(answer) ? null : readIndex(answer.body.toString('latin1'), format, day);
}

const toRecord = (named: IndexedFilings | null) => ({
  filings: named?.filings ?? [],
  ...(named && named.reports.length > 0 ? { reports: named.reports } : {}),
});

const documentsOf = (filings: DailyIndex['filings']) =>
  filings.flatMap(({ accession, filedOn, ciks }) => ciks.map((cik) => filingDocument({ cik, accession, filedOn })));

/** `index.json` of a directory of EDGAR's. */
const Directory = z.object({
  directory: z.object({ name: z.string(), item: z.array(z.object({ name: z.string() })) }),
});

/**
 * The directory in which the index of a day would be, read once later days are read: if it lists those of other days
 * and none of this one, EDGAR was closed by order, and there is nothing to wait for.
 */
const directory = step({
  id: 'directory',
  input: z.object({ day: Day, after: Day }),
  title: ({ day }) => day,
  request: ({ day }) => get(`https://www.sec.gov/Archives/edgar/${directoryOf(day)}index.json`),
  parse: (answer, { day, after }): Outcome<DailyIndex> => {
    if (isMissing(answer)) return nothing(`EDGAR has no index of ${day} yet, nor a directory of it`);
    const { name, item } = answer.json(Directory).directory;
    if (!name.endsWith(directoryOf(day)))
      throw new PipelineError('WRONG_ANSWER', `${answer.request.url} answered with the directory ${name}`);
    const files = new Set(item.map((file) => file.name));
    const others = [...files].filter((file) => /^master\.\d{8}\.idx$/.test(file));
    const hasIndex = (['master', 'form'] as const).some((format) => files.has(fileOf(format, day)));
    if (hasIndex || others.length < enoughLater) return nothing(`EDGAR has no index of ${day} yet`);
    return found({ records: [{ day, after, isLast: true, isClosed: true, filings: [] }], found: 0 });
  },
});

/**
 * The index of a day by form. It is requested whatever the outcome of the other file: a file that was cut off between
 * two lines is revealed only by its pair, and a filing that either names is requested.
 */
const byForm = step({
  id: 'form',
  input: indexParams.extend({ isAlone: z.boolean() }),
  title: ({ day }) => day,
  request: ({ day }) => indexOf('form', day),
  parse: (answer, { day, after, laterRead, isAlone }): Outcome<DailyIndex> => {
    const named = filingsOf(answer, 'form', day);
    if (named === null && isAlone) {
      if (laterRead < enoughLater) return nothing(`EDGAR has no index of ${day} yet`);
      return found({ next: [directory({ day, after })], found: 0 });
    }
    const records = [{ day, after, isLast: true, isClosed: false, ...toRecord(named) }];
    const next = documentsOf(named?.filings ?? []);
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
  parse: (answer, { day, after, laterRead }): Outcome<DailyIndex> => {
    const named = filingsOf(answer, 'master', day);
    if (named === null) return found({ next: [byForm({ day, after, laterRead, isAlone: true })], found: 0 });
    const next = [byForm({ day, after, laterRead, isAlone: false }), ...documentsOf(named.filings)];
    return found({ records: [{ day, after, isLast: false, isClosed: false, ...toRecord(named) }], next });
  },
});

/** The ownership filings of the whole market on one day: EDGAR's daily index, in both its formats. */
export const ownershipIndex = defineCollector({
  id: 'ownership-index',
  dataset: 'ownership-index',
  source: 'sec-edgar',
  params: indexParams,
  steps: [master, byForm, directory],
  start: ({ params }) => master(params),
});
