import { claimTask, giveBack } from '@tickermill/store/ledger';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

onOneBackend('an installation that cannot store', (toBackend) => {
  let thread: Thread;
  before(async () => {
    thread = await openThread(toBackend, { worker: { attempts: 1, reconcileMs: 200 } });
    await thread.listCompanies();
  });
  after(() => thread.close());

  /** Has Postgres refuse what a worker stores, and counts that. Returns what ends it. */
  async function refuse(code: string): Promise<() => Promise<void>> {
    await thread.rows('CREATE SEQUENCE refused');
    await thread.rows(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM nextval('refused'); RAISE EXCEPTION 'could not extend file' USING ERRCODE = '${code}'; END $$`);
    for (const table of ['filings', 'captures'])
      await thread.rows(`CREATE TRIGGER refuse BEFORE INSERT ON ${table} EXECUTE FUNCTION refuse()`);
    return async () => {
      for (const table of ['filings', 'captures']) await thread.rows(`DROP TRIGGER refuse ON ${table}`);
      await thread.rows('DROP FUNCTION refuse');
      await thread.rows('DROP SEQUENCE refused');
    };
  }

  /** Only the sequence is no part of what Postgres rolls back. */
  const untilRefused = (times: bigint) =>
    until('refusals', async () => {
      const [row] = await thread.rows<{ n: bigint }>('SELECT last_value AS n FROM refused');
      return (row?.n ?? 0n) > times || null;
    });

  it('does not count a stall if another worker takes a task that could not be written', async () => {
    const isStoredAgain = await refuse('53100');
    const id = await thread.request('WMT', { daysBack: 30, maxFilings: 5 });
    await untilRefused(2n);
    const [blocked] = await thread.rows<{ id: bigint; dispatch: number }>(
      `SELECT id, dispatch FROM tasks WHERE run_id = ${id} AND state = 'running' LIMIT 1`,
    );
    if (!blocked) throw new Error('no task is running');
    const other = await claimTask(thread.store.sql, {
      taskId: blocked.id,
      dispatch: blocked.dispatch,
      worker: 'another',
    });
    if (!other) throw new Error('the task was not taken');
    expect(other.stalls).to.equal(1);
    await isStoredAgain();
    await until('the worker to say that it lives', async () => {
      const [task] = await thread.rows<{ stalls: number }>(`SELECT stalls FROM tasks WHERE id = ${blocked.id}`);
      return task?.stalls === 0 || null;
    });
    await giveBack(thread.store.sql, other);
    expect((await thread.awaitRun(id)).state).to.equal('done');
  });

  // So does Postgres when its disk is full, and when our role has lost its rights.
  for (const [nth, code] of ['53100', '42501'].entries()) {
    it(`as Postgres answers ${code} makes its tasks wait, without an attempt or a stall`, async () => {
      const ticker = ['MSFT', 'XOM'][nth] ?? '';
      const isStoredAgain = await refuse(code);
      const id = await thread.request(ticker, { daysBack: 30, maxFilings: 5 });
      await untilRefused(2n);
      await isStoredAgain();
      const { state, report } = await thread.awaitRun(id);
      expect(report.failed).to.deep.equal([]);
      expect(state).to.equal('done');
      const tasks = await thread.rows<{ state: string; attempts: number; stalls: number }>(
        `SELECT state, attempts, stalls FROM tasks WHERE run_id = ${id}`,
      );
      expect(tasks.length).to.be.above(0);
      for (const task of tasks) expect(task).to.include({ attempts: 1, stalls: 0 });
    });
  }
});
