import { factsParams } from '@tickermill/collectors';
import { addDays, dayAt, edgarZone } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { rereadableCompanies, rereadCompanies } from '@tickermill/store/datasets';
import { companiesToAsk, fundamentalsTotals } from '@tickermill/store/fundamentals';
import { z } from 'zod';
import { companiesNamed } from '../companies-named.ts';
import { type Candidates, defineDataset, type TargetsRun } from '../definition.ts';
import { asListed } from '../source-order.ts';

/** A run that names no tickers passes over what was asked so shortly before: a schedule asks each company once a week. */
const weekMs = 6.5 * 86_400_000;

/** For so many days a report is asked for that the facts lack. */
export const lateDays = 14;

/** Which companies a run without tickers is about. */
const scope = z.enum(['tracked', 'listed']);

/** What companies report, as EDGAR holds it: facts, and the figures of years and quarters that are made of them. */
export const companyFacts = defineDataset({
  id: 'company-facts',
  words: { title: 'company facts', target: 'company', found: 'fact', created: 'fact' },
  async summary({ sql }) {
    const { companies, periods, revisions, latest } = await fundamentalsTotals(sql);
    const counts = [
      { name: 'companies', noun: 'company', count: companies },
      { name: 'periods', noun: 'period', count: periods },
      { name: 'revisions', noun: 'revision', count: revisions },
    ];
    return { counts, first: null, latest };
  },
  target: 'cik',
  params: factsParams,
  targets: (db, run, { now }) => toCandidates(db, run, now),
  lookback: null,
  freshMs: 24 * 3_600_000,
  hasNews: null,
  marketLists: null,
  maxRequests: () => 1,
  sources: asListed,
  asFallback: null,
  sharedDays: null,
  backfill: null,
  onTrack: null,
  onFirstTrack: null,
  scheduleParams: z.strictObject({ scope: scope.optional() }),
  documents: {
    groupSize: 4,
    page: rereadableCompanies,
    reread: (store, records, { dryRun, parserVersion }) =>
      rereadCompanies(
        store,
        records.map((record) => ({ ...record, parserVersion })),
        { dryRun },
      ),
  },
  supersedes: true,
});

/**
 * The companies of the tickers that a run names, or those that are due. A report that the index names and EDGAR's facts lack
 * is asked for each night: they can be days behind.
 */
async function toCandidates(db: Database, { request }: TargetsRun, now: Date): Promise<Candidates> {
  const { force, tickers, params } = request;
  const toTarget = (company: { cik: string; symbols: readonly string[]; hasNewReport?: boolean }) => ({
    target: company.cik,
    tickers: [...company.symbols],
    params: {},
    force: force || (company.hasNewReport ?? false),
  });
  if (tickers !== null) {
    const { companies, skipped } = await companiesNamed(db, tickers, {});
    return { targets: companies.map(toTarget), skipped };
  }
  const companies = await companiesToAsk(db, {
    isListed: params['scope'] === 'listed',
    askedBefore: force ? now : new Date(now.getTime() - weekMs),
    reportsSince: addDays(dayAt(now, edgarZone), -lateDays),
  });
  return { targets: companies.map(toTarget), skipped: [] };
}
