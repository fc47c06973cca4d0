import { Mic, micOf, tradingCalendar } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { activeInstruments } from '@tickermill/store/prices';
import { createSlotRun } from '@tickermill/store/schedules';
import { planJob } from '../../queues/job-data.ts';
import type { Queues } from '../../queues/queue-client.ts';

const dataset = 'daily-prices';

/**
 * Requests the prices of an exchange once each of its sessions has settled: beside the nightly schedule, and as long as
 * that is enabled. A slot has one run, however many processes check.
 */
export function makeSettledExchanges({
  store,
  queues,
}: {
  store: Store;
  queues: Queues;
}): (now: Date) => Promise<void> {
  const looked = new Map<Mic, number>();

  return async (now) => {
    const settled = Mic.options.map((mic) => ({
      mic,
      dueAt: tradingCalendar(mic).lastSettledSession(now).settlesAt,
    }));
    const news = settled.filter(({ mic, dueAt }) => looked.get(mic) !== dueAt.getTime());
    if (news.length === 0) return;
    const active = new Set((await activeInstruments(store.sql, now)).map(({ symbol, mic }) => micOf(symbol, mic)));
    for (const { mic, dueAt } of news.filter((each) => active.has(each.mic))) {
      const id = await createSlotRun(store.sql, { dataset, part: mic, dueAt, params: { mic } });
      if (id !== null) await queues.add('plan', [planJob(id)]);
    }
    for (const { mic, dueAt } of news) looked.set(mic, dueAt.getTime());
  };
}
