import { addDays, type Decimal } from '@tickermill/core';
import type { Derivative } from './filing.ts';
import { footnoteOnly, mainTitle, type Scene, valued } from './scene.ts';

/** A stock option on so many shares: exercisable by a schedule that is often only in a footnote. */
export function option(scene: Scene, shares: Decimal): Derivative {
  const { draws } = scene;
  const expiration = addDays(scene.tradedOn, draws.int(200, 3650));
  const schedule = `The option vests in ${draws.pick(['three', 'four'])} equal annual installments.`;
  return {
    conversionPrice: valued(scene, (scene.price * (0.3 + draws.unit() * 0.6)).toFixed(2)),
    exerciseDate: draws.chance(0.7)
      ? footnoteOnly(scene, schedule)
      : valued(scene, addDays(expiration, -draws.pick([1461, 2557, 3287]))),
    expirationDate: valued(scene, expiration),
    underlyingTitle: valued(scene, mainTitle(scene)),
    underlying: { in: 'shares', field: valued(scene, shares) },
  };
}

/** A right to one share for each unit, without a price and without fixed dates: restricted stock units, class B shares. */
export function rightTo(scene: Scene, shares: Decimal, ...because: readonly [string, ...string[]]): Derivative {
  return {
    conversionPrice: footnoteOnly(scene, ...because),
    exerciseDate: footnoteOnly(scene, because[0]),
    expirationDate: footnoteOnly(scene, because[0]),
    underlyingTitle: valued(scene, mainTitle(scene)),
    underlying: { in: 'shares', field: valued(scene, shares) },
  };
}

/** A derivative that counts in dollars, such as units of a deferred compensation plan. */
export function worth(scene: Scene, value: Decimal): Derivative {
  const plan = 'Units of a deferred compensation plan, settled in cash after the end of service.';
  return { ...rightTo(scene, value, plan), underlying: { in: 'value', field: valued(scene, value) } };
}
