import { Prisma } from '../database.ts';
import type { Sql } from '../sql.ts';
import type { Adjustment } from './adjustments.ts';
import { type Bar, type Micros, toPrice } from './bars.ts';
import type { Revision } from './decide.ts';

/** Rows of a statement: more make it no faster, and its text of values larger. */
const chunk = 5_000;

/** A list as Postgres writes one. Ours holds numbers, days and instants alone: nothing to escape, which takes the driver longest. */
const list = <T>(rows: readonly T[], value: (row: T) => string | null): string =>
  `{${rows.map((row) => value(row) ?? 'NULL').join(',')}}`;
const price = (micros: Micros | null) => (micros === null ? null : toPrice(micros));
const whole = (count: bigint | null) => (count === null ? null : count.toString());

/** What the bars of one write share. */
interface Of {
  readonly instrumentId: string;
  readonly checkedAt: Date;
}

export type WrittenBar = Bar & Of & { readonly knownFrom: Date };

/** What many rows of a write share: told once, so that a row is little more than its numbers. */
interface Header extends Of {
  readonly currency: string | null;
  readonly provider: string;
  readonly final: boolean;
  readonly knownFrom: Date;
}

/** Headers without repetition, and which of them each row has. */
function headersOf(rows: readonly WrittenBar[]): { headers: Header[]; nth: string } {
  const known = new Map<string, number>();
  const headers: Header[] = [];
  const nth = list(rows, (row) => {
    const key = [row.instrumentId, row.currency, row.provider, row.final, +row.knownFrom, +row.checkedAt].join(' ');
    const at = known.get(key) ?? headers.push(row);
    known.set(key, at);
    return String(at);
  });
  return { headers, nth };
}

const replacing = Prisma.sql`ON CONFLICT (instrument_id, date) DO UPDATE SET open = EXCLUDED.open, high = EXCLUDED.high, low = EXCLUDED.low,
  close = EXCLUDED.close, adj_close = EXCLUDED.adj_close, volume = EXCLUDED.volume, currency = EXCLUDED.currency,
  provider = EXCLUDED.provider, final = EXCLUDED.final, known_from = EXCLUDED.known_from, checked_at = EXCLUDED.checked_at`;

/** Writes bars of days that have none yet (`isNew`), or each over the one of its day. The instruments are locked. */
export async function writeBars(tx: Sql, bars: readonly WrittenBar[], { isNew }: { isNew: boolean }): Promise<void> {
  for (let from = 0; from < bars.length; from += chunk) {
    const rows = bars.slice(from, from + chunk);
    const { headers, nth } = headersOf(rows);
    await tx.$executeRaw`
      INSERT INTO daily_prices (instrument_id, date, open, high, low, close, adj_close, volume, currency, provider, final, known_from, checked_at)
      SELECT (${list(headers, ({ instrumentId }) => instrumentId)}::bigint[])[nth], date, open, high, low, close, adj_close, volume,
        (${headers.map(({ currency }) => currency)}::text[])[nth], (${headers.map(({ provider }) => provider)}::text[])[nth],
        (${list(headers, ({ final }) => String(final))}::boolean[])[nth],
        (${list(headers, ({ knownFrom }) => knownFrom.toISOString())}::timestamptz[])[nth],
        (${list(headers, ({ checkedAt }) => checkedAt.toISOString())}::timestamptz[])[nth]
      FROM unnest(${nth}::int[], ${list(rows, ({ date }) => date)}::date[],
        ${list(rows, ({ open }) => price(open))}::numeric[], ${list(rows, ({ high }) => price(high))}::numeric[],
        ${list(rows, ({ low }) => price(low))}::numeric[], ${list(rows, ({ close }) => price(close))}::numeric[],
        ${list(rows, ({ adjClose }) => price(adjClose))}::numeric[], ${list(rows, ({ volume }) => whole(volume))}::bigint[])
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
      ...{ open: price(each.open), high: price(each.high), low: price(each.low), close: price(each.close) },
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
