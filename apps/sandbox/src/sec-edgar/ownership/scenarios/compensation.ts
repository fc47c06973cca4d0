// Scenarios of awards, exercises and tax withholding, for invented filings.

import { option, rightTo } from '../derivatives.ts';
import type { Row } from '../filing.ts';
import { transactionRow } from '../rows.ts';
import { drawPrice, drawShares, footnoteOnly, mainTitle, type Scene, valued } from '../scene.ts';

const optionTitles = [
  'Stock Option (Right to Buy)',
  'Employee Stock Option (right to buy)',
  'Non-Qualified Stock Option',
];
const unit = 'Each restricted stock unit represents a contingent right to receive one share of common stock.';
const vesting = 'The restricted stock units vest in equal quarterly installments over four years.';

/** An option is exercised (a row in each table) and the shares are sold or partly kept back for taxes. */
export function exercise(scene: Scene): Row[] {
  const { draws } = scene;
  const shares = drawShares(scene, 500, 40_000);
  const derivative = option(scene, shares);
  const security = mainTitle(scene);
  const paid = derivative.conversionPrice.value ?? '0';
  const bought = transactionRow(scene, {
    security,
    code: 'M',
    acquiredDisposed: 'A',
    shares,
    price: valued(scene, paid),
  });
  const given = {
    security,
    code: draws.chance(0.7) ? 'S' : 'F',
    acquiredDisposed: 'D',
    shares,
    price: valued(scene, drawPrice(scene)),
  } as const;
  const exercised = {
    security: draws.pick(optionTitles),
    code: 'M',
    acquiredDisposed: 'D',
    shares,
    derivative,
  } as const;
  return [bought, transactionRow(scene, given), transactionRow(scene, { ...exercised, price: valued(scene, '0') })];
}

/** Restricted stock units become shares (a row in each table), some of which are kept back for taxes. */
export function vest(scene: Scene): Row[] {
  const shares = drawShares(scene, 100, 20_000);
  const kept = String(Math.floor(Number(shares) * 0.43));
  const security = mainTitle(scene);
  const noPrice = () => (scene.draws.chance(0.6) ? valued(scene, '0') : footnoteOnly(scene, unit));
  const units = { security: 'Restricted Stock Unit', code: 'M', acquiredDisposed: 'D', shares } as const;
  return [
    transactionRow(scene, { security, code: 'M', acquiredDisposed: 'A', shares, price: noPrice() }),
    transactionRow(scene, {
      security,
      code: 'F',
      acquiredDisposed: 'D',
      shares: kept,
      price: valued(scene, drawPrice(scene)),
    }),
    transactionRow(scene, { ...units, price: noPrice(), derivative: rightTo(scene, shares, unit, vesting) }),
  ];
}

/** Shares kept back for taxes when restricted stock vests. */
export function withholding(scene: Scene): Row[] {
  const shares = drawShares(scene, 20, 9000);
  const price = valued(scene, drawPrice(scene));
  return [transactionRow(scene, { security: mainTitle(scene), code: 'F', acquiredDisposed: 'D', shares, price })];
}

/** A grant of shares, of units or of options, for nothing. */
export function award(scene: Scene): Row[] {
  const shares = drawShares(scene, 100, 50_000);
  const grant = { code: 'A', acquiredDisposed: 'A', shares } as const;
  const price = scene.draws.chance(0.9) ? valued(scene, '0') : valued(scene, '0.00');
  const inShares = {
    ...grant,
    security: mainTitle(scene),
    price,
    shareNotes: scene.draws.chance(0.5) ? [vesting] : [],
  };
  const inOptions = { ...grant, security: scene.draws.pick(optionTitles), price, derivative: option(scene, shares) };
  return scene.draws.weighted([
    [() => [transactionRow(scene, inShares)], 5],
    [() => [transactionRow(scene, inOptions)], 2],
    [() => [transactionRow(scene, inShares), transactionRow(scene, inOptions)], 2],
  ])();
}
