import type { OwnershipFiling } from '@tickermill/core';
import { makeFiling, makeHolding, makeOwner, makeTrade } from '@tickermill/testkit';

const maxFilings = 14;

// Few of everything, so that filings meet: a week with a holiday and a weekend, two issuers, three sets of owners.
const days = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-27', '2026-11-30', '2026-12-01'];
/** Originals come first, mostly: else few amendments have one. */
const [originalDays, amendmentDays] = [days.slice(0, 3), days.slice(1)];
const statedDays = [...originalDays, ...days, '2026-11-26', '2026-11-28', '0026-11-24', null];
const ownerSets = [['0001000001'], ['0001000001'], ['0001000002'], ['0001000002', '0001000001']];
const tables = ['non-derivative', 'derivative'] as const;

export type Random = () => number;
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

/** A filing; of amendments most are about one of `earlier`. */
function drawFiling(random: Random, number: number, earlier: readonly OwnershipFiling[] = []): OwnershipFiling {
  const isAmendment = random() < 0.55;
  const filedOn = pick(random, isAmendment ? amendmentDays : originalDays);
  const evening = pick(
    random,
    days.filter((day) => day <= filedOn),
  );
  const rows = <R>(make: (fields: { table: (typeof tables)[number]; line: number }) => R) =>
    tables.flatMap((table) =>
      random() < 0.5 ? [1, 2].slice(0, 1 + Math.floor(random() * 2)).map((line) => make({ table, line })) : [],
    );
  const owners = pick(random, ownerSets).map((cik) => makeOwner({ cik }));
  const amended = isAmendment && earlier.length > 0 && random() < 0.6 ? pick(random, earlier) : null;
  const period = amended && random() < 0.7 ? amended.period : random() < 0.1 ? null : pick(random, days);
  const stated = pick(
    random,
    amended ? [amended.filedOn, amended.filedOn, period, pick(random, statedDays)] : statedDays,
  );
  return makeFiling({
    accession: `0000000001-26-${String(number).padStart(6, '0')}`,
    form: `${amended?.form[0] ?? pick(random, ['4', '4', '4', '5'] as const)}${isAmendment ? '/A' : ''}` as OwnershipFiling['form'],
    issuer: amended?.issuer ?? {
      cik: pick(random, ['0000320193', '0000320193', '0000789019']),
      name: null,
      symbol: null,
      foreignSymbol: null,
    },
    owners: amended?.owners ?? (owners as OwnershipFiling['owners']),
    filedOn,
    // Some say when they were accepted: on their day, or on the evening of an earlier one.
    filedAt:
      random() < 0.3 ? null : `${random() < 0.8 ? filedOn : evening}T${pick(random, ['15', '17', '23'])}:00:00.000Z`,
    period,
    originalFiledOn: isAmendment ? stated : null,
    // Sales of which some are those of another filing, some go on from one, and some neither.
    transactions: rows((fields) =>
      makeTrade({
        ...fields,
        date: '2026-11-20',
        code: 'S',
        acquiredDisposed: 'D',
        shares: pick(random, ['50', '100']),
        price: String(10 + Math.floor(random() * 12)),
        sharesAfter: pick(random, ['1000', '950', '900', '850', '800', '750', null]),
        ownership: pick(random, ['D', 'D', 'D', 'I']),
      }),
    ),
    holdings: rows(makeHolding),
  });
}

/** Filings of a small world, as they are at last, and some as an older parser had read them: with other rows or owners. */
export function drawWorld(random: Random): { last: OwnershipFiling[]; older: OwnershipFiling[] } {
  const last: OwnershipFiling[] = [];
  const count = 3 + Math.floor(random() * (maxFilings - 2));
  while (last.length < count) last.push({ ...drawFiling(random, last.length, last), parserVersion: 2 });
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
