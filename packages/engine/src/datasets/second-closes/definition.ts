import { createHash } from 'node:crypto';
import { priceParams } from '@tickermill/collectors';
import { addDays, type Day, dayAt, type SourceId, tradingCalendar } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { storedSecondCloses } from '@tickermill/store/prices';
import { jumpedInstruments } from '@tickermill/store/quality';
import { type SourceAvailability, sourceAvailability } from '@tickermill/store/sources';
import { z } from 'zod';
import { priceSources } from '../daily-prices/price-sources.ts';
import { type Candidate, type Candidates, defineDataset, type TargetsContext, type TargetsRun } from '../definition.ts';
import { instrumentFacts, type ListedFacts, toTarget } from '../instruments.ts';
import { sourcesOfCollectors } from '../source-order.ts';

/** So many tickers are compared in a week, and the last sessions of each. */
const sampleSize = 25;
const sessions = 10;
/** Days in which ten sessions lie, whatever the holidays. */
const sessionDays = 28;
/** A jump of so many days ago or fewer is looked into first. */
const jumpDays = 14;

const params = priceParams.extend({
  /** Whose series is stored: it is not its own second source. */
  provider: z.string().nullable().default(null),
});

type SecondParams = Pick<z.output<typeof params>, 'symbol' | 'mic' | 'provider'>;

const secondSources = (
  chain: readonly SourceId[],
  { provider, ...listing }: SecondParams,
  availability: SourceAvailability,
): readonly SourceId[] =>
  priceSources(chain, listing, availability).filter((source) => chain.includes(source) && source !== provider);

/** Closes of a second source, of a sample of the tracked instruments: compared with the stored ones, never in their place. */
export const secondCloses = defineDataset({
  id: 'second-closes',
  words: { title: 'closes of a second source', target: 'ticker', found: 'close', created: 'close' },
  async summary({ sql }) {
    const { instruments, first, latest } = await storedSecondCloses(sql);
    return { counts: [{ name: 'instruments', noun: 'instrument', count: instruments }], first, latest };
  },
  target: 'instrument',
  params,
  targets: sampledInstruments,
  lookback: null,
  freshMs: null,
  hasNews: null,
  marketLists: null,
  maxRequests: () => 1,
  sources: secondSources,
  asFallback: null,
  sharedDays: null,
  backfill: null,
  onTrack: null,
  onFirstTrack: null,
  scheduleParams: z.strictObject({}),
  documents: null,
  supersedes: true,
});

/**
 * The tickers that are named; else a sample of what is tracked: first those of which a close has jumped, then others, drawn
 * by the day. Of a source no more are sampled than it still allows today.
 */
async function sampledInstruments(
  db: Database,
  { request: { tickers, force } }: TargetsRun,
  { now, isServed, quotaLeft }: TargetsContext,
): Promise<Candidates> {
  const { facts, skipped } = await instrumentFacts(db, { tickers, withOthers: false }, now);
  const availability = await sourceAvailability(db);
  const stored = facts.filter(({ lastBar }) => lastBar !== null);
  const isSample = tickers === null;
  const left = new Map(isSample ? await quotaLeft() : []);
  const targets: Candidate[] = [];
  const unserved: Candidate[] = [];
  for (const each of isSample ? await inDrawnOrder(db, stored, dayAt(now, 'UTC')) : stored) {
    if (isSample && targets.length === sampleSize) break;
    const candidate = toCandidate(each, { now, force });
    if (!isServed(candidate, availability)) unserved.push(candidate);
    else if (takeOne(left, candidate, availability)) targets.push(candidate);
  }
  // A sample passes by what no source has; where none has anything, it says so of as many as it would have asked for.
  const told = !isSample ? unserved : unserved.length === stored.length ? unserved.slice(0, sampleSize) : [];
  return { targets, skipped: [...skipped, ...told.map((each) => ({ ...each, reason: 'no-source' as const }))] };
}

async function inDrawnOrder(db: Database, stored: readonly ListedFacts[], day: Day): Promise<ListedFacts[]> {
  const jumped = await jumpedInstruments(db, addDays(day, -jumpDays));
  const isJump = new Set(jumped.map(({ instrumentId }) => instrumentId));
  return stored
    .map((each) => ({ each, place: `${isJump.has(each.instrumentId) ? 0 : 1} ${lotOf(each, day)}` }))
    .sort((one, other) => (one.place < other.place ? -1 : 1))
    .map(({ each }) => each);
}

/** Counts a request of the source that would be asked first; false where nothing of its day is left. */
function takeOne(
  left: Map<SourceId, number>,
  { params: asked }: ReturnType<typeof toCandidate>,
  availability: SourceAvailability,
): boolean {
  const source = secondSources(sourcesOfCollectors('second-closes'), asked, availability).find((one) =>
    availability.enabled.has(one),
  );
  const rest = source && left.get(source);
  if (source === undefined || rest === undefined) return true;
  left.set(source, rest - 1);
  return rest > 0;
}

/** The lot of an instrument in the draw of a day: the same however often it is drawn. */
const lotOf = ({ instrumentId }: ListedFacts, day: Day): string =>
  createHash('sha256').update(`${day} ${instrumentId}`).digest('hex');

function toCandidate(facts: ListedFacts, { now, force }: { now: Date; force: boolean }) {
  const { symbol, mic, provider, currency } = facts;
  const calendar = tradingCalendar(mic);
  const to = calendar.lastSettledSession(now).day;
  const from = calendar.tradingDaysBetween(addDays(to, -sessionDays), to).at(-sessions) ?? to;
  const range = { from, to, settledTo: to, wholeFrom: from, isFallback: true };
  return { ...toTarget(facts), force, params: { symbol, mic, provider, currency, ...range } };
}
