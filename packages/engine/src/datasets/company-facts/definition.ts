import { factsParams } from '@tickermill/collectors';
import type { Database } from '@tickermill/store';
import { rereadableCompanies, rereadCompanies } from '@tickermill/store/datasets';
import { companiesToAsk, fundamentalsTotals } from '@tickermill/store/fundamentals';
import { z } from 'zod';
import { companiesNamed } from '../companies-named.ts';
import { type Candidates, defineDataset, type TargetsRun } from '../definition.ts';
import { asListed } from '../source-order.ts';

/** A run that names no tickers passes over what was asked so shortly before: a schedule asks each company once a week. */
const weekMs = 6.5 * 86_400_000;

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
  backfill: null,
  onTrack: null,
  onFirstTrack: null,
  scheduleParams: z.strictObject({ scope: scope.optional() }),
  documents: {
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

/** The companies of the tickers that a run names, or those whose turn it is. */
async function toCandidates(db: Database, { request }: TargetsRun, now: Date): Promise<Candidates> {
  const { force, tickers, params } = request;
  const toTarget = ({ cik, symbols }: { cik: string; symbols: readonly string[] }) => ({
    target: cik,
    tickers: [...symbols],
    params: {},
    force,
  });
  if (tickers !== null) {
    const { companies, skipped } = await companiesNamed(db, tickers, {});
    return { targets: companies.map(toTarget), skipped };
  }
  const askedBefore = force ? now : new Date(now.getTime() - weekMs);
  const companies = await companiesToAsk(db, { isListed: params['scope'] === 'listed', askedBefore });
  return { targets: companies.map(toTarget), skipped: [] };
}
