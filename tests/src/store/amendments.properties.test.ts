import type { OwnershipFiling } from '@tickermill/core';
import { storeFilings } from '@tickermill/store/datasets';
import { insiderTradeTotals } from '@tickermill/store/ledger';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { drawWorld, type Random } from './amendment-world.fixture.ts';
import { seeded } from './ledger-world.fixture.ts';
import { countedNaively, type Judged, judgedIn, judgeNaively } from './naive-amendments.fixture.ts';

const seeds = Number(process.env['AMENDMENT_SEEDS'] ?? 60);
const firstSeed = Number(process.env['AMENDMENT_SEED'] ?? 1);
const ordersPerSeed = 2;
const maxAtOnce = 4;

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
          const together = arriving.slice(0, 1 + Math.floor(random() * maxAtOnce));
          arriving = arriving.slice(together.length);
          if (random() < 0.2) await store.sqlTransaction((tx) => storeFilings(tx, unique(together)));
          else await Promise.all(together.map((filing) => store.sqlTransaction((tx) => storeFilings(tx, [filing]))));
        }
        const story = `AMENDMENT_SEED=${seed} AMENDMENT_SEEDS=1 repeats it`;
        expect(await judgedIn(store), story).to.deep.equal(expected);
        expect((await insiderTradeTotals(store.db)).trades, story).to.equal(countedNaively(last));
      }
      for (const { amendment, flags } of expected) for (const what of [amendment, ...flags]) met.add(String(what));
      if (expected.some((each) => adds(each, expected))) met.add('adds a forgotten line');
    }
    expect([...met]).to.include.members(['matched', 'ambiguous', 'unmatched', 'amendment-ambiguous']);
    expect([...met]).to.include.members(['amends-by-acceptance-day', 'amends-by-period', 'amends-by-neighbouring-day']);
    expect([...met]).to.include.members(['amendment-unclear', 'adds a forgotten line']);
  });
});

/** Whether an amendment has trades of a table and supersedes nothing in it. */
const adds = ({ amendment, amends, supersededBy }: Judged, all: readonly Judged[]): boolean => {
  const original = all.find(({ accession }) => accession === amends)?.supersededBy ?? {};
  const scopes = Object.keys(supersededBy).filter((scope) => scope.startsWith('trade'));
  return amendment === 'matched' && scopes.some((scope) => original[scope] === null);
};

/** One reading of each filing, the newest: one answer never brings two. */
const unique = (filings: readonly OwnershipFiling[]): OwnershipFiling[] => [
  ...new Map(
    [...filings].sort((a, b) => a.parserVersion - b.parserVersion).map((each) => [each.accession, each]),
  ).values(),
];
