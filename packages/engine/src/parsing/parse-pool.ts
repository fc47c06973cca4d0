import { Worker } from 'node:worker_threads';
import type { Outcome } from '@tickermill/collectors';
import { PipelineError } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import type { StepOf } from '../catalogue.ts';
import type { ParseJob, ParseReply } from './parse-thread.ts';

/** Reads answers: large ones of heavy steps in a thread of their own, so that the event loop goes on. */
export interface ParsePool {
  /** What an answer means to a step of a collector. @throws {PipelineError} as the step does; `PARSE_LIMIT` */
  parse(
    reader: { readonly collector: string; readonly step: StepOf },
    answer: Answer,
    input: unknown,
  ): Promise<Outcome<unknown>>;
  close(): Promise<void>;
}

/** What reading one answer may take. */
interface ParseLimits {
  readonly memoryMb: number;
  readonly ms: number;
  /** Less than this is read at once, in the thread of the caller. */
  readonly inlineBytes: number;
}

/** Documents of 60 MB of JSON and 30 MB of HTML were read in 3 s and 8 s on a busy machine. Handing over little costs more than reading it. */
const usualLimits: ParseLimits = { memoryMb: 768, ms: 60_000, inlineBytes: 256 * 1024 };
/** A thread without work is ended after so long: it holds some 60 MB. */
const idleMs = 30_000;

/** Opens a pool of one thread, which starts with the first answer that needs it. Answers are read in their order. */
export function openParsePool(options: Partial<ParseLimits> = {}): ParsePool {
  const limits = { ...usualLimits, ...options };
  let thread: Worker | null = null;
  let idle: NodeJS.Timeout | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function start(): Worker {
    const resourceLimits = { maxOldGenerationSizeMb: limits.memoryMb, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };
    const started = new Worker(new URL('./parse-thread.js', import.meta.url), { resourceLimits });
    // What fails between two answers shows when the next one is handed over.
    started.on('error', () => {});
    started.on('exit', () => {
      if (thread === started) thread = null;
    });
    return started;
  }

  async function end(): Promise<void> {
    if (idle) clearTimeout(idle);
    const ended = thread;
    thread = null;
    await ended?.terminate();
  }

  async function inThread(job: ParseJob, bytes: number): Promise<ParseReply> {
    if (idle) clearTimeout(idle);
    thread ??= start();
    const reading = thread;
    reading.ref();
    try {
      return await replyOf(reading, job, limits, bytes);
    } catch (error) {
      await end();
      throw error;
    } finally {
      reading.unref();
      idle = setTimeout(() => void end(), idleMs).unref();
    }
  }

  return {
    async parse({ collector, step }, answer, input) {
      const bytes = answer.body.length;
      if (!step.isHeavy || bytes < limits.inlineBytes) return step.parse(answer, input as never);
      const { request, status, headers, latencyMs } = answer;
      // Copied when its turn has come: the body itself is kept as a capture.
      const read = last.then(() =>
        inThread(
          { collector, step: step.id, input, request, status, headers, latencyMs, body: Uint8Array.from(answer.body) },
          bytes,
        ),
      );
      last = read.catch(() => {});
      const reply = await read;
      if (reply.kind === 'read') return reply.outcome;
      if (reply.isTooDeep) throw tooMuch('its nesting', bytes);
      throw reply.code === null
        ? new Error(reply.message)
        : new PipelineError(reply.code, reply.message, { detail: reply.detail });
    },
    async close() {
      await end();
    },
  };
}

/** Hands an answer over and waits for what it means, or for the end of the thread. */
function replyOf(thread: Worker, job: ParseJob, limits: ParseLimits, bytes: number): Promise<ParseReply> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(() => reject(tooMuch(`more than ${limits.ms} ms`, bytes))), limits.ms);
    const onMessage = (reply: ParseReply) => done(() => resolve(reply));
    const onError = (error: NodeJS.ErrnoException) =>
      done(() =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch(`more than ${limits.memoryMb} MB`, bytes) : error),
      );
    const onExit = () => done(() => reject(new Error('The thread that reads documents has ended.')));
    function done(act: () => void): void {
      clearTimeout(timer);
      thread.off('message', onMessage).off('error', onError).off('exit', onExit);
      act();
    }
    thread.on('message', onMessage).on('error', onError).on('exit', onExit);
    thread.postMessage(job, [job.body.buffer as ArrayBuffer]);
  });
}

const tooMuch = (what: string, bytes: number) =>
  new PipelineError('PARSE_LIMIT', `Reading the answer took ${what}.`, { detail: { bytes } });
