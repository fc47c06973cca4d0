import { type Answer, answer, page } from '../answer.ts';
import type { WireFault } from '../delivery.ts';
import { cut, malformed } from './damage.ts';
import type { Strike } from './fault-board.ts';

/** What the faults that struck a request make of its answer. */
export interface FaultyAnswer {
  readonly answer: Answer;
  readonly delayMs: number;
  readonly wire: WireFault | null;
}

const usualLatencyMs = 1000;
const usualDripMs = 10_000;

/** Applies faults: delays add up; of faults in the answer, and of faults on the wire, the last one applies. */
export function applyFaults(sound: Answer, unavailable: Answer, strikes: readonly Strike[]): FaultyAnswer {
  return strikes.reduce<FaultyAnswer>((faulty, strike) => apply(faulty, unavailable, strike), {
    answer: sound,
    delayMs: 0,
    wire: null,
  });
}

function apply(faulty: FaultyAnswer, unavailable: Answer, { fault, draws }: Strike): FaultyAnswer {
  switch (fault.kind) {
    case 'latency':
      return { ...faulty, delayMs: faulty.delayMs + (fault.ms ?? usualLatencyMs) };
    case '5xx': {
      const status = fault.status ?? draws.pick([503, 503, 500]);
      return { ...faulty, answer: status === 503 ? unavailable : plainFailure(status) };
    }
    case '429':
      return { ...faulty, answer: tooMany };
    case 'page':
      return { ...faulty, answer: consent };
    case 'empty':
      return { ...faulty, answer: answer(200, faulty.answer.type, '') };
    case 'cut':
      return { ...faulty, answer: cut(faulty.answer, draws) };
    case 'malformed':
      return { ...faulty, answer: malformed(faulty.answer, draws) };
    case 'reset':
    case 'truncation':
      return { ...faulty, wire: { kind: fault.kind } };
    case 'slow':
      return { ...faulty, wire: { kind: 'slow', ms: fault.ms ?? usualDripMs } };
    case 'ban':
      return faulty; // began when it was put; the source keeps it
  }
}

const tooMany: Answer = answer(429, 'text/plain', 'Too Many Requests');
const consent: Answer = page(
  200,
  '<!DOCTYPE html>\n<html><head><title>Before you continue</title></head><body>Please confirm your choice.</body></html>\n',
);

const plainFailure = (status: number): Answer =>
  answer(
    status,
    'text/html',
    `<html><head><title>${status}</title></head><body><h1>Internal Server Error</h1></body></html>\n`,
  );
