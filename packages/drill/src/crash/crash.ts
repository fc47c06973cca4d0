import { setTimeout as sleep } from 'node:timers/promises';
import { openRig, type Rig, type RigOptions } from '../rig.ts';
import { withDatabase } from '../with-database.ts';
import { type Findings, judge } from './compare.ts';
import { openDraws } from './draws.ts';
import { banMs, type CrashSize, quietMs, type Scenario, scenarios, wholeCrash } from './scenarios.ts';

/** The outcome of a crash scenario. */
export interface CrashOutcome extends Findings {
  /** From the last fault to the end of the run. */
  readonly recoverySeconds: number;
  readonly documents: number;
  /** Claims of tasks that a worker had left behind, and tasks that had lost their job. */
  readonly stalls: number;
  readonly redispatched: number;
}

/** Departures per second, few enough that a run outlasts its faults. */
const pace = 45;
/**
 * How many the sandbox suffers. A machine that starts and kills processes holds up what is under way by some hundred ms:
 * at this pace that is a bunch of fifteen requests, where at the SEC's it is one or two. `bench limits` judges that one.
 */
const ceiling = 90;
/** Some twenty documents of each company. */
const filingsPerDay = 1;
/** Each scenario has companies of its own, chosen from so many candidates. */
const candidates = 30;
/** Of one company there are more than that. */
const leastDocuments = 12;
/** Ahead of these in the listing: a watchlist that shares CIKs, and companies made to show what is odd of prices. */
const special = 25 + 9;

/** Opens what is to be broken: real processes, which are started again when they die. Scenarios follow each other on it. */
export function openCrashRig(
  servers: Pick<RigOptions, 'backend' | 'redisServer' | 'toPostgres'>,
  seed: number,
): Promise<Rig> {
  return openRig({
    ...servers,
    workers: 3,
    environment: {
      SANDBOX_SEED: String(seed),
      SANDBOX_FILINGS_PER_DAY: String(filingsPerDay),
      SANDBOX_BAN_MS: String(banMs),
      SANDBOX_SEC_CEILING: String(ceiling),
      SANDBOX_PACE: String(pace),
      SANDBOX_QUIET_MS: String(quietMs),
      SANDBOX_YAHOO_CEILING: '0',
      RECONCILE_MS: '1000',
    },
  });
}

/** Starts a run, lets a scenario strike while it is in progress, and returns how it ended. */
export async function crash(
  rig: Rig,
  scenario: Scenario,
  seed: number,
  size: CrashSize = wholeCrash,
  /** Of several on one rig, each has companies of its own: those after so many. */
  leftOut: number = special + scenarios.indexOf(scenario) * candidates,
): Promise<CrashOutcome> {
  const draws = openDraws(seed);
  const tickers = await tradedTickers(rig, leftOut, size.companies);
  const wanted = scenario.isRepeated ? size.kills : 1;
  await rig.askSandbox('reset', { method: 'POST' });
  const place = `/api/v1/watchlists/${scenario.name}/items`;
  const asked = await rig.ask<{ run_id: string; prices_run_id: string }>('POST', place, { tickers });
  const [run, pricesRun] = [asked.run_id, asked.prices_run_id];
  const look = (id: string) => progress(rig, id, size.companies * leastDocuments);
  const isOver = async () => (await look(run)).ended && (await look(pricesRun)).ended;
  const share = draws.between(...scenario.from);
  for (let at = await look(run); !at.ended && at.share < share; at = await look(run)) await sleep(50);

  const strikes = await scenario.damage(rig, draws, isOver, size.kills);
  const wasOver = await isOver();
  const struck = performance.now();
  while (!(await isOver()) && performance.now() - struck < size.recoverMs) await sleep(50);
  const recoverySeconds = (performance.now() - struck) / 1_000;
  // Lists of the market that were overdue are read beside it; what is left open is judged when they had their time, too.
  while ((await hasOpenRun(rig)) && performance.now() - struck < size.recoverMs) await sleep(50);

  const isEarly = strikes < wanted || (wasOver && !scenario.mayOutlast);
  const early = isEarly ? [`the run ended after ${strikes} strikes, too early`] : [];
  const found = await judge(rig, { run, pricesRun, tickers, ceiling });
  return { ...found, problems: [...early, ...found.problems], recoverySeconds, ...(await counts(rig, run)) };
}

/** Tickers of a scenario's own, of companies that are still traded: others are correctly reported as gone by Yahoo. */
async function tradedTickers(rig: Rig, leftOut: number, companies: number): Promise<string[]> {
  const listed = await rig.listedTickers(candidates, leftOut);
  const query = `tickers=${listed.join()}&from=2026-01-01&to=2026-01-31`;
  const truth = await rig.askSandbox<{ tickers: Record<string, { gone: string | null }> }>(
    `truth/daily-prices?${query}`,
  );
  return listed.filter((ticker) => truth.tickers[ticker]?.gone === null).slice(0, companies);
}

/** How far a run is: the share of its documents that are stored, of `least` at least, as not all are listed at once. */
function progress({ postgres }: Rig, run: string, least: number): Promise<{ share: number; ended: boolean }> {
  return withDatabase(postgres.url, async (client) => {
    const { rows } = await client.query<{ share: number; ended: boolean }>(
      `SELECT finished_at IS NOT NULL AS ended, (
         SELECT (count(*) FILTER (WHERE state = 'done'))::float8 / greatest(count(*), $2)
         FROM tasks WHERE run_id = r.id AND document_key IS NOT NULL) AS share
       FROM runs r WHERE id = $1`,
      [run, least],
    );
    return rows[0] ?? { share: 0, ended: false };
  });
}

function hasOpenRun({ postgres }: Rig): Promise<boolean> {
  return withDatabase(postgres.url, async (client) => {
    const { rowCount } = await client.query('SELECT FROM runs WHERE finished_at IS NULL LIMIT 1');
    return rowCount === 1;
  });
}

type Counts = Pick<CrashOutcome, 'documents' | 'stalls' | 'redispatched'>;

function counts({ postgres }: Rig, run: string): Promise<Counts> {
  return withDatabase(postgres.url, async (client) => {
    const { rows } = await client.query<Counts>(
      `SELECT count(document_key)::int AS documents, coalesce(sum(stalls), 0)::int AS stalls,
         (count(*) FILTER (WHERE dispatch > 1))::int AS redispatched FROM tasks WHERE run_id = $1`,
      [run],
    );
    return rows[0] ?? { documents: 0, stalls: 0, redispatched: 0 };
  });
}
