import type { Rig } from '../rig.ts';
import { withDatabase } from '../with-database.ts';
import { judgePrices } from './compare-prices.ts';

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

/** The input of a comparison of a run with the truth. */
interface Question {
  readonly run: string;
  /** The run that has fetched the prices of the same tickers. */
  readonly pricesRun: string;
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

/** The defects after a run that has ended: lost, doubled, left open, requested at the wrong time. */
export async function judge(rig: Rig, { run, pricesRun, tickers, ceiling }: Question): Promise<Findings> {
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
    const prices = await judgePrices(rig, client, { pricesRun, tickers });
    const { totals } = await rig.askSandbox<Stats>('stats');
    const deaths = [...rig.workers, rig.api].flatMap((service) => service.deaths);
    const problems = [
      ...issuers.map((each) => `stored ${JSON.stringify(each.stored)}, offered ${JSON.stringify(each.offered)}`),
      ...[...open, ...counts].map(({ what }) => what),
      ...prices.problems,
      ...(totals.whileBannedAfterGrace > 0 ? [`${totals.whileBannedAfterGrace} requests inside the ban`] : []),
      ...(totals.peakPerSecond > ceiling ? [`${totals.peakPerSecond} requests in one second`] : []),
      ...deaths.map((how) => `a process ended by itself: ${how}`),
    ];
    const missing = (by: 1 | -1) =>
      issuers
        .flatMap(({ offered: o, stored: s }) => [o.filings - s.filings, o.trades - s.trades, o.holdings - s.holdings])
        .reduce((sum, difference) => sum + Math.max(0, difference * by), 0);
    return {
      problems,
      lost: missing(1) + prices.lost,
      doubled: missing(-1) + prices.doubled,
      insideBan: totals.whileBannedAfterGrace,
    };
  });
}

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

const leftOpen = `
  SELECT format('run %s is %s', id, state) AS what FROM runs WHERE state <> 'done'
  UNION ALL
  SELECT format('%s targets are %s (%s)', count(*), state, string_agg(DISTINCT error_code, ', '))
  FROM run_targets WHERE state NOT IN ('done', 'nothing') GROUP BY state
  UNION ALL
  SELECT format('%s tasks are %s (%s)', count(*), state, string_agg(DISTINCT error_code, ', '))
  FROM tasks WHERE state <> 'done' GROUP BY state
  UNION ALL
  SELECT format('%s is %s', source, state) FROM source_state WHERE state <> 'open'`;

/**
 * A run reports how many rows it created: more than there are means a row created twice, fewer a row that was not
 * counted. A filing in the lists of two targets counts for its issuer only if it was found through the issuer's list
 * first.
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
