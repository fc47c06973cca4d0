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

  // So does Postgres when its disk is full, and when our role has lost its rights.
  for (const [nth, code] of ['53100', '42501'].entries()) {
    it(`as Postgres answers ${code} makes its tasks wait, without an attempt or a stall`, async () => {
      const ticker = ['MSFT', 'XOM'][nth] ?? '';
      await thread.rows('CREATE SEQUENCE refused');
      await thread.rows(`
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM nextval('refused'); RAISE EXCEPTION 'could not extend file' USING ERRCODE = '${code}'; END $$`);
      for (const table of ['filings', 'captures'])
        await thread.rows(`CREATE TRIGGER refuse BEFORE INSERT ON ${table} EXECUTE FUNCTION refuse()`);
      const id = await thread.request(ticker, { daysBack: 30, maxFilings: 5 });
      // Only the sequence is no part of what Postgres rolls back.
      await until('refusals', async () => {
        const [row] = await thread.rows<{ n: bigint }>('SELECT last_value AS n FROM refused');
        return (row?.n ?? 0n) > 2n || null;
      });
      for (const table of ['filings', 'captures']) await thread.rows(`DROP TRIGGER refuse ON ${table}`);
      await thread.rows('DROP FUNCTION refuse');
      await thread.rows('DROP SEQUENCE refused');
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
