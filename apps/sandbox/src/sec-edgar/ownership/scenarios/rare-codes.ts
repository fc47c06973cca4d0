import { option, rightTo, worth } from '../derivatives.ts';
import type { Row } from '../filing.ts';
import { transactionRow } from '../rows.ts';
import { drawPrice, drawShares, footnoteOnly, mainTitle, type Scene, valued } from '../scene.ts';

type Code = readonly [code: string, acquiredDisposed: 'A' | 'D', weight: number];

const inTableOne: readonly Code[] = [
  ['J', 'A', 4],
  ['W', 'A', 3],
  ['D', 'D', 3],
  ['I', 'D', 2],
  ['L', 'A', 1],
  ['U', 'D', 1],
  ['Z', 'D', 1],
];
const inTableTwo: readonly Code[] = [
  ['X', 'D', 3],
  ['E', 'D', 1],
  ['H', 'D', 1],
  ['O', 'D', 1],
  ['J', 'A', 2],
];

/** One of the rarer codes in table I: wills, plans, tenders, voting trusts, "other". */
export function rareTransfer(scene: Scene): Row[] {
  const [code, acquiredDisposed] = drawCode(scene, inTableOne);
  const explained = `Reported under code ${code}; no price was agreed.`;
  const price = 'DIU'.includes(code) ? valued(scene, drawPrice(scene)) : footnoteOnly(scene, explained);
  const shares = drawShares(scene, 10, 25_000);
  return [transactionRow(scene, { security: mainTitle(scene), code, acquiredDisposed, shares, price })];
}

/** One of the rarer codes in table II; an exercise in the money (X) has its row in table I too. */
export function rareDerivative(scene: Scene): Row[] {
  const [code, acquiredDisposed] = drawCode(scene, inTableTwo);
  const shares = drawShares(scene, 100, 25_000);
  const derivative = option(scene, shares);
  const trade = { security: 'Warrant (right to buy)', code, acquiredDisposed, shares, derivative } as const;
  const row = () => transactionRow(scene, { ...trade, price: valued(scene, '0') });
  if (code !== 'X') return [row()];
  const paid = derivative.conversionPrice.value ?? '0';
  const got = { security: mainTitle(scene), code, acquiredDisposed: 'A', shares, price: valued(scene, paid) } as const;
  return [transactionRow(scene, got), row()];
}

/** Units of a deferred compensation plan, counted in shares or in dollars. */
export function deferral(scene: Scene): Row[] {
  const { draws } = scene;
  const trade = { security: 'Phantom Stock Units', code: draws.pick(['A', 'I']), acquiredDisposed: 'A' } as const;
  const shares = `${draws.int(1, 900)}.${draws.digits(3)}${draws.int(1, 9)}`;
  const explained = 'One unit is the economic equivalent of one share of common stock.';
  const derivative = draws.chance(0.4) ? worth(scene, `${shares.slice(0, -2)}`) : rightTo(scene, shares, explained);
  return [transactionRow(scene, { ...trade, shares, derivative, price: valued(scene, drawPrice(scene)) })];
}

function drawCode({ draws }: Scene, codes: readonly Code[]): Code {
  return draws.weighted(codes.map((code) => [code, code[2]] as const));
}
