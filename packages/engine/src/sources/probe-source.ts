import { setTimeout as sleep } from 'node:timers/promises';
import { type SourceId, toPipelineError } from '@tickermill/core';
import { ensureSource, sourceStatuses } from '@tickermill/store/sources';
import { sources } from '@tickermill/upstream';
import { type GovernedOptions, openGovernedUpstream } from './governed-upstream.ts';
import { NoPermit } from './no-permit.ts';

/** The outcome of a probe. */
export type ProbeResult =
  | { readonly kind: 'answered'; readonly status: number; readonly ms: number; readonly date: string | null }
  /** No request is allowed now: the state, and until when, if that is known. */
  | { readonly kind: 'held'; readonly state: string; readonly reason: string | null; readonly until: Date | null };

/** A pace that others use up is waited for so long, ms. */
const patienceMs = 5_000;

/**
 * Sends a source its probe once, under a permit like every other request.
 * @throws {PipelineError} the error of the answer; a block page makes the source quiet for every process.
 */
export async function probeSource(options: GovernedOptions, source: SourceId): Promise<ProbeResult> {
  const { store } = options;
  await ensureSource(store.db, source, sources[source].pace);
  const upstream = openGovernedUpstream(options);
  const deadline = performance.now() + patienceMs;
  try {
    for (;;) {
      try {
        const { signal } = new AbortController();
        const { status, latencyMs, headers } = await upstream.send(source, sources[source].probe, { signal });
        await upstream.health.answered(source);
        return { kind: 'answered', status, ms: latencyMs, date: headers['date'] ?? null };
      } catch (error) {
        if (!(error instanceof NoPermit)) {
          const failure = toPipelineError(error);
          await upstream.health.failed(source, failure);
          throw failure;
        }
        if (performance.now() + error.ms > deadline || error.ms === Number.POSITIVE_INFINITY) break;
        await sleep(Math.max(error.ms, 50));
      }
    }
    const status = (await sourceStatuses(store.db)).find((each) => each.source === source);
    const state = status?.pausedAt ? 'paused' : (status?.state ?? 'open');
    return { kind: 'held', state, reason: status?.quietReason ?? null, until: status?.quietUntil ?? null };
  } finally {
    upstream.close();
  }
}
