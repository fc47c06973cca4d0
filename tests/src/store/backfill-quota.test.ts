import { fillWindow, sparedQuota } from '@tickermill/store/ledger';
import type { ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { type LedgerHands, makeTask, onOwnLedger } from './ledger.fixture.ts';

const source = 'alpha-vantage';
const zone = 'America/New_York';
const [urgent, backfill] = [20, 90];
const rule = { size: 100, backfill: { priority: backfill, size: 50 }, quota: { perDay: 25, resetZone: zone } };

describe('the quota that a backfill may spend', () => {
  let store: ScratchStore;
  let hands: LedgerHands;
  onOwnLedger((ledger) => {
    ({ store, hands } = ledger);
  });

  async function add(count: number, name: string, priority: number): Promise<void> {
    const { runId, targetIds } = await hands.openRun(name);
    const tasks = Array.from({ length: count }, (_, n) => makeTask(runId, `GET ${name} ${n}`, { source, priority }));
    await hands.add(...tasks.map((task) => ({ ...task, targetIds })));
  }
  /** Tasks of a schedule that have ended, made as long before the reset as this hour is, and later. */
  async function endedYesterday(count: number): Promise<void> {
    await add(count, 'yesterday', urgent);
    await hands.rows(`UPDATE tasks SET state = 'done', finished_at = now(),
      created_at = date_trunc('day', now() AT TIME ZONE '${zone}') AT TIME ZONE '${zone}' WHERE request LIKE 'GET yesterday%'`);
  }
  const use = (requests: number) =>
    hands.rows(`INSERT INTO source_state (source, pace_requests, pace_per_ms, quota_day, quota_used)
      VALUES ('${source}', 1, 1000, (now() AT TIME ZONE '${zone}')::date, ${requests})
      ON CONFLICT (source) DO UPDATE SET quota_day = EXCLUDED.quota_day, quota_used = EXCLUDED.quota_used`);
  async function filled(): Promise<{ urgent: number; backfill: number }> {
    const jobs = await store.transaction((tx) => fillWindow(tx, source, rule));
    const isUrgent = jobs.filter(({ priority }) => priority < backfill).length;
    return { urgent: isUrgent, backfill: jobs.length - isUrgent };
  }

  it('is what is left of the day once the schedules have theirs: now, and as yesterday until the reset', async () => {
    await endedYesterday(10);
    await add(3, 'now', urgent);
    await add(30, 'old', backfill);
    await use(5);
    expect(await sparedQuota(store.sql, source, rule)).to.deep.equal({ today: 7, daily: 12 });
    expect(await filled()).to.deep.equal({ urgent: 3, backfill: 7 });
    expect(await filled(), 'what is a job already is counted').to.deep.equal({ urgent: 0, backfill: 0 });
  });

  it('is nothing where they need all of it, and all of it where they need nothing', async () => {
    await add(30, 'old', backfill);
    await endedYesterday(20);
    await use(6);
    expect(await filled()).to.deep.equal({ urgent: 0, backfill: 0 });
    await hands.rows(`UPDATE tasks SET created_at = created_at - interval '2 days' WHERE state = 'done'`);
    expect(await filled()).to.deep.equal({ urgent: 0, backfill: 19 });
  });

  it('is whole again on the next day', async () => {
    await add(30, 'old', backfill);
    await use(25);
    expect(await filled()).to.deep.equal({ urgent: 0, backfill: 0 });
    await hands.rows('UPDATE source_state SET quota_day = quota_day - 1');
    expect(await filled()).to.deep.equal({ urgent: 0, backfill: 25 });
  });
});
