import { option } from '../derivatives.ts';
import type { Row } from '../filing.ts';
import { holdingRow } from '../rows.ts';
import { drawShares, mainTitle, type Scene } from '../scene.ts';
import { drawNature } from './open-market.ts';

/** Holdings that a form reports beside its transactions: shares held indirectly, options without changes. */
export function besideTrades(scene: Scene): Row[] {
  const { draws } = scene;
  const rows: Row[] = [];
  if (draws.chance(0.3)) {
    for (const nature of naturesOf(scene, draws.int(1, 3))) rows.push(holdingRow(scene, mainTitle(scene), nature));
  }
  if (draws.chance(0.08)) rows.push(optionHolding(scene));
  return rows;
}

/** What a new insider owns, direct and indirect, in both tables. Never empty. */
export function initialHoldings(scene: Scene): Row[] {
  const { draws } = scene;
  const shares = draws.chance(0.85) ? [holdingRow(scene, mainTitle(scene))] : [];
  const indirect = naturesOf(scene, draws.chance(0.3) ? draws.int(1, 3) : 0);
  const options = Array.from({ length: draws.pick([0, 1, 1, 2, 6]) }, () => withoutAmount(optionHolding(scene)));
  const rows = [...shares, ...indirect.map((nature) => holdingRow(scene, mainTitle(scene), nature)), ...options];
  return rows.length > 0 ? rows : [holdingRow(scene, mainTitle(scene))];
}

/** A holding that was never reported before: a late row of Form 5. */
export function lateHolding(scene: Scene): Row {
  return { ...holdingRow(scene, mainTitle(scene), drawNature(scene)), holdingFormType: '3' };
}

function optionHolding(scene: Scene): Row {
  return holdingRow(scene, 'Stock Option (Right to Buy)', undefined, option(scene, drawShares(scene, 100, 60_000)));
}

/** Form 3 gives the amount of a derivative only by its underlying shares. */
const withoutAmount = (row: Row): Row => ({ ...row, owned: null });

function naturesOf(scene: Scene, count: number): readonly string[] {
  return [...new Set(Array.from({ length: count }, () => drawNature(scene)))];
}
