import { Ticker, toCik } from '@tickermill/core';
import { get } from '@tickermill/upstream';
import { z } from 'zod';
import { defineCollector, found, step } from '../collector.ts';

/** `company_tickers.json`: numbered entries, one per symbol; several symbols may share a CIK. An empty list is no list. */
const CompanyTickers = z
  .record(z.string(), z.object({ cik_str: z.int().positive().max(9_999_999_999), ticker: Ticker, title: z.string() }))
  .refine((entries) => Object.keys(entries).length > 0, { error: 'must list companies' });

const list = step({
  id: 'list',
  input: z.object({}),
  request: () => get('https://www.sec.gov/files/company_tickers.json'),
  parse: (answer) => {
    const entries = Object.values(answer.json(CompanyTickers));
    return found({
      records: entries.map(({ cik_str, ticker, title }) => ({ cik: toCik(cik_str), symbol: ticker, name: title })),
    });
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
