import { reportsParams } from '@tickermill/collectors';
import { addDays, dayAt, edgarZone } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { registrantsToAsk, reportTotals } from '@tickermill/store/fundamentals';
import { z } from 'zod';
import { companiesNamed } from '../companies-named.ts';
import { type Candidates, defineDataset, type TargetsRun } from '../definition.ts';
import { upTo } from '../schedule-params.ts';
import { asListed } from '../source-order.ts';

/** For so many days a report is asked for that the index names and EDGAR's list lacks: it is hours behind. */
const lateDays = 14;

/** Which companies a run without tickers is about. */
const scope = z.enum(['tracked', 'listed']);

/** The reports that companies have filed, as EDGAR lists them. */
export const reports = defineDataset({
  id: 'reports',
  words: { title: 'reports', target: 'company', found: 'report', created: 'report' },
  async summary({ sql }) {
    const { registrants, reports, first, latest } = await reportTotals(sql);
    const counts = [
      { name: 'companies', noun: 'company', count: registrants },
      { name: 'reports', noun: 'report', count: reports },
    ];
    return { counts, first, latest };
  },
  target: 'cik',
  params: reportsParams,
  targets: (db, run, { now }) => toCandidates(db, run, now),
  lookback: null,
  freshMs: 24 * 3_600_000,
  hasNews: null,
  marketLists: null,
  maxRequests: () => 1,
  sources: asListed,
  asFallback: null,
  backfill: null,
  sharedDays: null,
  onTrack: null,
  onFirstTrack: null,
  scheduleParams: z.strictObject({ scope: scope.optional(), years: upTo(40).optional() }),
  documents: null,
  supersedes: true,
});

/**
 * The companies of the tickers that a run names, or those that are due, under each CIK that they have had. The newest file always
 * reaches back for a year: older pages are read where more is wanted.
 */
async function toCandidates(db: Database, { request }: TargetsRun, now: Date): Promise<Candidates> {
  const { force, tickers, params } = request;
  const today = dayAt(now, edgarZone);
  const years = typeof params['years'] === 'number' ? params['years'] : 1;
  const asked = { since: addDays(today, -Math.ceil(years * 365.25) + 1) };
  const toTarget = (company: { cik: string; symbols: readonly string[]; hasNewReport?: boolean }) => ({
    target: company.cik,
    tickers: [...company.symbols],
    params: asked,
    force: force || (company.hasNewReport ?? false),
  });
  if (tickers !== null) {
    const { companies, skipped } = await companiesNamed(db, tickers, asked);
    return { targets: companies.map(toTarget), skipped };
  }
  const companies = await registrantsToAsk(db, {
    isListed: params['scope'] === 'listed',
    isAll: force,
    now,
    today,
    reportsSince: addDays(today, -lateDays),
  });
  return { targets: companies.map(toTarget), skipped: [] };
}
