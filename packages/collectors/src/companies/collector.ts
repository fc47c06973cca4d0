import { type CompanyEntry, isStorable, PipelineError, Ticker, toCik, unstorable } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, step } from '../collector.ts';

/** `company_tickers.json`: numbered entries, one per symbol; several symbols may share a CIK. An empty list is no list. */
const CompanyTickers = z
  .record(z.string(), z.unknown())
  .refine((entries) => Object.keys(entries).length > 0, { error: 'must list companies' });

const Entry = z.object({
  cik_str: z.int().positive().max(9_999_999_999),
  ticker: Ticker,
  title: z.string().trim().min(1).max(500).refine(isStorable, { error: 'must be text' }),
});

/** An entry that cannot be read is left out and reported. So many, and a tenth of the list, are another kind of list. */
const oddEntries = 10;
const keptOfEntry = 300;

function readEntry(entry: unknown): CompanyEntry {
  const { data, error } = Entry.safeParse(entry);
  if (data) return { cik: toCik(data.cik_str), symbol: data.ticker, name: data.title };
  const [issue] = error.issues;
  return {
    odd: `${issue?.path.join('.')}: ${issue?.message}`,
    entry: JSON.stringify(entry).slice(0, keptOfEntry).replaceAll(unstorable, ''),
  };
}

const list = step({
  id: 'list',
  input: z.object({}),
  request: () => get('https://www.sec.gov/files/company_tickers.json'),
  parse: (answer) => {
    const records = Object.values(answer.json(CompanyTickers)).map(readEntry);
    const odd = records.flatMap((record) => ('odd' in record ? [record.odd] : []));
    if (odd.length === records.length || (odd.length > oddEntries && odd.length * 10 > records.length)) {
      const [first = ''] = odd;
      throw new PipelineError(
        'UNEXPECTED_ANSWER',
        `${odd.length} of ${records.length} entries are of another shape: ${first}`,
      );
    }
    return found({ records, found: records.length - odd.length });
  },
});

/** Every company that files with the SEC under a ticker: symbol, name, CIK. */
export const companies = defineCollector({
  id: 'companies',
  dataset: 'companies',
  source: 'sec-edgar',
  params: z.object({}),
  steps: [list],
  start: () => list({}),
});
