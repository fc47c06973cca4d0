import { type Collector, collectors } from '@tickermill/collectors';
import { PipelineError, SourcePreference } from '@tickermill/core';
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
    expect(items[0]?.nextRun).to.deep.equal(new Date('2026-11-21T10:30:00Z'));
    const id = `schedule-${items[0]?.id}-1`;
    await until('its repeatable job', async () => (await thread.queues.repeats('schedule')).has(id));

    const tick = { schedule: String(items[0]?.id), version: 1, dueMs: slot.getTime() };
    await thread.queues.add('schedule', [{ title: 'a tick', data: tick }]);
    const run = await until('its run', async () => (await thread.store.db.run.findFirst()) ?? null);
    expect(run).to.deep.include({ dataset: 'companies', trigger: 'schedule', dueAt: slot });
    const { state, report } = await thread.awaitRun(run.id);
    expect([state, report.requests]).to.deep.equal(['done', 1]);
    expect(await thread.rows('SELECT 1 FROM symbols')).to.have.length(60);
  });
});

describe('the list of companies, with two collectors of it', () => {
  let thread: Thread;
  afterEach(() => thread.close());

  const registry: readonly Collector[] = collectors;
  const listed = registry.find(({ dataset }) => dataset === 'companies') as Collector;
  const another: Collector = { ...listed, id: 'companies-by-exchange' };
  const refusing: Collector = {
    ...listed,
    steps: listed.steps.map((step) => ({
      ...step,
      parse() {
        throw new PipelineError('UNEXPECTED_ANSWER', 'not a list');
      },
    })),
  };
  /** As `PRICE_SOURCES` is where nobody has set it. */
  const pricePreference = SourcePreference.parse('yahoo, alpha-vantage, stooq');
  const asked = () => thread.rows('SELECT collector, state FROM tasks ORDER BY id');

  for (const [what, first, tasks] of [
    ['is read with the first', listed, [{ collector: 'companies', state: 'done' }]],
    [
      'is read with the second where the first fails',
      refusing,
      [
        { collector: 'companies', state: 'failed' },
        { collector: 'companies-by-exchange', state: 'done' },
      ],
    ],
  ] as const) {
    it(`${what}, whatever sources are preferred for prices`, async () => {
      const others = registry.filter(({ dataset }) => dataset !== 'companies');
      const worker = { pricePreference, collectors: [first, another, ...others] };
      thread = await openThread((url) => ({ kind: 'postgres', url }), { worker });
      const { state } = await thread.listCompanies();
      expect([state, await asked()]).to.deep.equal(['done', tasks]);
      expect(await thread.rows('SELECT 1 FROM symbols')).to.have.length(60);
    });
  }
});
