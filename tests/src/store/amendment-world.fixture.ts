import type { OwnershipFiling } from '@tickermill/core';
import { makeFiling, makeHolding, makeOwner, makeTrade } from '@tickermill/testkit';

const maxFilings = 14;

// Few of everything, so that filings meet: a week with a holiday and a weekend, two issuers, three sets of owners.
const days = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-27', '2026-11-30', '2026-12-01'];
const statedDays = [...days, '2026-11-26', '2026-11-28', '0026-11-24', null];
const ownerSets = [['0001000001'], ['0001000002'], ['0001000002', '0001000001']];
const tables = ['non-derivative', 'derivative'] as const;

export type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

function drawFiling(random: Random, number: number): OwnershipFiling {
  const filedOn = pick(random, days);
  const evening = pick(
    random,
    days.filter((day) => day <= filedOn),
  );
  const isAmendment = random() < 0.55;
  const rows = <R>(make: (fields: { table: (typeof tables)[number]; line: number }) => R) =>
    tables.flatMap((table) =>
      random() < 0.4 ? [1, 2].slice(0, 1 + Math.floor(random() * 2)).map((line) => make({ table, line })) : [],
    );
  const owners = pick(random, ownerSets).map((cik) => makeOwner({ cik }));
  return makeFiling({
    accession: `0000000001-26-${String(number).padStart(6, '0')}`,
    form: `${pick(random, ['4', '4', '4', '5'] as const)}${isAmendment ? '/A' : ''}` as OwnershipFiling['form'],
    issuer: {
      cik: pick(random, ['0000320193', '0000320193', '0000789019']),
      name: null,
      symbol: null,
      foreignSymbol: null,
    },
    owners: owners as OwnershipFiling['owners'],
    filedOn,
    // Some say when they were accepted: on their day, or on the evening of an earlier one.
    filedAt:
      random() < 0.3 ? null : `${random() < 0.8 ? filedOn : evening}T${pick(random, ['15', '17', '23'])}:00:00.000Z`,
    period: random() < 0.1 ? null : pick(random, days),
    originalFiledOn: isAmendment ? pick(random, statedDays) : null,
    transactions: rows((fields) => makeTrade({ ...fields, date: '2026-11-20' })),
    holdings: rows(makeHolding),
  });
}

/** Filings of a small world, as they are at last, and some as an older parser had read them: with other rows or owners. */
export function drawWorld(random: Random): { last: OwnershipFiling[]; older: OwnershipFiling[] } {
  const last = Array.from({ length: 3 + Math.floor(random() * (maxFilings - 2)) }, (_, number) => ({
    ...drawFiling(random, number),
    parserVersion: 2,
  }));
  const older = last
    .filter(() => random() < 0.25)
    .map(({ accession, documentSha256, filedAt }) => ({
      ...drawFiling(random, 0),
      accession,
      documentSha256,
      filedAt,
      parserVersion: 1,
    }));
  return { last, older };
}
