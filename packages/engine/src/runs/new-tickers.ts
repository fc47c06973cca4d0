// Has what listings brought looked after: schedules and prices of active tickers that are new, or have another symbol.

import { createRun, type StagePart } from '@tickermill/store/ledger';
import { activeInstruments } from '@tickermill/store/prices';
import { followTracking } from '@tickermill/store/schedules';
import { newlyListed } from '@tickermill/store/universe';
import { dailyPrices } from '../datasets/daily-prices/definition.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { mirrorJob, planJob } from '../queues/job-data.ts';

const { id: dataset } = dailyPrices;

/**
 * Gives tracked tickers their schedules, and requests the prices of active ones that a listing has named anew since they were
 * requested last. A list that was refused has named none. Returns how many, as the part of a run.
 */
export async function requestNewTickers({ store, queues, now }: EngineDeps): Promise<StagePart> {
  const at = now();
  const { tickers, runId } = await store.transaction(async (tx) => {
    await followTracking(tx, at);
    const active = await activeInstruments(tx, at);
    const tickers = await newlyListed(
      tx,
      { dataset, instrumentIds: active.map(({ instrumentId }) => instrumentId) },
      at,
    );
    const request = { tickers, params: {}, force: false };
    const run = { dataset, trigger: 'tracked', request } as const;
    return { tickers, runId: tickers.length === 0 ? null : await createRun(tx, run) };
  });
  await queues.add('schedule', [mirrorJob]);
  if (runId !== null) await queues.add('plan', [planJob(runId)]);
  const none = { errorCode: null, errorMessage: null };
  return { target: dataset, state: 'done', found: tickers.length, created: 0, ...none, startedAt: at };
}
