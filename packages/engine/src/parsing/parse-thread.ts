// A thread that reads answers for `parse-pool.ts`: it knows collectors and nothing else.

import { parentPort } from 'node:worker_threads';
import { type Collector, collectors, type Outcome } from '@tickermill/collectors';
import { type ErrorCode, type ErrorDetail, PipelineError } from '@tickermill/core';
import { makeAnswer, type UpstreamRequest } from '@tickermill/upstream';

/** An answer to be read, and by which step. */
export interface ParseJob {
  readonly collector: string;
  readonly step: string;
  readonly input: unknown;
  readonly request: UpstreamRequest;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly latencyMs: number;
  readonly body: Uint8Array;
}

/** What it means, or why it cannot be read. */
export type ParseReply =
  | { readonly kind: 'read'; readonly outcome: Outcome<unknown> }
  | {
      readonly kind: 'failed';
      /** Null: the step did not expect it. */
      readonly code: ErrorCode | null;
      readonly message: string;
      readonly detail: ErrorDetail;
      /** It is nested deeper than the stack of the thread. */
      readonly isTooDeep: boolean;
    };

const all: readonly Collector[] = collectors;

function read({ collector, step: id, input, request, status, headers, latencyMs, body }: ParseJob): ParseReply {
  try {
    const step = all.find((each) => each.id === collector)?.steps.find((each) => each.id === id);
    if (!step) throw new Error(`This build does not know the step ${collector}/${id}.`);
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    const answer = makeAnswer(request, { status, headers, body: bytes, latencyMs });
    return { kind: 'read', outcome: step.parse(answer, input as never) };
  } catch (error) {
    const known = error instanceof PipelineError ? error : null;
    return {
      kind: 'failed',
      code: known?.code ?? null,
      message: known?.message ?? (error instanceof Error ? (error.stack ?? error.message) : String(error)),
      detail: known?.detail ?? {},
      isTooDeep: error instanceof RangeError && /call stack/i.test(error.message),
    };
  }
}

parentPort?.on('message', (job: ParseJob) => parentPort?.postMessage(read(job)));
