import type { Colour } from '@tickermill/store/quality';
import type { RollUpRule } from './check.ts';

/** A colour is confirmed when so many runs in a row have had it, or one beyond it. */
const runsToCross = 2;

const order: readonly Colour[] = ['green', 'yellow', 'red'];

/** The colour of so much. */
export const colourOf = (value: number, { yellow, red }: RollUpRule): Colour =>
  value > red ? 'red' : value > yellow ? 'yellow' : 'green';

/** A roll-up: its confirmed colour, and the one to which it may be about to change. */
export interface RollUp {
  readonly colour: Colour;
  readonly nextColour: Colour | null;
  readonly nextRuns: number;
}

/**
 * A roll-up after a run. It changes when two runs in a row agree that it is worse, or better, than confirmed, and then
 * as far as both agree: after a yellow and a red run it is yellow.
 */
export function rollUp(before: RollUp, seen: Colour): RollUp {
  const steps = order.indexOf(seen) - order.indexOf(before.colour);
  if (steps === 0) return { colour: before.colour, nextColour: null, nextRuns: 0 };
  const former = before.nextColour === null ? 0 : order.indexOf(before.nextColour) - order.indexOf(before.colour);
  const agrees = Math.sign(former) === Math.sign(steps);
  const least = agrees && Math.abs(former) < Math.abs(steps) ? former : steps;
  const runs = agrees ? before.nextRuns + 1 : 1;
  const next = order[order.indexOf(before.colour) + least] ?? seen;
  return runs < runsToCross
    ? { colour: before.colour, nextColour: next, nextRuns: runs }
    : { colour: next, nextColour: null, nextRuns: 0 };
}
