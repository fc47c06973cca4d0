import { type ErrorCode, type Log, type SourceId, toPipelineError } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { countRefusedProbe, failProbe, openSource, quietSource, returnProbe } from '@tickermill/store/sources';
import { AnswerError, ProxyFailed, type Source, Throttled, type Upstream } from '@tickermill/upstream';
import { NoPermit } from './no-permit.ts';
import { kindOf, type OutageRest } from './outage.ts';
import type { Breaker } from './source-health.ts';

/** What probing needs of its process. */
export interface ProbeDeps {
  readonly store: Store;
  /** Sends the probe; its own permit is the one that was taken for it. */
  readonly prober: Upstream;
  readonly log: Log;
  readonly breaker: Breaker;
  readonly outage: OutageRest;
}

/** So many probes refused in a row are no throttle any more, which ends when nothing is asked. */
const fewestRefusals = 3;
/** How a source refuses; a failure of the network says nothing of the client. */
const refusals: readonly ErrorCode[] = ['THROTTLED', 'SESSION_REFUSED', 'REFUSED', 'UNEXPECTED_ANSWER'];

/**
 * Ends a quiet period with one request of the source's own. Returns when the source is open: only a 200 that is not empty opens it.
 * @throws {NoPermit} when it stays quiet: after a block for the whole period again, else for the breaker's.
 */
export async function probe(
  { store, prober, log, breaker, outage }: ProbeDeps,
  { id, probe: request, quietMs, whenRefused }: Pick<Source, 'id' | 'probe' | 'quietMs' | 'whenRefused'>,
  { number, signal }: { number: number; signal: AbortSignal },
): Promise<void> {
  const failure = await send(prober, id, request, signal);
  if (failure === null) {
    if (await openSource(store.db, id, number)) log.info('the quiet period is over', { source: id });
    return;
  }
  if (signal.aborted) {
    await returnProbe(store.db, id, number);
    throw signal.reason;
  }
  const told = `the probe failed: ${failure.message}`;
  if (failure instanceof ProxyFailed) {
    // The request did not reach the source. The next request probes through another proxy.
    await returnProbe(store.db, id, number);
    log.warn('the probe did not reach the source', { source: id, reason: told });
    throw new NoPermit(id, 0);
  }
  const refused = refusals.includes(failure.code) ? await countRefusedProbe(store.db, id) : 0;
  const isClient = whenRefused !== null && refused >= fewestRefusals;
  const reason = isClient ? `${told}. ${refused} probes were refused in a row: ${whenRefused}` : told;
  const rest =
    kindOf(failure) === 'network' ? ({ ...outage, by: 'outage' } as const) : ({ ...breaker, by: 'breaker' } as const);
  const ms =
    failure instanceof Throttled
      ? await quietSource(store.db, id, { ms: Math.max(failure.quietMs, quietMs), reason })
      : await failProbe(store.db, id, { ...rest, probe: number, reason });
  log.warn('the probe did not open the source', { source: id, ms: Math.round(ms ?? 0), reason });
  throw new NoPermit(id, ms ?? 0);
}

/** What was wrong with the probe's answer; null if nothing was. */
async function send(prober: Upstream, id: SourceId, request: Source['probe'], signal: AbortSignal) {
  try {
    const answer = await prober.send(id, request, { signal });
    if (answer.status === 200 && (request.method === 'HEAD' || answer.body.length > 0)) return null;
    return new AnswerError(
      'UNEXPECTED_ANSWER',
      `${request.url} answered ${answer.status} with ${answer.body.length} bytes`,
      answer,
    );
  } catch (error) {
    return toPipelineError(error);
  }
}
