import type { Row } from '../filing.ts';
import type { Scenario, Scene } from '../scene.ts';
import { award, exercise, vest, withholding } from './compensation.ts';
import { besideTrades, initialHoldings, lateHolding } from './holdings.ts';
import { purchases, sales } from './open-market.ts';
import { deferral, rareDerivative, rareTransfer } from './rare-codes.ts';
import { conversion, fundTrade, gift } from './transfers.ts';

// Weights by eye from some hundred real filings: pay and its taxes lead, then sales; the rest is rare.
const ofInsiders: readonly (readonly [Scenario, number])[] = [
  [sales, 22],
  [vest, 20],
  [award, 17],
  [exercise, 12],
  [withholding, 8],
  [purchases, 7],
  [gift, 5],
  [deferral, 3],
  [rareTransfer, 3],
  [rareDerivative, 2],
];

/** Rows of a Form 4. Funds and listed companies trade in bulk; insiders are paid, sell, buy and give. */
export function rowsOfForm4(scene: Scene): Row[] {
  const isInvestor = scene.owners[0].kind === 'entity';
  const scenarios = isInvestor
    ? ([[fundTrade, 1]] as const)
    : scene.company.hasTwoClasses
      ? [...ofInsiders, [conversion, 12] as const]
      : [...ofInsiders, [conversion, 1] as const];
  return inDocumentOrder([...scene.draws.weighted(scenarios)(scene), ...besideTrades(scene)]);
}

/** Rows of a Form 3: holdings alone. */
export function rowsOfForm3(scene: Scene): Row[] {
  return inDocumentOrder(initialHoldings(scene));
}

/** Rows of a Form 5: small transactions of the year, some that Form 4 should have had, some holdings alone. */
export function rowsOfForm5(scene: Scene): Row[] {
  const { draws } = scene;
  const exempt = draws.weighted<Scenario>([
    [gift, 5],
    [rareTransfer, 3],
    [purchases, 1],
  ])(scene);
  const asForm5 = exempt.map((row) => ({
    ...row,
    transaction: row.transaction && { ...row.transaction, formType: '5' as const },
  }));
  if (draws.chance(0.2)) return inDocumentOrder([lateHolding(scene), ...besideTrades(scene)]);
  return inDocumentOrder([...asForm5, ...besideTrades(scene), ...(draws.chance(0.1) ? [lateHolding(scene)] : [])]);
}

/** Table I before table II, otherwise as drawn: holdings may lie between transactions. */
function inDocumentOrder(rows: readonly Row[]): Row[] {
  return [...rows.filter((row) => !row.derivative), ...rows.filter((row) => row.derivative)];
}
