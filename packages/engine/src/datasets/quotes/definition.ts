import { quoteParams } from '@tickermill/collectors';
import { tradingCalendar } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { storedQuotes } from '@tickermill/store/prices';
import { sourceAvailability } from '@tickermill/store/sources';
import { z } from 'zod';
import { type Candidates, defineDataset, type TargetsRun } from '../definition.ts';
import { instrumentFacts, type ListedFacts, toTarget } from '../instruments.ts';
import { asListed, sourcesOfCollectors } from '../source-order.ts';

/** The prices of tracked instruments within their session. */
export const quotes = defineDataset({
  id: 'quotes',
  words: { title: 'quotes', target: 'ticker', found: 'quote', created: 'quote' },
  async summary({ sql }) {
    const { instruments, latest } = await storedQuotes(sql);
    const counts = [{ name: 'instruments', noun: 'instrument', count: instruments }];
    return { counts, first: null, latest: latest?.toISOString() ?? null };
  },
  target: 'instrument',
  params: quoteParams,
  targets: (db, run, { now }) => openInstruments(db, run, now),
  lookback: null,
  freshMs: null,
  hasNews: null,
  marketLists: null,
  maxRequests: () => 1,
  sources: asListed,
  asFallback: null,
  sharedDays: null,
  backfill: null,
  onTrack: null,
  onFirstTrack: null,
  scheduleParams: z.strictObject({}),
  documents: null,
  supersedes: true,
});

/** A quote is worth a request only while its exchange is open. */
async function openInstruments(db: Database, { request }: TargetsRun, now: Date): Promise<Candidates> {
  const { tickers, force } = request;
  const { facts, skipped } = await instrumentFacts(db, { tickers, withOthers: false }, now);
  const { enabled } = await sourceAvailability(db);
  const isEnabled = sourcesOfCollectors('quotes').some((source) => enabled.has(source));
  const isOpen = ({ mic }: ListedFacts) => tradingCalendar(mic).sessionAt(now) !== undefined;
  const asked = (each: ListedFacts) => ({ ...toTarget(each), params: { symbol: each.symbol, mic: each.mic } });
  const reasonOf = (each: ListedFacts) => (isEnabled ? (isOpen(each) ? null : 'closed') : 'no-source');
  return {
    targets: facts.filter((each) => reasonOf(each) === null).map((each) => ({ ...asked(each), force })),
    skipped: [
      ...skipped,
      ...facts.flatMap((each) => {
        const reason = reasonOf(each);
        return reason === null ? [] : [{ ...asked(each), reason }];
      }),
    ],
  };
}
