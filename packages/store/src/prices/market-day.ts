// Stores the bars of a whole day of a market: set by set, in one transaction, with the coverage of each instrument.

import { type MarketDayBars, markets, PipelineError } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type StoredBar, toPrice } from './bars.ts';
import { keepFindings, type PriceFinding } from './findings.ts';
import { bearersOf } from './market-day-bearers.ts';
import { coverMarketDay, keepMarketDay, missingOf, nextInstant, usualRows } from './market-day-rows.ts';
import type { JudgedBar, Verdict } from './market-day-verdicts.ts';
import { storedBars } from './stored-series.ts';
import { keepRevisions } from './write-bars.ts';

/** So much of the rows of the last days is a day that was published in part. */
const leastShare = 0.9;
const writing: readonly Verdict[] = ['begins', 'extends', 'follows', 'corrects'];
const counted: readonly Verdict[] = [...writing, 'confirms', 'agrees'];

/**
 * Stores a day, idempotent, while no one else writes any series. Counts by instrument: a bar that its series may not take counts for none.
 * @throws {PipelineError} `MARKET_DAY_INCOMPLETE` if the answer has far fewer rows than those of the days before.
 */
export async function storeMarketDay(tx: Sql, record: MarketDayBars): Promise<StoredCount[]> {
  const { market, day, provider, rows } = record;
  const usual = await usualRows(tx, record);
  if (usual !== null && rows < usual * leastShare)
    throw new PipelineError(
      'MARKET_DAY_INCOMPLETE',
      `${provider} has ${rows} rows of ${market} on ${day}, and had ${usual} on the days before`,
      { detail: { market, day, provider, rows, usual } },
    );
  const now = await nextInstant(tx);
  const judged = await judge(tx, record);
  const of = (...verdicts: Verdict[]) => judged.filter(({ verdict }) => verdicts.includes(verdict));
  const former = await reviseBars(tx, record, of('corrects'), now);
  await writeDay(tx, record, { judged: of(...writing), former, now });
  await coverMarketDay(tx, record, judged, now);
  const missing = await missingOf(tx, record);
  const told: PriceFinding[] = missing.map(({ instrumentId }) => {
    return { instrumentId: String(instrumentId), day, what: 'missing-in-market-day', provider, seenAt: now };
  });
  await keepFindings(tx, [...told, ...of('differs').map((bar) => differing(record, bar, now))]);
  await keepMarketDay(tx, record, {
    stored: of('begins', 'extends', 'follows').length,
    corrected: of('corrects').length,
    confirmed: of('confirms', 'agrees').length,
    differing: of('differs').length,
    apart: of('apart').length,
    unheld: of('unheld').length,
    unknown: record.bars.length - judged.length,
    missing: missing.map(({ symbol }) => symbol),
  });
  return of(...counted).map(({ instrumentId, verdict }) => ({
    target: String(instrumentId),
    records: 1,
    created: verdict === 'begins' || verdict === 'extends' || verdict === 'follows' ? 1 : 0,
    updated: verdict === 'corrects' ? 1 : 0,
  }));
}

const differing = ({ day, provider }: MarketDayBars, { instrumentId }: JudgedBar, seenAt: Date): PriceFinding => ({
  instrumentId: String(instrumentId),
  day,
  what: 'differs-in-market-day',
  provider,
  seenAt,
});

/** An action of a day or later rescales what is stored before it, as far as the basis of the series is adjusted for it. */
const rescaledOn = Prisma.sql`CASE coalesce(c.basis, 'split-and-dividend-adjusted') WHEN 'as-traded' THEN NULL
  WHEN 'split-adjusted' THEN max(a.date) FILTER (WHERE a.type = 'split') ELSE max(a.date) END`;

/** A value that the answer leaves out contradicts nothing. */
const isSame = Prisma.sql`(coalesce(b.open, p.open), coalesce(b.high, p.high), coalesce(b.low, p.low), coalesce(b.close, p.close),
  coalesce(b.volume, p.volume)) IS NOT DISTINCT FROM (p.open, p.high, p.low, p.close, p.volume)`;

/** Decides about each bar whose symbol an instrument bears. The closes of two providers may differ by 0.5 %. */
function judge(tx: Sql, { market, day, previous, provider, bars, beginsSeries }: MarketDayBars): Promise<JudgedBar[]> {
  const { currency } = markets[market];
  return tx.$queryRaw<JudgedBar[]>`
    SELECT n.id AS "instrumentId", b.nth::int AS nth, coalesce(c.currency, ${currency}) AS currency, p.date IS NULL AS "isNew",
      CASE
        WHEN c.first_day IS NULL AND ${beginsSeries} AND b.close IS NOT NULL THEN 'begins'
        WHEN c.first_day IS NULL THEN 'unheld'
        WHEN coalesce(c.currency, ${currency}) <> ${currency} OR r.rescaled > ${day}::date THEN 'apart'
        WHEN p.final AND p.provider = ${provider} THEN CASE WHEN ${isSame} THEN 'confirms' ELSE 'corrects' END
        WHEN b.close IS NULL OR (p.final AND p.close IS NULL) THEN 'apart'
        WHEN p.final THEN CASE WHEN abs(p.close - b.close) <= 0.005 * b.close THEN 'agrees' ELSE 'differs' END
        WHEN c.provider = ${provider} AND c.basis = 'as-traded' THEN 'extends'
        WHEN c.mistrusted_at IS NULL AND r.rescaled IS DISTINCT FROM ${day}::date AND c.raw_on >= ${previous}::date
          AND c.covered @> ${previous}::date THEN 'follows'
        ELSE 'apart' END AS verdict
    FROM unnest(${bars.map(({ symbol }) => symbol)}::text[], ${listOf(bars.map(({ open }) => open))}::numeric[],
      ${listOf(bars.map(({ high }) => high))}::numeric[], ${listOf(bars.map(({ low }) => low))}::numeric[], ${listOf(bars.map(({ close }) => close))}::numeric[],
      ${listOf(bars.map(({ volume }) => volume))}::bigint[]) WITH ORDINALITY AS b(symbol, open, high, low, close, volume, nth)
    JOIN (${bearersOf(market, day)}) n ON n.symbol = b.symbol
    LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = n.id
    LEFT JOIN daily_prices p ON p.instrument_id = n.id AND p.date = ${day}::date
    LEFT JOIN LATERAL (SELECT ${rescaledOn} AS rescaled FROM corporate_actions a
      WHERE a.instrument_id = n.id AND a.known_to IS NULL) r ON true`;
}

interface WrittenDay {
  readonly judged: readonly JudgedBar[];
  /** What corrected bars were, by instrument: a value that the answer leaves out stays. */
  readonly former: ReadonlyMap<string, StoredBar>;
  readonly now: Date;
}

/** Writes the bars of a day, each over the one that may be there; an adjusted close only their series could have. */
async function writeDay(tx: Sql, record: MarketDayBars, { judged, former, now }: WrittenDay): Promise<void> {
  const fresh = judged.filter(({ isNew }) => isNew);
  const others = judged.filter(({ isNew }) => !isNew);
  // Looking for a row that cannot be there costs a third of writing one.
  if (fresh.length > 0) await tx.$executeRaw`${insertOf(record, { judged: fresh, former, now })}`;
  if (others.length > 0)
    await tx.$executeRaw`${insertOf(record, { judged: others, former, now })}
      ON CONFLICT (instrument_id, date) DO UPDATE SET open = EXCLUDED.open, high = EXCLUDED.high, low = EXCLUDED.low,
        close = EXCLUDED.close, adj_close = NULL, volume = EXCLUDED.volume, currency = EXCLUDED.currency,
        provider = EXCLUDED.provider, final = true, known_from = EXCLUDED.known_from, checked_at = EXCLUDED.checked_at`;
}

function insertOf({ bars, day, provider }: MarketDayBars, { judged, former, now }: WrittenDay): Prisma.Sql {
  const column = (field: BarField) =>
    listOf(
      judged.map(({ instrumentId, nth }) => bars[nth - 1]?.[field] ?? textOf(former.get(String(instrumentId)), field)),
    );
  return Prisma.sql`
    INSERT INTO daily_prices (instrument_id, date, open, high, low, close, adj_close, volume, currency, provider, final, known_from, checked_at)
    SELECT id, ${day}::date, open, high, low, close, NULL, volume, currency, ${provider}, true, ${now}::timestamptz, ${now}::timestamptz
    FROM unnest(${listOf(judged.map(({ instrumentId }) => String(instrumentId)))}::bigint[], ${column('open')}::numeric[],
      ${column('high')}::numeric[], ${column('low')}::numeric[], ${column('close')}::numeric[], ${column('volume')}::bigint[],
      ${judged.map(({ currency }) => currency)}::text[]) AS b(id, open, high, low, close, volume, currency) ORDER BY id`;
}

type BarField = 'open' | 'high' | 'low' | 'close' | 'volume';

/** A list as Postgres writes one, of numbers alone: nothing to escape, which takes the driver longest. */
const listOf = (numbers: readonly (string | null)[]): string =>
  `{${numbers.map((number) => number ?? 'NULL').join(',')}}`;

function textOf(bar: StoredBar | undefined, field: BarField): string | null {
  if (bar === undefined) return null;
  if (field === 'volume') return bar.volume === null ? null : String(bar.volume);
  const price = bar[field];
  return price === null ? null : toPrice(price);
}

/** Keeps what corrected bars were until now, and returns them by instrument. */
async function reviseBars(
  tx: Sql,
  { day }: Pick<MarketDayBars, 'day'>,
  corrected: readonly JudgedBar[],
  now: Date,
): Promise<ReadonlyMap<string, StoredBar>> {
  if (corrected.length === 0) return new Map();
  const asked = corrected.map(({ instrumentId }) => ({ instrumentId: String(instrumentId), from: day, to: day }));
  const stored = await storedBars(tx, asked);
  const former = new Map([...stored].flatMap(([id, [bar]]) => (bar ? [[id, bar] as const] : [])));
  await keepRevisions(
    tx,
    corrected.flatMap(({ instrumentId }) => {
      const old = former.get(String(instrumentId));
      return old ? [{ ...old, cause: 'changed', instrumentId: String(instrumentId), knownTo: now }] : [];
    }),
  );
  return former;
}
