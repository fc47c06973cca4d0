// Tells an outage of a source from the failure of one task; pure.

import type { ErrorCode, PipelineError } from '@tickermill/core';
import type { FailureKind, FailuresInARow } from '@tickermill/store/sources';
import { ProxyFailed } from '@tickermill/upstream';

/** So many failures of the network in a row, whatever was asked, are no longer the fault of what was asked. */
const networkInARow = 3;
/** So many answers in a row that cannot be read are no longer the fault of the documents. */
const unreadableInARow = 5;

/**
 * After a quiet period the first failure alike says that it is not over: a probe that was answered is no proof. That
 * holds so many times, about half an hour: one document that never comes must fail in the end.
 */
const maxOutages = 9;
const maxTrips = 3;

/** How long a source is quiet in an outage: first, and, twice as long with each failed probe, at most. */
export interface OutageRest {
  readonly quietMs: number;
  readonly longestMs: number;
}

export const usualOutage: OutageRest = { quietMs: 5_000, longestMs: 5 * 60_000 };

const network: readonly ErrorCode[] = ['CONNECT_FAILED', 'CONNECTION_LOST', 'TIMEOUT'];
/** Damaged in transit, empty, or something else than was asked for. */
const unreadable: readonly ErrorCode[] = [
  'EMPTY_DOCUMENT',
  'NOT_XML',
  'MALFORMED_XML',
  'BAD_ENCODING',
  'WRONG_DOCUMENT',
  'WRONG_ANSWER',
  'UNEXPECTED_ANSWER',
];

/** What a failure says of its source. That of a proxy says nothing. */
export function kindOf(error: PipelineError): FailureKind {
  if (error instanceof ProxyFailed) return 'other';
  if (network.includes(error.code)) return 'network';
  return unreadable.includes(error.code) ? 'unreadable' : 'other';
}

/**
 * Whether a failure hits its source as a whole, so that it costs its task no attempt: one of several alike in a row, the
 * first after a quiet period that such failures led to, or one that came while the source was quiet already.
 */
export function isOfWhole(
  kind: FailureKind,
  { network, unreadable, outages, breakerTrips, quietMs }: Omit<FailuresInARow, 'ofSource'>,
): boolean {
  if (kind === 'other') return false;
  if (quietMs > 0) return true;
  if (kind === 'network') return network >= networkInARow || (outages > 0 && outages <= maxOutages);
  return unreadable >= unreadableInARow || (breakerTrips > 0 && breakerTrips <= maxTrips);
}
