// Writes bars and revisions in bulk.

import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { Adjustment } from './adjustments.ts';
import { type Micros, type StoredBar, toPrice } from './bars.ts';
import type { Revision } from './decide.ts';

/** Rows of a statement: more make it no faster, and its text of values larger. */
const chunk = 5_000;

/** A list as Postgres writes one. Ours holds numbers, days and instants alone: nothing to escape, which takes the driver longest. */
const list = <T>(rows: readonly T[], value: (row: T) => string | null): string =>
  `{${rows.map((row) => value(row) ?? 'NULL').join(',')}}`;
const price = (micros: Micros | null) => (micros === null ? null : toPrice(micros));
const whole = (count: bigint | null) => (count === null ? null : count.toString());

/** Bars of an instrument that are written at one instant. */
export interface WrittenBars {
  readonly instrumentId: string;
  readonly checkedAt: Date;
  readonly bars: readonly StoredBar[];
}

/** Fields that many rows of a write share: written once, so that a row is little more than its numbers. */
interface Header {
  readonly of: WrittenBars;
  readonly bar: StoredBar;
}

const keyOf = ({ of, bar }: Header): string =>
  [of.instrumentId, bar.currency, bar.provider, bar.final, +bar.knownFrom, +of.checkedAt].join(' ');

const isSameHeader = (a: Header, b: Header): boolean =>
  a.of === b.of &&
  a.bar.currency === b.bar.currency &&
  a.bar.provider === b.bar.provider &&
  a.bar.final === b.bar.final &&
  a.bar.knownFrom === b.bar.knownFrom;

/** Headers without repetition, and which of them each row has: mostly that of the row before. */
function headersOf(rows: readonly Header[]): { headers: Header[]; nth: string } {
  const known = new Map<string, number>();
  const headers: Header[] = [];
  let [last, at] = [undefined as Header | undefined, 0];
  const nth = list(rows, (row) => {
    if (!last || !isSameHeader(last, row)) {
      const key = keyOf(row);
      at = known.get(key) ?? headers.push(row);
      known.set(key, at);
    }
    last = row;
    return String(at);
  });
  return { headers, nth };
}

const replacing = Prisma.sql`ON CONFLICT (instrument_id, date) DO UPDATE SET open = EXCLUDED.open, high = EXCLUDED.high, low = EXCLUDED.low,
  close = EXCLUDED.close, adj_close = EXCLUDED.adj_close, volume = EXCLUDED.volume, currency = EXCLUDED.currency,
  provider = EXCLUDED.provider, final = EXCLUDED.final, known_from = EXCLUDED.known_from, checked_at = EXCLUDED.checked_at`;

/** Writes bars of days that have none yet (`isNew`), or each over the one of its day. The instruments are locked. */
export async function writeBars(tx: Sql, all: readonly WrittenBars[], { isNew }: { isNew: boolean }): Promise<void> {
  const rows = all.flatMap((of) => of.bars.map((bar) => ({ of, bar })));
  for (let from = 0; from < rows.length; from += chunk) {
    const some = rows.slice(from, from + chunk);
    const { headers, nth } = headersOf(some);
    const column = (value: (bar: StoredBar) => string | null) => list(some, ({ bar }) => value(bar));
    await tx.$executeRaw`
      INSERT INTO daily_prices (instrument_id, date, open, high, low, close, adj_close, volume, currency, provider, final, known_from, checked_at)
      SELECT (${list(headers, ({ of }) => of.instrumentId)}::bigint[])[nth], date, open, high, low, close, adj_close, volume,
        (${headers.map(({ bar }) => bar.currency)}::text[])[nth], (${headers.map(({ bar }) => bar.provider)}::text[])[nth],
        (${list(headers, ({ bar }) => String(bar.final))}::boolean[])[nth],
        (${list(headers, ({ bar }) => bar.knownFrom.toISOString())}::timestamptz[])[nth],
        (${list(headers, ({ of }) => of.checkedAt.toISOString())}::timestamptz[])[nth]
      FROM unnest(${nth}::int[], ${column(({ date }) => date)}::date[],
        ${column(({ open }) => price(open))}::numeric[], ${column(({ high }) => price(high))}::numeric[],
        ${column(({ low }) => price(low))}::numeric[], ${column(({ close }) => price(close))}::numeric[],
        ${column(({ adjClose }) => price(adjClose))}::numeric[], ${column(({ volume }) => whole(volume))}::bigint[])
        AS n(nth, date, open, high, low, close, adj_close, volume)
      ${isNew ? Prisma.empty : replacing}`;
  }
}

/** Removes the bars of some days of an instrument. */
export async function removeBars(tx: Sql, instrumentId: string, days: readonly string[]): Promise<void> {
  if (days.length === 0) return;
  await tx.$executeRaw`
    DELETE FROM daily_prices WHERE instrument_id = ${instrumentId}::bigint AND date = ANY(${[...days]}::date[])`;
}

/** Keeps what bars were until an instant. */
export async function keepRevisions(
  tx: Sql,
  revisions: readonly (Revision & { readonly instrumentId: string; readonly knownTo: Date })[],
): Promise<void> {
  for (let from = 0; from < revisions.length; from += chunk) {
    const rows = revisions.slice(from, from + chunk).map((each) => ({
      ...each,
      open: price(each.open),
      high: price(each.high),
      low: price(each.low),
      close: price(each.close),
      adjClose: price(each.adjClose),
      volume: whole(each.volume),
    }));
    await tx.$executeRaw`
      INSERT INTO price_revisions (instrument_id, date, known_from, known_to, cause, open, high, low, close, adj_close, volume, currency, provider)
      SELECT "instrumentId", date, "knownFrom", "knownTo", cause, open, high, low, close, "adjClose", volume, currency, provider
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("instrumentId" bigint, date date, "knownFrom" timestamptz,
        "knownTo" timestamptz, cause text, open numeric, high numeric, low numeric, close numeric, "adjClose" numeric,
        volume bigint, currency text, provider text)`;
  }
}

/** Keeps factors by which series were rescaled. */
export async function keepAdjustments(
  tx: Sql,
  adjustments: readonly (Adjustment & { readonly instrumentId: string })[],
): Promise<void> {
  if (adjustments.length === 0) return;
  const rows = adjustments.map((each) => ({ ...each, factor: each.factor.toString() }));
  await tx.$executeRaw`
    INSERT INTO adjustments (instrument_id, known_from, kind, before, factor, price_hint, scales_volume)
    SELECT "instrumentId", "knownFrom", kind, before, factor * 0.000000000000000001, "priceHint", "scalesVolume"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS a("instrumentId" bigint, "knownFrom" timestamptz, kind text,
      before date, factor numeric, "priceHint" smallint, "scalesVolume" boolean)`;
}
