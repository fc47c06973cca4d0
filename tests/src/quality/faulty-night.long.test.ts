import { addDays, type Day, dayAt } from '@tickermill/core';
import { runChecks } from '@tickermill/quality';
import type { ReportedRun } from '@tickermill/store/ledger';
import { qaFindings, setCheck } from '@tickermill/store/quality';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import { openPrices, type PriceThread } from '../engine/prices.fixture.ts';

const host = '*';
/** Every kind of fault strikes one request in fifty; a block of the source is one event of the night. */
const kinds = ['5xx', '429', 'page', 'empty', 'reset', 'truncation', 'cut', 'malformed', 'latency', 'slow'] as const;
const faults = kinds.map((kind) => ({
  host,
  kind,
  rate: 0.02,
  ...(kind === 'slow' || kind === 'latency' ? { ms: 50 } : {}),
}));
const [tracked, stored] = [300, 40];

interface Hit {
  readonly kind: string;
  readonly hits: number;
}

// On one backend: what differs between the two is tested where it differs.
describe('a night with faulty answers of every kind', () => {
  let prices: PriceThread;
  afterEach(() => prices.close());

  /** The ticker that a line of differences begins with. */
  const tickerOf = (difference: string) => difference.split(/[ :]/)[0] ?? '';
  /**
   * Whether a difference is one of any night, that the weekly chart brings: a dividend of the last days, by which the
   * adjusted closes alone differ, or a quote of a day of which the chart has no bar.
   */
  const isAwaited = async (line: string): Promise<boolean> => {
    const [ticker, day] = [tickerOf(line), line.split(/[ :]/)[1]];
    if (line.endsWith('the sandbox has none'))
      return (await prices.bars(ticker)).some(({ date, final }) => date === day && !final);
    const [has, asked] = line.slice(line.indexOf(': ') + 2).split(' in place of ');
    if (has === undefined || asked === undefined) return false;
    const unadjusted = (bar: string) => bar.split(' ').map((value, nth) => (nth === 4 ? '' : Number(value).toFixed(2)));
    const { actions } = await prices.offered(ticker, addDays(dayAt(prices.now(), 'UTC'), -8));
    return actions.length > 0 && unadjusted(has).join() === unadjusted(asked).join();
  };
  /** What the sandbox has and is not stored, or is stored otherwise. What itself has not yet is missed by nobody. */
  const unlikeTruth = async (tickers: readonly string[]) => {
    const differences = (await prices.differences(tickers)).filter((line) => !line.includes(' a hole that is '));
    const isMissed = await Promise.all(
      differences.map(async (line) => {
        if (!line.endsWith('nothing is stored')) return !(await isAwaited(line));
        return (await prices.offered(tickerOf(line), '2025-01-01')).bars.length > 0;
      }),
    );
    return differences.filter((_, nth) => isMissed[nth]);
  };
  /** A night that has ended: what is looked at while targets are open differs from the truth for that alone. */
  const night = async (day: Day) => {
    const run = await prices.night(day);
    expect(run.finishedAt, `${day}: ${JSON.stringify(await countStates(run))}`).to.not.equal(null);
    return run;
  };
  const countStates = async ({ id }: ReportedRun) =>
    prices.rows<{ state: string; targets: number }>(
      `SELECT coalesce(skip_reason, state) AS state, count(*)::int AS targets FROM run_targets WHERE run_id = ${id} GROUP BY 1 ORDER BY 1`,
    );
  /** The open findings of tickers, each with the codes that it names. */
  const findings = async () => {
    const about = { runId: null, checkIds: null, whole: true };
    const ends = await runChecks({ store: prices.store, log: silentLog, now: prices.now }, about);
    expect(ends.filter(({ state }) => state !== 'done')).to.deep.equal([]);
    return qaFindings(prices.store.sql, { state: 'open' }, { limit: 5_000, offset: 0 });
  };

  it('leaves each target covered, or in a finding that names its cause, and the next night mends it', async function () {
    this.timeout(600_000);
    prices = await openPrices((url) => ({ kind: 'postgres', url }), {
      banMs: 300,
      quietMs: 300,
      settings: { seed: 15, tickers: tracked + 50 },
      // A night without a second attempt, so that something is left over at all.
      // A probe may be struck like any request: the source then rests for 5 min, unless it is told otherwise.
      worker: {
        attempts: 1,
        reconcileMs: 200,
        random: () => 1,
        breaker: { failures: 50, quietMs: 300, longestMs: 300 },
      },
    });
    const listed = await prices.rows<{ symbol: string }>(`SELECT symbol FROM symbols ORDER BY symbol LIMIT ${tracked}`);
    const tickers = listed.map(({ symbol }) => symbol);
    const known = tickers.slice(0, stored);
    await prices.track(known);
    await night('2026-11-17');
    expect(await unlikeTruth(known), 'before the night').to.deep.equal([]);

    // A target that failed in the latest run is a finding at once, and not after three nights.
    const settings = { enabled: true, severity: null, yellow: null, red: null, by: 'test' };
    await setCheck(prices.store.sql, 'fetch_error', { ...settings, thresholds: { runs: 1 } });
    await prices.track(tickers);
    await prices.fault([...faults, { host: 'query1.finance.yahoo.com', kind: 'ban', for: 300 }]);
    const faulty = await night('2026-11-19');
    const struck = await prices.ask<Hit[]>('faults');
    expect(struck.filter(({ hits, kind }) => hits === 0 && kind !== 'ban').map(({ kind }) => kind)).to.deep.equal([]);

    const left = await unlikeTruth(tickers);
    const wrong = left.filter((line) => line.includes(' in place of ') || line.includes('the sandbox has none'));
    expect(wrong, 'nothing faulty is stored as if it were true').to.deep.equal([]);
    const open = await findings();
    const causes = new Map(
      open
        .filter(({ checkId }) => checkId === 'fetch_error')
        .map(({ symbol, details }) => [
          symbol,
          (details['failing'] as { code: string | null }[]).map(({ code }) => code),
        ]),
    );
    const uncovered = [...new Set(left.map(tickerOf))].sort();
    expect(uncovered, JSON.stringify(await countStates(faulty))).to.not.deep.equal([]);
    const silent = uncovered.filter((ticker) => !causes.get(ticker)?.every((code) => typeof code === 'string'));
    expect(silent, 'missing, and no finding names why').to.deep.equal([]);

    await prices.fault([]);
    await night('2026-11-20');
    await night('2026-11-21');
    expect(await unlikeTruth(tickers), 'after the night').to.deep.equal([]);
    // What the source does not know at all is no fault of the night, and stays a finding.
    const failing = (await findings()).filter(({ checkId }) => checkId === 'fetch_error');
    const codes = failing.flatMap(({ details }) =>
      (details['failing'] as { code: string | null }[]).map(({ code }) => code),
    );
    expect(codes.filter((code) => code !== 'GONE')).to.deep.equal([]);
  });
});
