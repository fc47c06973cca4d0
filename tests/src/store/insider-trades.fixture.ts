import type { OwnershipFiling } from '@tickermill/core';
import { makeFiling, makeOwner, makeTrade } from '@tickermill/testkit';

/** A draw from 0 up to a number, left out, the same for every seed. */
export function makeDraws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const codes = ['P', 'S', 'A', 'M', null] as const;
const prices = ['10.50', '0', '0.333333', null] as const;
const dates = ['2026-11-18', '2026-10-01', '2026-10-31', '0023-03-23', null] as const;

/** A filing as one might be: of three issuers and twelve insiders, up to ten of them together, some an amendment. */
export function drawFiling(draw: (below: number) => number, number: number): OwnershipFiling {
  const issuer = 1 + draw(3);
  const owners = Array.from({ length: draw(4) === 0 ? 10 : 1 + draw(2) }, (_, index) =>
    // Now and then a filing names the same owner twice.
    makeOwner({ cik: String(1_000_000 + ((draw(12) + index) % 12)).padStart(10, '0'), name: `Owner ${draw(3)}` }),
  );
  const isAmendment = draw(8) === 0;
  return makeFiling({
    accession: `0000000009-26-${String(number).padStart(6, '0')}`,
    form: isAmendment ? '4/A' : '4',
    originalFiledOn: isAmendment ? '2026-11-01' : null,
    issuer: {
      cik: String(issuer).padStart(10, '0'),
      name: `Issuer ${issuer}`,
      symbol: `I${issuer}`,
      foreignSymbol: null,
    },
    owners: owners as OwnershipFiling['owners'],
    transactions: Array.from({ length: draw(5) }, (_, index) =>
      makeTrade({
        line: index + 1,
        table: draw(4) === 0 ? 'derivative' : 'non-derivative',
        code: codes[draw(codes.length)] ?? null,
        date: dates[draw(dates.length)] ?? null,
        price: prices[draw(prices.length)] ?? null,
        shares: draw(9) === 0 ? null : `${draw(1_000)}.25`,
        acquiredDisposed: ([null, 'A', 'D', 'D'] as const)[draw(4)] ?? null,
      }),
    ),
  });
}
