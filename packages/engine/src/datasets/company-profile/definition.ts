import { profileParams } from '@tickermill/collectors';
import type { Database } from '@tickermill/store';
import { countProfiles, profilesAskedSince, untrackedStocks } from '@tickermill/store/fundamentals';
import { sourceAvailability } from '@tickermill/store/sources';
import { z } from 'zod';
import { type Candidates, defineDataset, type TargetsRun } from '../definition.ts';
import { factsOfIds, instrumentFacts, type ListedFacts, toTarget } from '../instruments.ts';
import { asListed, sourcesOfCollectors } from '../source-order.ts';

/** A run that names no tickers passes over what was asked so shortly before: a schedule asks for each once a week. */
const weekMs = 6.5 * 86_400_000;
/** Of stocks that nobody tracks each is asked once in so many days, and no more than its share of them in one night. */
const wheelDays = 30;

/** Which instruments a run without tickers is about. */
const scope = z.enum(['tracked', 'listed']);

/** What Yahoo says of companies, beside their reports. */
export const companyProfile = defineDataset({
  id: 'company-profile',
  words: { title: 'company profiles', target: 'ticker', found: 'profile', created: 'profile' },
  async summary({ sql }) {
    const counts = [{ name: 'instruments', noun: 'instrument', count: await countProfiles(sql) }];
    return { counts, first: null, latest: null };
  },
  target: 'instrument',
  params: profileParams,
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
  documents: null,
  supersedes: true,
});

/** The tickers that a run names, or the tracked ones whose turn it is; with `listed` other stocks of the United States too. */
async function toCandidates(db: Database, { request }: TargetsRun, now: Date): Promise<Candidates> {
  const { tickers, force, params } = request;
  const { facts, skipped } = await instrumentFacts(db, { tickers, withOthers: false }, now);
  const isAll = tickers === null && !force;
  const recent = isAll ? await profilesAskedSince(db, new Date(now.getTime() - weekMs)) : new Set<string>();
  const others = tickers === null && params['scope'] === 'listed' ? await othersDue(db, { force, now }) : [];
  const due = [...facts.filter(({ instrumentId }) => !recent.has(String(instrumentId))), ...others];
  const { enabled } = await sourceAvailability(db);
  const isEnabled = sourcesOfCollectors('company-profile').some((source) => enabled.has(source));
  const asked = (each: ListedFacts) => ({ ...toTarget(each), params: { symbol: each.symbol, mic: each.mic } });
  if (!isEnabled)
    return { targets: [], skipped: [...skipped, ...due.map((each) => ({ ...asked(each), reason: 'no-source' }))] };
  return { targets: due.map((each) => ({ ...asked(each), force })), skipped };
}

/** The stocks that nobody tracks and whose turn it is on the wheel; by force all of them. */
async function othersDue(
  db: Database,
  { force, now }: { readonly force: boolean; readonly now: Date },
): Promise<readonly ListedFacts[]> {
  const stocks = await untrackedStocks(db);
  const before = now.getTime() - (wheelDays - 0.5) * 86_400_000;
  const waiting = stocks.filter(({ askedAt }) => askedAt === null || askedAt.getTime() < before);
  const turn = force ? stocks : waiting.slice(0, Math.ceil(stocks.length / wheelDays));
  return factsOfIds(
    db,
    turn.map(({ instrumentId }) => instrumentId),
  );
}
