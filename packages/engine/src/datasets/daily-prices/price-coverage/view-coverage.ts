// Reads coverage and explanations of days, for the API.

import { type Day, type Mic, micOf, type SourceId, type Ticker } from '@tickermill/core';
import { dayAsked } from '@tickermill/store/ledger';
import { coverageOf, listPrices, priceFacts, priceFindings } from '@tickermill/store/prices';
import { sourceAvailability } from '@tickermill/store/sources';
import type { EngineDeps } from '../../../engine-deps.ts';
import { viewSources } from '../../../sources/source-view.ts';
import { orUsual } from '../../source-order.ts';
import { preferredSource } from '../price-sources.ts';
import type { Explained, SourceCondition } from './day-facts.ts';
import { explainDay } from './explain.ts';
import { firstTradeDay, holds, type JudgedCoverage, judgeCoverage } from './judge-coverage.ts';

type ViewDeps = Pick<EngineDeps, 'store' | 'now'>;
const dataset = 'daily-prices';
const findingsShown = 100;

/** What is stored of the daily prices of an instrument, what is missing, and what was odd in answers. */
export interface PriceCoverage extends JudgedCoverage {
  readonly findings: Awaited<ReturnType<typeof priceFindings>>;
}

/** Why a day is stored or is not. */
export interface DayExplanation extends Explained {
  readonly ticker: Ticker;
  readonly dataset: typeof dataset;
  readonly date: Day;
  readonly exchange: Mic | null;
}

/** What is stored of the daily prices of an instrument, and what is missing by the calendar of its exchange. */
export async function viewCoverage({ store, now }: ViewDeps, instrumentId: bigint): Promise<PriceCoverage> {
  const coverage = await coverageOf(store.reads, dataset, instrumentId);
  const judged = judgeCoverage(coverage, { mic: (await listingOf(store, instrumentId)).mic, now: now() });
  const findings = await priceFindings(store.reads, instrumentId, findingsShown);
  return { ...judged, findings };
}

/** Why a day of the daily prices of an instrument is stored or is not, from calendar and ledger. */
export async function viewWhy(
  viewing: ViewDeps,
  { instrumentId, date }: { readonly instrumentId: bigint; readonly date: Day },
): Promise<DayExplanation> {
  const { store } = viewing;
  const now = viewing.now();
  const listing = await listingOf(store, instrumentId);
  const [coverage, asked, bars] = await Promise.all([
    coverageOf(store.reads, dataset, instrumentId),
    dayAsked(store.db, { dataset, target: String(instrumentId), day: date }),
    listPrices(store.reads, { instrumentId, from: date, to: date, adjusted: false }).next(),
  ]);
  const facts = {
    ...asked,
    bar: bars.value?.[0] ?? null,
    isStopgap: coverage !== null && holds(coverage.stopgap, date),
    isAbsent: coverage !== null && holds(coverage.absent, date),
    firstDay: coverage && firstTradeDay(coverage),
    standing: await standingOf(viewing, asked.open?.source ?? (await usualSource(viewing, listing))),
  };
  const { sentence, because } = explainDay(facts, { ticker: listing.symbol, date, mic: listing.mic ?? 'XNYS', now });
  return { ticker: listing.symbol, dataset, date, exchange: listing.mic, sentence, because };
}

interface ListedSymbol {
  readonly symbol: Ticker;
  readonly mic: Mic | null;
}

async function listingOf({ reads }: ViewDeps['store'], instrumentId: bigint): Promise<ListedSymbol> {
  const [facts] = await priceFacts(reads, [instrumentId]);
  if (!facts) throw new Error(`instrument ${instrumentId} has no symbol`);
  return { symbol: facts.symbol, mic: micOf(facts.symbol, facts.mic) };
}

/** The source that an instrument is normally requested from. */
async function usualSource({ store }: ViewDeps, listing: ListedSymbol): Promise<SourceId | null> {
  return preferredSource(listing, orUsual(await sourceAvailability(store.db), dataset));
}

async function standingOf(viewing: ViewDeps, id: SourceId | null): Promise<SourceCondition | null> {
  const source = (await viewSources(viewing)).find((each) => each.id === id);
  if (!source) return null;
  const { quota } = source;
  return {
    source: source.id,
    quietUntil: source.quietUntil,
    quietReason: source.quietReason,
    pausedAt: source.pausedAt,
    pausedBy: source.pausedBy,
    spentUntil: quota && quota.used >= quota.limit ? quota.resetsAt : null,
  };
}
