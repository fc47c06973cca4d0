// The faults in force, and which of them strike a request, for the sandbox's app.

import { type Draws, drawsFor } from '../random.ts';
import type { Fault } from './fault.ts';

/** A fault that struck a request, with the draws that decide its details. */
export interface Strike {
  readonly fault: Fault;
  readonly draws: Draws;
}

/** A fault as `GET /_sandbox/faults` lists it. */
export type ListedFault = Fault & { readonly hits: number; readonly endsInMs: number | null };

/** The faults that are in force. */
export interface FaultBoard {
  /** Replaces all faults. */
  put(faults: readonly Fault[], at: number): void;
  /** The faults that strike a request, in the order in which they were put. */
  strikes(host: string, path: string, at: number): readonly Strike[];
  list(at: number): readonly ListedFault[];
  reset(): void;
}

interface PutFault extends Strike {
  readonly until: number;
  hits: number;
}

/** Opens an empty board. Strikes are drawn from the seed: the same requests in the same order meet the same faults. */
export function openFaultBoard(seed: number): FaultBoard {
  let faults: PutFault[] = [];
  let puts = 0;

  const isInForce = ({ fault, until, hits }: PutFault, at: number) => at < until && hits < (fault.times ?? Infinity);

  function strikes(put: PutFault, host: string, path: string, at: number): boolean {
    const { fault, draws } = put;
    if (fault.kind === 'ban' || !isInForce(put, at)) return false;
    if (fault.host !== '*' && fault.host !== host) return false;
    if (fault.path !== undefined && !path.includes(fault.path)) return false;
    if (!draws.chance(fault.rate)) return false;
    put.hits += 1;
    return true;
  }

  return {
    put(list, at) {
      puts += 1;
      faults = list.map((fault, nth) => ({
        fault,
        draws: drawsFor(seed, 'faults', puts, nth),
        until: fault.for === null ? Infinity : at + fault.for,
        hits: 0,
      }));
    },
    strikes: (host, path, at) => faults.filter((put) => strikes(put, host, path, at)),
    list: (at) =>
      faults
        .filter((put) => isInForce(put, at))
        .map(({ fault, hits, until }) => ({ ...fault, hits, endsInMs: until === Infinity ? null : until - at })),
    reset() {
      faults = [];
      puts = 0;
    },
  };
}
