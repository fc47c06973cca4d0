// Sets, prepares, pauses and resumes the pace of sources, in the ledger and the queues together.

import { PipelineError, paceText, type SourceId } from '@tickermill/core';
import {
  ensureSource,
  mayAsk,
  type Pace,
  type Pause,
  paceOf,
  pauseSource as recordPause,
  resumeSource as recordResume,
  setPace,
} from '@tickermill/store/sources';
import { type Rate, sources } from '@tickermill/upstream';
import type { EngineDeps } from '../engine-deps.ts';
import { type SourceOverview, viewSource } from './source-view.ts';

/** Who has a hold on the sources. */
type SourceDeps = Pick<EngineDeps, 'store' | 'queues'>;

/** The queue lets claims through this much faster than the pace, so that the permit governs. */
const claimsAhead = 1.1;

/**
 * Gives a source's queue the pace that holds, which the queue may have lost. It is read again afterwards: an operator who
 * changed it meanwhile must not find the old one back in the queue.
 */
export async function alignPace({ store, queues }: SourceDeps, source: SourceId): Promise<void> {
  for (let pace = await paceOf(store.db, source); ; ) {
    const isFaster = await queues.pace(source, pace.perMs / pace.requests / claimsAhead);
    // A queue that rests because its source is quiet keeps resting.
    if (isFaster && (await mayAsk(store.sql, source))) await queues.wake(source);
    const now = await paceOf(store.db, source);
    if (now.requests === pace.requests && now.perMs === pace.perMs) return;
    pace = now;
  }
}

/**
 * Prepares a source at the pace that an operator has set, or at `override`. A pace above the source's highest one, as
 * an override leaves behind, holds no longer than the override.
 */
export async function preparePace(holding: SourceDeps, source: SourceId, override: Pace | undefined): Promise<void> {
  const { db } = holding.store;
  const { pace: usual, maxPace } = sources[source];
  const recorded = await ensureSource(db, source, usual);
  if (override) await setPace(db, source, override);
  else if (isFaster(recorded, maxPace)) await setPace(db, source, usual);
  await alignPace(holding, source);
}

/**
 * Changes the pace of a source, for every worker and its queue at once. Returns the source as it then is.
 * @throws {PipelineError} `INVALID_INPUT` above the highest pace of the source.
 */
export async function changePace(operating: EngineDeps, source: SourceId, pace: Pace): Promise<SourceOverview> {
  const { db } = operating.store;
  const { name, maxPace } = sources[source];
  if (isFaster(pace, maxPace)) {
    throw new PipelineError(
      'INVALID_INPUT',
      `The pace of ${name} is at most ${paceText(maxPace)}, 80 % of what it allows.`,
      {
        detail: { field: 'pace' },
      },
    );
  }
  await ensureSource(db, source, pace);
  await setPace(db, source, pace);
  await alignPace(operating, source);
  return viewSource(operating, source);
}

/**
 * Pauses all requests to a source until it is resumed, or its end has come; requests in flight may end. Returns the source
 * in its new state.
 */
export async function pauseSource(operating: EngineDeps, source: SourceId, pause: Pause): Promise<SourceOverview> {
  await ensureSource(operating.store.db, source, sources[source].pace);
  await recordPause(operating.store.db, source, pause);
  return viewSource(operating, source);
}

/** Ends a pause. A quiet period continues, and the source is probed when it is over. */
export async function resumeSource(operating: EngineDeps, source: SourceId): Promise<SourceOverview> {
  await ensureSource(operating.store.db, source, sources[source].pace);
  await recordResume(operating.store.db, source);
  await operating.queues.wake(source);
  return viewSource(operating, source);
}

const isFaster = (one: Rate, other: Rate) => one.requests * other.perMs > other.requests * one.perMs;
