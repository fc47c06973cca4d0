import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import fc from 'fast-check';
import { makeWorld, seeded } from './ledger-world.fixture.ts';

const seed = Number(process.env['LEDGER_SEED'] ?? 1);
const maxSteps = 40;
const maxAtOnce = 3;
const groupsPerCheck = 3;

/**
 * Groups of steps that are done at once. Each group draws by numbers of its own, so that what fails is repeated with fewer and
 * fewer of them.
 */
const story = fc.array(fc.record({ atOnce: fc.integer({ min: 1, max: maxAtOnce }), number: fc.noShrink(fc.nat()) }), {
  minLength: 0,
  maxLength: maxSteps,
  size: 'max',
});

/** What must be true of the ledger at any instant: each names a fact and the rows that contradict it. */
const always: Record<string, string> = {
  'a target is closed only when no task of it is open': `
    SELECT t.id FROM run_targets t JOIN task_targets ON target_id = t.id JOIN tasks k ON k.id = task_id
    WHERE t.state <> 'open' AND k.state IN ('waiting', 'queued', 'running')`,
  'an open task serves an open target': `
    SELECT k.id FROM tasks k WHERE k.state IN ('waiting', 'queued', 'running') AND NOT EXISTS (
      SELECT FROM task_targets JOIN run_targets t ON t.id = target_id WHERE task_id = k.id AND t.state = 'open')`,
  'a run that has finished has no open target and a report': `
    SELECT r.id FROM runs r WHERE finished_at IS NOT NULL
      AND (report IS NULL OR EXISTS (SELECT FROM run_targets WHERE run_id = r.id AND state = 'open'))`,
  'a follow-up that waits has no task yet': `
    SELECT t.id FROM run_targets t JOIN task_targets ON target_id = t.id WHERE t.state = 'open' AND t.follow_up`,
  'only waiting tasks are held': `SELECT id FROM tasks WHERE held AND state <> 'waiting'`,
};

/** What must be true when everything has been done. */
const atLast: Record<string, string> = {
  'every task is closed': `SELECT id FROM tasks WHERE state IN ('waiting', 'queued', 'running')`,
  'every target is closed': `SELECT id FROM run_targets WHERE state = 'open'`,
  'every run is closed': `SELECT id FROM runs WHERE finished_at IS NULL`,
  'a target counts the sums of its tasks': `
    SELECT t.id FROM run_targets t LEFT JOIN task_targets tt ON target_id = t.id GROUP BY t.id
    HAVING (t.found, t.created, t.other_issuer) <>
      (coalesce(sum(tt.found), 0), coalesce(sum(tt.created), 0), coalesce(sum(tt.other_issuer), 0))`,
  'a report counts the sums of the targets and tasks of its run': `
    SELECT r.id FROM runs r,
      LATERAL (SELECT count(*) AS targets, coalesce(sum(found), 0) AS found, coalesce(sum(created), 0) AS created
               FROM run_targets WHERE run_id = r.id) t,
      LATERAL (SELECT coalesce(jsonb_object_agg(state, n), '{}') AS states
               FROM (SELECT state, count(*) AS n FROM tasks WHERE run_id = r.id GROUP BY 1) s) k
    WHERE report -> 'tasks_by_state' <> states
      OR (report -> 'targets', report -> 'found', report -> 'created') <> (to_jsonb(targets), to_jsonb(found), to_jsonb(created))`,
  'a filing is stored once, with its one trade, by a task that is done': `
    SELECT accession FROM filings f WHERE 1 <> (SELECT count(*) FROM insider_trades WHERE accession = f.accession)
      OR NOT EXISTS (SELECT FROM tasks WHERE document_key = f.accession AND state = 'done')`,
  'a trade is counted as created at most once': `
    SELECT 1 FROM (SELECT sum(created) AS created FROM task_targets) c WHERE created > (SELECT count(*) FROM insider_trades)`,
  'a done document of a target is stored': `
    SELECT id FROM tasks k WHERE document_key IS NOT NULL AND state = 'done'
      AND NOT EXISTS (SELECT FROM filings WHERE accession = k.document_key)`,
  'a document is set aside only by a task that failed': `
    SELECT key FROM set_aside_documents s WHERE NOT EXISTS (SELECT FROM tasks WHERE id = s.task_id AND state = 'failed')`,
  'what a run was called off for shows in its state': `
    SELECT r.id FROM runs r WHERE
      EXISTS (SELECT FROM run_targets WHERE run_id = r.id AND state IN ('cancelled', 'superseded'))
        AND (ending IS NULL OR state <> CASE ending WHEN 'cancelled' THEN 'cancelled' ELSE 'partial' END)`,
};

/** Describes that the ledger keeps its promises in so many stories, each another order of what workers and runs do. */
export function ledgerStories(stories: number): void {
  describe('the ledger, whatever happens in whatever order', () => {
    let store: ScratchStore;
    before(async () => {
      store = await openScratchStore();
    });
    after(() => store.close());

    async function check(facts: Record<string, string>, soFar: () => string): Promise<void> {
      const names = Object.keys(facts);
      const sql = names.map(
        (name, at) => `SELECT ${at} AS at, array_agg(x::text) AS rows FROM (${facts[name]}) x HAVING count(*) > 0`,
      );
      const broken = await store.db.$queryRawUnsafe<{ at: number; rows: string[] }[]>(sql.join(' UNION ALL '));
      if (broken.length === 0) return;
      const what = broken.map(({ at, rows }) => `${names[at]}, but not: ${rows}`);
      throw new Error(`${what.join('\n')}\n${soFar()}`);
    }

    it(`loses and doubles nothing in ${stories} interleavings of up to ${maxSteps} groups of steps`, async function () {
      this.timeout(10 * 60_000);
      const live = async (groups: readonly { atOnce: number; number: number }[]) => {
        await store.db
          .$executeRaw`WITH r AS (DELETE FROM runs), f AS (DELETE FROM filings) DELETE FROM set_aside_documents`;
        let random = seeded(0);
        const world = makeWorld(store, () => random());
        const done: string[] = [];
        const soFar = () => done.join(', ');
        try {
          await world.plan();
          for (const { atOnce, number } of groups) {
            random = seeded(number);
            done.push((await Promise.all(Array.from({ length: atOnce }, () => world.step()))).join(' + '));
            if (done.length % groupsPerCheck === 0) await check(always, soFar);
          }
          await world.drain();
          await check({ ...always, ...atLast }, soFar);
          expect(world.wrongs, soFar()).to.deep.equal([]);
          expect([...world.finished.values()], soFar()).to.deep.equal([1, 1, 1]);
        } catch (error) {
          throw new Error(`${(error as Error).message}\n${soFar()}`, { cause: error });
        }
      };
      await fc.assert(fc.asyncProperty(story, live), { seed, numRuns: stories });
    });
  });
}
