import { filingParams } from '@tickermill/collectors';
import { addDays, dayAt, edgarZone, hasFilingDay, isMarketRead } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { rereadableFilings, rereadFilings } from '@tickermill/store/datasets';
import { insiderTradeTotals, type RunRequest } from '@tickermill/store/ledger';
import { marketReading } from '@tickermill/store/market';
import { z } from 'zod';
import { companiesNamed } from '../companies-named.ts';
import { type Candidates, defineDataset } from '../definition.ts';
import { daysBack, upTo } from '../schedule-params.ts';
import { asListed } from '../source-order.ts';
import { fromScratch, isReconciled, withLookback } from './lookback.ts';

const nounsOf = {
  filings: 'filing',
  amendments: 'amendment',
  trades: 'trade',
  holdings: 'holding',
  insiders: 'insider',
  documentsSetAside: 'set-aside document',
};

/** The filings of insiders: SEC forms 3, 4 and 5 of tracked companies. */
export const insiderTrades = defineDataset({
  id: 'insider-trades',
  words: { title: 'insider trades', target: 'issuer', found: 'filing', created: 'trade' },
  async summary({ db }) {
    const { latestFiling: latest, ...stored } = await insiderTradeTotals(db);
    const nouns = Object.entries(nounsOf) as [keyof typeof nounsOf, string][];
    return { counts: nouns.map(([name, noun]) => ({ name, noun, count: stored[name] })), first: null, latest };
  },
  target: 'cik',
  params: filingParams,
  targets: (db, { request }, { now }) => toCandidates(db, request, now),
  lookback: withLookback,
  freshMs: 4 * 3_600_000,
  hasNews: hasFilingDay,
  marketLists: { areRead: async (db, now) => isMarketRead(await marketReading(db), now), isReconciled },
  // The request for a list, and the documents that it may call for.
  maxRequests: ({ maxFilings }) => 1 + maxFilings,
  sources: asListed,
  asFallback: null,
  sharedDays: null,
  backfill: null,
  onTrack: fromScratch,
  onFirstTrack: null,
  scheduleParams: z.strictObject({ daysBack: daysBack.optional(), maxFilings: upTo(10_000).optional() }),
  documents: {
    page: rereadableFilings,
    reread: (store, filings, { dryRun, parserVersion }) =>
      rereadFilings(
        store,
        filings.map((filing) => ({ ...filing, parserVersion })),
        { dryRun },
      ),
  },
  supersedes: true,
});

async function toCandidates(db: Database, { tickers, force, ...request }: RunRequest, now: Date): Promise<Candidates> {
  const params = filingParams.parse(datedParams(request.params, now));
  const { companies, skipped } = await companiesNamed(db, tickers ?? [], params);
  return { targets: companies.map(({ cik, symbols }) => ({ target: cik, tickers: symbols, params, force })), skipped };
}

/** A collector has no clock: `daysBack` becomes the day `since`, by EDGAR's calendar. */
function datedParams({ daysBack: days, ...params }: RunRequest['params'], now: Date): Record<string, unknown> {
  return typeof days === 'number' ? { ...params, since: addDays(dayAt(now, edgarZone), -days) } : params;
}
