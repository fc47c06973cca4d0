// Requests readings of listings, and lets an operator decide what they leave open, for the API.

import { dayAt, type ListingId, PipelineError } from '@tickermill/core';
import { followTracking } from '@tickermill/store/schedules';
import { type ConfirmedProposal, confirmListing, confirmProposal } from '@tickermill/store/universe';
import { listings } from '../datasets/listings/definition.ts';
import type { EngineDeps } from '../engine-deps.ts';
import { mirrorJob } from '../queues/job-data.ts';
import { requestRun } from './runs.ts';

/** Requests a reading of one listing, or of all. Returns its run. */
export function requestListings(requesting: EngineDeps, listing?: ListingId): Promise<bigint> {
  const request = { tickers: null, params: listing === undefined ? {} : { listing }, force: true };
  return requestRun(requesting, { dataset: listings.id, trigger: 'manual', request });
}

/**
 * Accepts the size of a list that has shrunk, and requests it again.
 * @throws {PipelineError} `NOT_FOUND` where none of that exchange was refused.
 */
export async function confirmShrunken(
  requesting: EngineDeps,
  mic: string,
  by: string,
): Promise<{ rows: number; runId: bigint }> {
  const confirmed = await requesting.store.transaction((tx) => confirmListing(tx, mic, by));
  if (!confirmed)
    throw new PipelineError(
      'NOT_FOUND',
      `The last list of ${mic} was not refused for being shorter: nothing to confirm.`,
    );
  return { rows: confirmed.rows, runId: await requestListings(requesting, confirmed.listing) };
}

/**
 * Confirms that a new instrument is one that was there before, which then goes on, with whatever was asked of the new one.
 * @throws {PipelineError} `NOT_FOUND` where no such change is proposed, or the two are certainly not the same;
 * `CHANGE_OVERTAKEN` where an exchange lists the former one again by now.
 */
export async function confirmChange(
  { store, queues, now }: EngineDeps,
  change: bigint,
  by: string,
): Promise<ConfirmedProposal> {
  const confirmed = await store.transaction(async (tx) => {
    const done = await confirmProposal(tx, String(change), { by, day: dayAt(now(), 'UTC') });
    if (done !== null && done !== 'named-again') await followTracking(tx, now());
    return done;
  });
  if (confirmed === null)
    throw new PipelineError(
      'NOT_FOUND',
      `No change ${change} waits for anybody, or its two instruments differ in ISIN or CIK.`,
    );
  if (confirmed === 'named-again')
    throw new PipelineError(
      'CHANGE_OVERTAKEN',
      `Change ${change} was proposed because an exchange no longer named its former instrument, and now it does again.`,
    );
  await queues.add('schedule', [mirrorJob]);
  return confirmed;
}
