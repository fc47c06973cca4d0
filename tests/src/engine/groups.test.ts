import { until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

onOneBackend('the documents that a worker stores together', (toBackend) => {
  let thread: Thread;
  beforeEach(async () => {
    thread = await openThread(toBackend, { worker: { concurrency: 8, attempts: 1 } });
    await thread.listCompanies();
  });
  afterEach(() => thread.close());

  it('do not suffer from one among them that cannot be stored', async () => {
    // The first one waits for its issuer, and the others come together meanwhile: one of them is not to be stored.
    const poison = await withDatabase(thread.store.url, async (other) => {
      await other.query('BEGIN');
      await other.query(
        `SELECT pg_advisory_xact_lock(hashtextextended('issuer ' || cik, 0)) FROM instruments WHERE cik IS NOT NULL`,
      );
      const running = () =>
        thread.rows<{ key: string }>(
          `SELECT document_key AS key FROM tasks WHERE state = 'running' AND document_key IS NOT NULL ORDER BY id`,
        );
      const run = await thread.request('AAPL', { daysBack: 120, maxFilings: 1_000 });
      const waiting = await until('eight documents to wait', async () => {
        const answered = (await thread.ask<{ firstRequests: string[] }>('stats')).firstRequests.length;
        const tasks = await running();
        return tasks.length === 8 && answered >= 10 ? tasks : null;
      });
      const { key } = waiting[5] as { key: string };
      await thread.rows(`ALTER TABLE filings ADD CONSTRAINT poison CHECK (accession <> '${key}') NOT VALID`);
      await other.query('ROLLBACK');
      return { key, run };
    });
    const run = await thread.awaitRun(poison.run);
    expect(run.state).to.equal('partial');
    expect(run.report.failed.map(({ code }) => code)).to.deep.equal(['STORE_FAILED']);
    expect(
      await thread.rows(
        `SELECT document_key AS key, state, attempts FROM tasks WHERE state <> 'done' OR attempts <> 1`,
      ),
    ).to.deep.equal([{ key: poison.key, state: 'failed', attempts: 1 }]);
    // Some of the others came in one transaction all the same.
    const [stored] = await thread.rows<{ filings: number; transactions: number }>(
      'SELECT count(*)::int AS filings, count(DISTINCT xmin::text)::int AS transactions FROM filings',
    );
    expect(stored?.transactions).to.be.within(1, (stored?.filings ?? 0) - 1);
  });
});
