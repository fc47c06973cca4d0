import { viewSchedules } from '@tickermill/engine';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

/** Half past five on a Friday in New York. */
const slot = new Date('2026-11-20T10:30:00Z');

onOneBackend('the schedule of the list of companies', (toBackend) => {
  let thread: Thread;
  beforeEach(async () => {
    thread = await openThread(toBackend, { keepsMarket: true, now: () => new Date(slot.getTime() + 1_000) });
  });
  afterEach(() => thread.close());

  it('is there from the first start, and has the list read every morning', async () => {
    const { items } = await viewSchedules(thread, { page: 1, limit: 1, dataset: 'companies' });
    expect(items[0]).to.include({ kind: 'market', cron: '30 5 * * *', zone: 'America/New_York', enabled: true });
    expect(items[0]?.next_run).to.equal('2026-11-21T10:30:00.000Z');
    const id = `schedule-${items[0]?.id}-1`;
    await until('its repeatable job', async () => (await thread.queues.repeats('schedule')).has(id));

    const tick = { schedule: items[0]?.id ?? '', version: 1, dueMs: slot.getTime() };
    await thread.queues.add('schedule', [{ title: 'a tick', data: tick }]);
    const run = await until('its run', async () => (await thread.store.db.run.findFirst()) ?? null);
    expect(run).to.deep.include({ dataset: 'companies', trigger: 'schedule', dueAt: slot });
    const { state, report } = await thread.awaitRun(run.id);
    expect([state, report.requests]).to.deep.equal(['done', 1]);
    expect(await thread.rows('SELECT 1 FROM symbols')).to.have.length(60);
  });
});
