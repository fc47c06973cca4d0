import { addDays } from '@tickermill/core';
import { isFilingDay } from '../../../market/filing-days.ts';
import type { Row } from '../filing.ts';
import { type Trade, transactionRow } from '../rows.ts';
import { drawPrice, drawShares, footnoteOnly, mainTitle, type Scene, valued } from '../scene.ts';

/** Sales at several prices, some of them weighted averages explained in footnotes. */
export function sales(scene: Scene): Row[] {
  return trades(scene, { code: 'S', acquiredDisposed: 'D' }, scene.draws.int(1, 6));
}

/** Purchases in the open market. */
export function purchases(scene: Scene): Row[] {
  return trades(scene, { code: 'P', acquiredDisposed: 'A' }, scene.draws.int(1, 3));
}

function trades(scene: Scene, side: Pick<Trade, 'code' | 'acquiredDisposed'>, count: number): Row[] {
  const { draws } = scene;
  const nature = draws.chance(0.2) ? drawNature(scene) : undefined;
  const perRow = 60_000 / count;
  return Array.from({ length: count }, (_, nth) => {
    const next = addDays(scene.tradedOn, 1);
    const date = nth > 0 && next <= scene.filedOn && isFilingDay(next) && draws.chance(0.3) ? next : scene.tradedOn;
    const shares = drawShares(scene, 10, perRow);
    return transactionRow(scene, {
      ...side,
      security: mainTitle(scene),
      shares,
      price: marketPrice(scene),
      date,
      nature,
    });
  });
}

function marketPrice(scene: Scene) {
  const { draws } = scene;
  const price = drawPrice(scene);
  const [low, high] = [Number(price) * 0.995, Number(price) * 1.005];
  const range = `The price is a weighted average; the shares changed hands at $${low.toFixed(4)} to $${high.toFixed(4)}, inclusive.`;
  const promise =
    'Full information about the number of shares at each price will be given to the SEC staff upon request.';
  if (draws.chance(0.02)) return footnoteOnly(scene, range);
  return valued(scene, price, ...(draws.chance(0.35) ? [range, promise].slice(0, draws.int(1, 2)) : []));
}

/** How shares are held indirectly. */
export function drawNature({ draws }: Pick<Scene, 'draws'>): string {
  return draws.pick([
    'By Trust',
    'By Spouse',
    'By 401(k) Plan',
    'By Family Limited Partnership',
    "By Children's Trust",
  ]);
}
