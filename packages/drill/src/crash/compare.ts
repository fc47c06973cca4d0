import type { Rig } from '../rig.ts';
import { withDatabase } from '../with-database.ts';

interface Offered {
  readonly cik: string;
  readonly filings: number;
  readonly trades: number;
  readonly holdings: number;
  readonly shares: string;
  readonly value: string;
  /** What statistics count of it. */
  readonly counted: { readonly trades: number; readonly holdings: number; readonly value: string };
}

interface Truth {
  readonly tickers: Readonly<Record<string, Offered>>;
}

interface Stats {
  readonly totals: {
    readonly whileBanned: number;
    readonly whileBannedAfterGrace: number;
    readonly peakPerSecond: number;
  };
}

/** What a run came to, beside what there was. */
interface Question {
  readonly run: string;
  readonly tickers: readonly string[];
  /** Departures per second that must not be exceeded. */
  readonly ceiling: number;
}

/** What was found after a run that has ended. */
export interface Findings {
  /** What is wrong, in words; empty if nothing is. */
  readonly problems: readonly string[];
  /** Filings, trades and holdings that there were and that are not stored, and those stored beyond what there were. */
  readonly lost: number;
  readonly doubled: number;
  /** Requests that left more than 1 s after a block page was fully sent, while the block lasted. */
  readonly insideBan: number;
}

/** What is wrong after a run that has ended: lost, doubled, left open, asked when it was not to be. */
export async function judge(rig: Rig, { run, tickers, ceiling }: Question): Promise<Findings> {
  return withDatabase(rig.postgres.url, async (client) => {
    const rows = async <T>(sql: string, ...values: unknown[]) => (await client.query(sql, values)).rows as T[];
    const [range] = await rows<{ from: string; to: string }>(
      `SELECT min(params ->> 'since') AS "from", (current_date + 1)::text AS "to" FROM run_targets WHERE run_id = $1`,
      run,
    );
    const query = `tickers=${tickers.join()}&from=${range?.from}&to=${range?.to}`;
    const truth = await rig.askSandbox<Truth>(`truth/insider-trades?${query}`);
    const offered = JSON.stringify([...new Map(Object.values(truth.tickers).map((each) => [each.cik, each])).values()]);
    const issuers = await rows<{ offered: Offered; stored: Offered }>(storedElse, offered);
    const open = await rows<{ what: string }>(leftOpen);
    const counts = await rows<{ what: string }>(miscounted, run, offered);
    const prices = await rows<{ what: string }>(pricedElse, JSON.stringify(await offeredPrices(rig, tickers)));
    const { totals } = await rig.askSandbox<Stats>('stats');
    const deaths = [...rig.workers, rig.api].flatMap((service) => service.deaths);
    const problems = [
      ...issuers.map((each) => `stored ${JSON.stringify(each.stored)}, offered ${JSON.stringify(each.offered)}`),
      ...[...open, ...counts, ...prices].map(({ what }) => what),
      ...(totals.whileBannedAfterGrace > 0 ? [`${totals.whileBannedAfterGrace} requests inside the ban`] : []),
      ...(totals.peakPerSecond > ceiling ? [`${totals.peakPerSecond} requests in one second`] : []),
      ...deaths.map((how) => `a process ended by itself: ${how}`),
    ];
    const missing = (by: 1 | -1) =>
      issuers
        .flatMap(({ offered: o, stored: s }) => [o.filings - s.filings, o.trades - s.trades, o.holdings - s.holdings])
        .reduce((sum, difference) => sum + Math.max(0, difference * by), 0);
    return { problems, lost: missing(1), doubled: missing(-1), insideBan: totals.whileBannedAfterGrace };
  });
}

interface OfferedPrices {
  readonly tickers: Readonly<
    Record<string, { readonly count: number; readonly closes: string; readonly volume: string }>
  >;
}

/** What there is of the prices of tickers, of the days that a new one is asked for. */
async function offeredPrices(rig: Rig, tickers: readonly string[]) {
  const stored = await withDatabase(rig.postgres.url, async (client) => {
    const { rows } = await client.query<{ symbol: string; from: string; to: string }>(
      `SELECT s.symbol, min(t.params ->> 'from') AS "from", max(t.params ->> 'settledTo') AS "to"
       FROM run_targets t JOIN symbols s ON s.instrument_id::text = t.target
       WHERE t.dataset = 'daily-prices' AND s.symbol = ANY($1) GROUP BY 1`,
      [tickers],
    );
    return rows;
  });
  return Promise.all(
    stored.map(async ({ symbol, from, to }) => {
      const truth = await rig.askSandbox<OfferedPrices>(`truth/daily-prices?tickers=${symbol}&from=${from}&to=${to}`);
      return { symbol, from, to, ...truth.tickers[symbol] };
    }),
  );
}

/** Bars by their number and sums, and final ones that their coverage does not know of. */
const pricedElse = `
  SELECT format('%s has %s bars (%s, %s) in place of %s (%s, %s), %s of them not covered', w.symbol, s.count, s.closes, s.volume,
    w.count, w.closes, w.volume, s.uncovered) AS what
  FROM jsonb_to_recordset($1::jsonb) AS w(symbol text, "from" date, "to" date, count int, closes numeric, volume numeric),
    LATERAL (
      SELECT count(*) AS count, coalesce(sum(p.close), 0) AS closes, coalesce(sum(p.volume), 0) AS volume,
        count(*) FILTER (WHERE NOT p.date <@ c.covered) AS uncovered
      FROM symbols y JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = y.instrument_id
        JOIN daily_prices p ON p.instrument_id = y.instrument_id AND p.date BETWEEN w."from" AND w."to" AND p.final
      WHERE y.symbol = w.symbol) s
  WHERE (s.count, s.closes, s.volume, s.uncovered) <> (w.count, w.closes, w.volume, 0)`;

const storedElse = `
  SELECT to_jsonb(w) AS offered, to_jsonb(s) AS stored
  FROM jsonb_to_recordset($1::jsonb) AS w(cik text, filings int, trades int, holdings int, shares numeric, value numeric, counted jsonb),
    LATERAL jsonb_to_record(w.counted) AS c(trades int, holdings int, value numeric),
    LATERAL (
      SELECT w.cik, (SELECT count(*) FROM filings WHERE issuer_cik = w.cik) AS filings, count(*) AS trades,
        (SELECT count(*) FROM insider_holdings WHERE issuer_cik = w.cik) AS holdings,
        coalesce(sum(shares), 0) AS shares, coalesce(sum(value), 0) AS value,
        (SELECT count(*) FROM counted_insider_trades WHERE issuer_cik = w.cik) AS counted_trades,
        (SELECT count(*) FROM counted_insider_holdings WHERE issuer_cik = w.cik) AS counted_holdings,
        (SELECT coalesce(sum(value), 0) FROM counted_insider_trades WHERE issuer_cik = w.cik) AS counted_value
      FROM insider_trades WHERE issuer_cik = w.cik
    ) s
  WHERE (s.filings, s.trades, s.holdings, s.shares, s.value, s.counted_trades, s.counted_holdings, s.counted_value)
    <> (w.filings, w.trades, w.holdings, w.shares, w.value, c.trades, c.holdings, c.value)`;

/** A ticker that is traded no more is gone, for its prices: that is how there are none. */
const leftOpen = `
  SELECT format('run %s is %s', id, state) AS what FROM runs r WHERE state <> 'done' AND NOT (dataset = 'daily-prices'
    AND NOT EXISTS (SELECT FROM run_targets WHERE run_id = r.id AND state NOT IN ('done', 'nothing', 'gone')))
  UNION ALL
  SELECT format('%s targets are %s (%s)', count(*), state, string_agg(DISTINCT error_code, ', '))
  FROM run_targets WHERE state NOT IN ('done', 'nothing') AND (dataset, state) <> ('daily-prices', 'gone') GROUP BY state
  UNION ALL
  SELECT format('%s tasks are %s (%s)', count(*), state, string_agg(DISTINCT error_code, ', '))
  FROM tasks WHERE state <> 'done' AND (dataset <> 'daily-prices' OR state NOT IN ('gone', 'nothing')) GROUP BY state
  UNION ALL
  SELECT format('%s is %s', source, state) FROM source_state WHERE state <> 'open'`;

/**
 * A run says how many rows it made: more than there are would be a row made twice, fewer one that nobody counted. A
 * filing that stands in the lists of two targets counts for its issuer only if it came by the issuer's list first.
 */
const miscounted = `
  SELECT format('the run counts %s trades, there are %s to %s', counted, own, there) AS what
  FROM (SELECT (SELECT sum(created) FROM run_targets WHERE run_id = $1) AS counted,
      count(*) AS there,
      count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM tasks k WHERE k.document_key = t.accession AND NOT EXISTS (
          SELECT FROM task_targets JOIN run_targets r ON r.id = target_id
          WHERE task_id = k.id AND r.target = t.issuer_cik))) AS own
    FROM insider_trades t WHERE t.issuer_cik IN (
      SELECT cik FROM jsonb_to_recordset($2::jsonb) AS w(cik text))) c
  WHERE counted NOT BETWEEN own AND there`;
