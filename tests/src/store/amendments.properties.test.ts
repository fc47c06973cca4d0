import type { OwnershipFiling } from '@tickermill/core';
import { insiderTradeTotals, storeFilings } from '@tickermill/store';
import {
  makeFiling,
  makeHolding,
  makeOwner,
  makeTrade,
  openScratchStore,
  type ScratchStore,
} from '@tickermill/testkit';
import { expect } from 'chai';
import { seeded } from './ledger-world.fixture.ts';
import { countedNaively, type Judged, judgeNaively } from './naive-amendments.fixture.ts';

const seeds = Number(process.env['AMENDMENT_SEEDS'] ?? 60);
const firstSeed = Number(process.env['AMENDMENT_SEED'] ?? 1);
const ordersPerSeed = 2;
const mostFilings = 14;
const mostAtOnce = 4;

// Few of everything, so that filings meet: a week with a holiday and a weekend, two issuers, three sets of owners.
const days = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-27', '2026-11-30', '2026-12-01'];
const statedDays = [...days, '2026-11-26', '2026-11-28', '0026-11-24', null];
const ownerSets = [['0001000001'], ['0001000002'], ['0001000002', '0001000001']];
const tables = ['non-derivative', 'derivative'] as const;

type Random = () => number;
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
function drawWorld(random: Random): { last: OwnershipFiling[]; older: OwnershipFiling[] } {
  const last = Array.from({ length: 3 + Math.floor(random() * (mostFilings - 2)) }, (_, number) => ({
    ...drawFiling(random, number),
    parserVersion: 2,
  }));
  const older = last
    .filter(() => random() < 0.25)
    .map(({ accession, documentSha256, filedAt }) => ({
      ...drawFiling(random, 0),
      ...{ accession, documentSha256, filedAt, parserVersion: 1 },
    }));
  return { last, older };
}

const shuffled = <T>(random: Random, items: readonly T[]): T[] =>
  items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

describe('amendments, in whatever order they arrive', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  const stored = () => store.db.$queryRaw<Judged[]>`
    SELECT accession, amends, amendment, array_remove(flags, 'date-out-of-range') AS flags, (
      SELECT coalesce(jsonb_object_agg(scope, superseded_by), '{}') FROM (
        SELECT DISTINCT 'trade ' || table_name AS scope, superseded_by FROM insider_trades WHERE accession = f.accession
        UNION SELECT DISTINCT 'holding ' || table_name, superseded_by FROM insider_holdings WHERE accession = f.accession) r
      ) AS "supersededBy"
    FROM filings f ORDER BY accession`;

  it(`end as a naive reading of ${seeds} worlds says, and are counted so`, async function () {
    this.timeout(10 * 60_000);
    const met = new Set<string>();
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const random = seeded(seed);
      const { last, older } = drawWorld(random);
      const expected = judgeNaively(last);
      for (let order = 0; order < ordersPerSeed; order++) {
        await store.db.$executeRaw`DELETE FROM filings`;
        // Every filing comes at last; what an older parser read may come before it, after it, or again.
        let arriving = shuffled(random, [...last, ...older, ...last.filter(() => random() < 0.3)]);
        while (arriving.length > 0) {
          const together = arriving.slice(0, 1 + Math.floor(random() * mostAtOnce));
          arriving = arriving.slice(together.length);
          if (random() < 0.2) await store.sqlTransaction((tx) => storeFilings(tx, unique(together)));
          else await Promise.all(together.map((filing) => store.sqlTransaction((tx) => storeFilings(tx, [filing]))));
        }
        const story = `AMENDMENT_SEED=${seed} AMENDMENT_SEEDS=1 repeats it`;
        expect(await stored(), story).to.deep.equal(expected);
        expect((await insiderTradeTotals(store.db)).trades, story).to.equal(countedNaively(last));
      }
      for (const { amendment, flags } of expected) for (const what of [amendment, ...flags]) met.add(String(what));
    }
    expect([...met]).to.include.members(['matched', 'ambiguous', 'unmatched', 'amendment-ambiguous']);
    expect([...met]).to.include.members(['amends-by-acceptance-day', 'amends-by-period', 'amends-by-neighbouring-day']);
  });
});

/** One reading of each filing, the newest: one answer never brings two. */
const unique = (filings: readonly OwnershipFiling[]): OwnershipFiling[] => [
  ...new Map(
    [...filings].sort((a, b) => a.parserVersion - b.parserVersion).map((each) => [each.accession, each]),
  ).values(),
];
