// Tells somebody outside that we live: their silence detector notices when the whole machine is gone, which no alert can.

import type { Log } from '@tickermill/core';
import type { StoredEvent } from '@tickermill/store/events';
import type { Outbound } from '@tickermill/upstream';

/** The nightly chain: it starts with the first of these runs of a schedule, and ends with the last. */
const chain = { first: 'daily-prices', last: 'quality' };
/** A signal that could not be sent for so long says nothing any more. */
const staleMs = 3_600_000;

/** Whether events of a type may speak of the nightly chain. */
export const mayBeOfChain = (type: string): boolean => type === 'run.created' || type === 'run.finished';

/** What signals are sent with. */
interface HeartbeatDeps {
  readonly log: Log;
  readonly now: () => Date;
  readonly outbound: Outbound;
}

/** A signal of the nightly chain: paths as hosted dead-man switches know them. */
type ChainSignal = 'start' | 'success' | 'fail';
const paths: Readonly<Record<ChainSignal, string>> = { start: '/start', success: '', fail: '/fail' };

/** What an event says of the nightly chain; null if nothing. */
function chainSignalOf({ type, data }: Pick<StoredEvent, 'type' | 'data'>): ChainSignal | null {
  const { dataset, trigger, state } = data;
  if (trigger !== 'schedule' && trigger !== 'late') return null;
  if (type === 'run.created') return dataset === chain.first ? 'start' : null;
  if (type !== 'run.finished' || (dataset !== chain.first && dataset !== chain.last)) return null;
  if (state === 'failed') return 'fail';
  return dataset === chain.last && (state === 'done' || state === 'partial') ? 'success' : null;
}

/** Sends what an event says of the nightly chain. Rejects where it did not arrive, so that it is tried again. */
export async function sendChainSignal(url: string, event: StoredEvent, deps: HeartbeatDeps): Promise<void> {
  const signal = chainSignalOf(event);
  if (signal === null) return;
  if (deps.now().getTime() - event.at.getTime() >= staleMs) {
    deps.log.warn('a heartbeat of the nightly chain was not sent for an hour and is given up', { signal });
    return;
  }
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/, '')}${paths[signal]}`;
  await ping(address.href, deps.outbound);
}

/** Asks an address, which must answer 2xx. */
export async function ping(url: string, outbound: Outbound): Promise<void> {
  const { status } = await outbound.send({ method: 'GET', url });
  if (status < 200 || status >= 300) throw new Error(`the heartbeat was answered ${status}`);
}
