import { rightTo } from '../derivatives.ts';
import type { Row } from '../filing.ts';
import { transactionRow } from '../rows.ts';
import { drawPrice, drawShares, footnoteOnly, mainTitle, type Scene, valued } from '../scene.ts';

/** A gift: out of the hands of the reporting person, often into a trust in the next row. */
export function gift(scene: Scene): Row[] {
  const { draws } = scene;
  const shares = drawShares(scene, 50, 30_000);
  const security = mainTitle(scene);
  const price = draws.chance(0.8) ? valued(scene, '0') : footnoteOnly(scene, 'Bona fide gift for no consideration.');
  const given = transactionRow(scene, { security, code: 'G', acquiredDisposed: 'D', shares, price });
  if (draws.chance(0.5)) return [given];
  return [
    given,
    transactionRow(scene, { security, code: 'G', acquiredDisposed: 'A', shares, price, nature: 'By Trust' }),
  ];
}

/** Class B shares become class A shares, which are sold. Companies with one class convert preferred stock. */
export function conversion(scene: Scene): Row[] {
  const shares = drawShares(scene, 1000, 80_000);
  const security = mainTitle(scene);
  const from = scene.company.shareTitles[1] ?? 'Series A Convertible Preferred Stock';
  const terms = `Each share of ${from} is convertible at any time into one share of ${security} at the option of the holder.`;
  const nothing = () => valued(scene, '0');
  const derivative = rightTo(scene, shares, terms, 'The shares do not expire.');
  const rows = [transactionRow(scene, { security, code: 'C', acquiredDisposed: 'A', shares, price: nothing() })];
  if (scene.draws.chance(0.7)) {
    const price = valued(scene, drawPrice(scene));
    rows.push(transactionRow(scene, { security, code: 'S', acquiredDisposed: 'D', shares, price }));
  }
  const given = { security: from, code: 'C', acquiredDisposed: 'D', shares, price: nothing(), derivative } as const;
  return [...rows, transactionRow(scene, given)];
}

/** A fund sells, buys, or hands shares out to its partners. */
export function fundTrade(scene: Scene): Row[] {
  const { draws } = scene;
  const [code, acquiredDisposed] = draws.pick([
    ['S', 'D'],
    ['P', 'A'],
    ['J', 'D'],
  ] as const);
  const explained = 'Distribution in kind, without consideration, to the partners in proportion to their interests.';
  return scene.owners.slice(0, draws.int(1, 4)).map(({ name }) =>
    transactionRow(scene, {
      security: mainTitle(scene),
      code,
      acquiredDisposed,
      shares: drawShares(scene, 5000, 900_000),
      price: code === 'J' ? footnoteOnly(scene, explained) : valued(scene, drawPrice(scene)),
      nature: scene.owners.length > 1 && draws.chance(0.8) ? `By ${name}` : undefined,
    }),
  );
}
