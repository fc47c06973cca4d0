// Stores the bars of a whole day of a market: set by set, in one transaction, with the coverage of each instrument.

import { type MarketDayBars, markets, PipelineError } from '@tickermill/core';
import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type StoredBar, toMicros } from './bars.ts';
import { keepFindings, type PriceFinding } from './findings.ts';
import { bearersOf } from './market-day-bearers.ts';
import { coverMarketDay, keepMarketDay, missingOf, usualRows } from './market-day-rows.ts';
import type { JudgedBar, Verdict } from './market-day-verdicts.ts';
import { storedBars } from './stored-series.ts';
import { keepRevisions, writeBars } from './write-bars.ts';

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
  const judged = await judge(tx, record);
  const of = (...verdicts: Verdict[]) => judged.filter(({ verdict }) => verdicts.includes(verdict));
  const former = await reviseBars(tx, record, of('corrects'));
  await writeBars(
    tx,
    of(...writing).map((bar) => toWritten(record, bar, former.get(String(bar.instrumentId)))),
    { isNew: false },
  );
  await coverMarketDay(tx, record, judged);
  const missing = await missingOf(tx, record);
  const told: PriceFinding[] = missing.map(({ instrumentId, seenAt }) => {
    return { instrumentId: String(instrumentId), day, what: 'missing-in-market-day', provider, seenAt };
  });
  await keepFindings(tx, [...told, ...of('differs').map((bar) => differing(record, bar))]);
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

const differing = ({ day, provider }: MarketDayBars, { instrumentId, knownFrom }: JudgedBar): PriceFinding => ({
  instrumentId: String(instrumentId),
  day,
  what: 'differs-in-market-day',
  provider,
  seenAt: knownFrom,
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
    SELECT n.id AS "instrumentId", b.nth::int AS nth, coalesce(c.currency, ${currency}) AS currency,
      greatest(date_trunc('milliseconds', clock_timestamp()), c.written_at + interval '1 ms') AS "knownFrom",
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
    FROM unnest(${bars.map(({ symbol }) => symbol)}::text[], ${bars.map(({ open }) => open)}::numeric[],
      ${bars.map(({ high }) => high)}::numeric[], ${bars.map(({ low }) => low)}::numeric[], ${bars.map(({ close }) => close)}::numeric[],
      ${bars.map(({ volume }) => volume)}::bigint[]) WITH ORDINALITY AS b(symbol, open, high, low, close, volume, nth)
    JOIN (${bearersOf(market, day)}) n ON n.symbol = b.symbol
    LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = n.id
    LEFT JOIN daily_prices p ON p.instrument_id = n.id AND p.date = ${day}::date
    LEFT JOIN LATERAL (SELECT ${rescaledOn} AS rescaled FROM corporate_actions a
      WHERE a.instrument_id = n.id AND a.known_to IS NULL) r ON true`;
}

/** A bar as it is to be written; an adjusted close only its series could have. */
function toWritten(
  { bars, day, provider }: MarketDayBars,
  { instrumentId, nth, knownFrom, currency }: JudgedBar,
  former: StoredBar | undefined,
) {
  const bar = bars[nth - 1] as MarketDayBars['bars'][number];
  const price = (field: 'open' | 'high' | 'low' | 'close') => {
    const told = bar[field];
    return told === null ? (former?.[field] ?? null) : toMicros(told);
  };
  const written: StoredBar = {
    date: day,
    open: price('open'),
    high: price('high'),
    low: price('low'),
    close: price('close'),
    adjClose: null,
    volume: bar.volume === null ? (former?.volume ?? null) : BigInt(bar.volume),
    currency,
    final: true,
    provider,
    knownFrom,
  };
  return { instrumentId: String(instrumentId), checkedAt: knownFrom, bars: [written] };
}

/** Keeps what corrected bars were until now, and returns them by instrument. */
async function reviseBars(
  tx: Sql,
  { day }: Pick<MarketDayBars, 'day'>,
  corrected: readonly JudgedBar[],
): Promise<ReadonlyMap<string, StoredBar>> {
  if (corrected.length === 0) return new Map();
  const asked = corrected.map(({ instrumentId }) => ({ instrumentId: String(instrumentId), from: day, to: day }));
  const stored = await storedBars(tx, asked);
  const former = new Map([...stored].flatMap(([id, [bar]]) => (bar ? [[id, bar] as const] : [])));
  await keepRevisions(
    tx,
    corrected.flatMap(({ instrumentId, knownFrom }) => {
      const old = former.get(String(instrumentId));
      return old ? [{ ...old, cause: 'changed', instrumentId: String(instrumentId), knownTo: knownFrom }] : [];
    }),
  );
  return former;
}
