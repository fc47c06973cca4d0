import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeBackup, restoreBackup } from '@tickermill/backup';
import { emptyQueues } from '@tickermill/engine';
import { silentLog, until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { onEveryBackend } from '../engine/every-backend.ts';
import { openThread, type Thread } from '../engine/thread.fixture.ts';

/** The run-book docs/runbooks/database-restored.md, step by step. */
onEveryBackend('a database that is lost and restored', (toBackend) => {
  let thread: Thread;
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-test-disaster-'));
    thread = await openThread(toBackend, { worker: null });
  });
  afterEach(async () => {
    await thread.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('goes on from the backup: the queue is filled from the ledger, and no task or slot is done twice', async () => {
    const worker = await thread.startWorker({ concurrency: 2 });
    await thread.listCompanies();
    await thread.fault({ host: '*', kind: 'latency', ms: 400 });
    const run = await thread.request('AAPL', { daysBack: 30, maxFilings: 1_000 });
    await until(
      'some of it to be done',
      async () => (await thread.rows(`SELECT FROM tasks WHERE run_id = ${run} AND state = 'done'`)).length > 1,
    );
    const now = () => new Date('2026-11-20T22:00:00Z');
    const { url } = thread.store;
    const file = path.join(folder, 'one.backup');
    await makeBackup({ url, file, key: null, trigger: 'manual', now });
    const owed = await thread.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM tasks WHERE run_id = ${run} AND state IN ('waiting', 'queued', 'running')`,
    );
    expect(owed[0]?.n).to.be.greaterThan(0);
    await worker.stop(0);
    await thread.fault([]);

    // The database is lost; jobs of it are left in the queue, if that is elsewhere.
    const name = new URL(url).pathname.slice(1);
    const onServer = (sql: string) => withDatabase(url.replace(/\/[^/]*$/, '/postgres'), (client) => client.query(sql));
    await onServer(`DROP DATABASE ${name} WITH (FORCE)`);
    const backend = toBackend(url);
    const about = { sources: 'sandbox', queueBackend: backend.kind, confirm: async () => true, log: silentLog, now };
    const restored = await restoreBackup({ url, file, key: null, ...about });
    expect(restored).to.include({ before: null });

    // The first worker empties the queue. Then it is lost once more: what Redis held is gone.
    const again = await thread.startWorker({ reconcileMs: 300 });
    await emptyQueues({ backend, log: silentLog });
    const ended = await until('the run to end', async () => {
      const [row] = await thread.store.sql.$queryRaw<{ state: string }[]>`
        SELECT state FROM runs WHERE id = ${run} AND finished_at IS NOT NULL`;
      return row ?? null;
    });
    expect(ended).to.deep.equal({ state: 'done' });
    const [twice] = await thread.store.sql.$queryRaw<
      { attempts: number; filings: number; ticks: number; mark: number }[]
    >`
      SELECT (SELECT max(attempts) FROM tasks) AS attempts, (SELECT count(*)::int FROM filings) AS filings,
        (SELECT count(*)::int FROM (SELECT FROM schedule_ticks GROUP BY schedule_id, due_at HAVING count(*) > 1) t) AS ticks,
        (SELECT count(*)::int FROM settings WHERE key = 'restored') AS mark`;
    expect(twice).to.include({ ticks: 0, mark: 0 });
    expect(twice?.attempts).to.be.lessThan(3);
    expect(twice?.filings).to.be.greaterThan(0);
    await again.stop(0);
  });
});
