import type { Client } from 'pg';
import type { Rig } from '../rig.ts';

interface Offered {
  readonly settledTo: string;
  /** Final bars, and the sums of their closes and volumes. */
  readonly count: number;
  readonly closes: string;
  readonly volume: string;
}

interface Stored {
  readonly ticker: string;
  readonly bars: number;
  /** Days are covered beyond those that the bars justify, or fewer. */
  readonly miscovered: boolean;
  readonly same: boolean;
}

/** The comparison of a run's prices. */
interface PriceFindings {
  readonly problems: readonly string[];
  /** Bars that there were and that are not stored, and those stored beyond what there were. */
  readonly lost: number;
  readonly doubled: number;
}

/** Compares the daily prices that a run has fetched with what the sandbox offers for the same days. */
export async function judgePrices(
  rig: Rig,
  client: Client,
  { pricesRun, tickers }: { pricesRun: string; tickers: readonly string[] },
): Promise<PriceFindings> {
  const { rows: ranges } = await client.query<{ from: string; to: string }>(
    `SELECT min(params ->> 'from') AS "from", max(params ->> 'settledTo') AS "to" FROM run_targets WHERE run_id = $1`,
    [pricesRun],
  );
  const [range] = ranges;
  if (!range?.from) return { problems: [`the run ${pricesRun} has asked for no prices`], lost: 0, doubled: 0 };
  const query = `tickers=${tickers.join()}&from=${range.from}&to=${range.to}`;
  const truth = await rig.askSandbox<{ tickers: Record<string, Offered> }>(`truth/daily-prices?${query}`);
  const { rows: stored } = await client.query<Stored>(pricesOf, [JSON.stringify(truth.tickers), range.from, range.to]);
  const short = stored.map(({ ticker, bars }) => (truth.tickers[ticker]?.count ?? 0) - bars);
  return {
    problems: stored
      .filter(({ same, miscovered }) => !same || miscovered)
      .map(
        (each) =>
          `prices of ${each.ticker}: ${JSON.stringify(each)}, offered ${JSON.stringify(truth.tickers[each.ticker])}`,
      ),
    lost: short.reduce((sum, bars) => sum + Math.max(0, bars), 0),
    doubled: short.reduce((sum, bars) => sum + Math.max(0, -bars), 0),
  };
}

const pricesOf = `
  SELECT w.ticker, b.bars::int, (b.bars, b.closes, b.volume) = (w.count, w.closes, w.volume) AS same,
    coalesce(c.covered + c.absent + c.late, '{}') @> daterange($2::date, $3::date, '[]') IS NOT TRUE AS miscovered
  FROM (SELECT key AS ticker, (value ->> 'count')::bigint AS count, (value ->> 'closes')::numeric AS closes,
      (value ->> 'volume')::numeric AS volume FROM jsonb_each($1::jsonb)) w
    JOIN symbols s ON s.symbol = w.ticker AND s.valid_to IS NULL
    LEFT JOIN coverage c ON c.dataset = 'daily-prices' AND c.instrument_id = s.instrument_id
    CROSS JOIN LATERAL (
      SELECT count(*) AS bars, coalesce(sum(close), 0) AS closes, coalesce(sum(volume), 0)::numeric AS volume FROM daily_prices
      WHERE instrument_id = s.instrument_id AND final AND date BETWEEN $2::date AND $3::date) b
  ORDER BY w.ticker`;
