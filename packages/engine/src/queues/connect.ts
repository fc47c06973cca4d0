import type { Log } from '@tickermill/core';
import type { QueueBackend } from './backend.ts';
import { postgresTransport } from './postgres.ts';
import { redisTransport } from './redis.ts';
import type { RepeatOptions } from './repeat.ts';
import type { OnConnectionError, Transport } from './transport.ts';

/** A server that is down fails every call; one and the same failure is logged again after so long, ms. */
const logAgainMs = 10_000;

/** BullMQ on a backend. Connects on first use. */
export function connect(backend: QueueBackend, log: Log, repeating: RepeatOptions): Transport {
  const onError = makeErrorLog(log);
  return backend.kind === 'redis'
    ? redisTransport(backend, onError, repeating)
    : postgresTransport(backend.url, onError, repeating);
}

function makeErrorLog(log: Log): OnConnectionError {
  const loggedAt = new Map<string, number>();
  return (where, error) => {
    const what = `${where}: ${error.message}`;
    if (performance.now() - (loggedAt.get(what) ?? Number.NEGATIVE_INFINITY) < logAgainMs) return;
    loggedAt.set(what, performance.now());
    log.warn('the queue failed', { where, error: error.message });
  };
}
