import { found, nothing, type Outcome, type StepCall } from './collector.ts';

/**
 * What an answer for many targets means: the records of those it answered for, and for each other one a request alone,
 * once. `alone` makes that request; null where this answer is of one already.
 */
export function answeredTargets<T extends { readonly symbol: string }, R>(
  targets: readonly T[],
  recordOf: (target: T) => R | null,
  alone: ((target: T) => StepCall) | null,
): Outcome<R> {
  const missing: T[] = [];
  const records = targets.flatMap((target) => {
    const record = recordOf(target);
    if (record === null) missing.push(target);
    return record === null ? [] : [record];
  });
  if (records.length === 0 && alone === null) {
    return nothing(`the answer leaves ${missing.map(({ symbol }) => symbol).join(', ')} out, asked alone`);
  }
  return found({
    ...(records.length > 0 ? { records } : {}),
    ...(alone && missing.length > 0 ? { next: missing.map(alone) } : {}),
  });
}
