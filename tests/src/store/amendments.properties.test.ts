import type { OwnershipFiling } from '@tickermill/core';
import { storeFilings } from '@tickermill/store/datasets';
import { insiderTradeTotals } from '@tickermill/store/ledger';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import fc from 'fast-check';
import { drawWorld } from './amendment-world.fixture.ts';
import { seeded } from './ledger-world.fixture.ts';
import { countedNaively, type Judged, judgedIn, judgeNaively } from './naive-amendments.fixture.ts';

const worlds = Number(process.env['AMENDMENT_WORLDS'] ?? 120);
const seed = Number(process.env['AMENDMENT_SEED'] ?? 1);
const maxAtOnce = 4;

/**
 * Readings of a world in the order in which they arrive, some of them together. What fails is repeated with fewer and fewer
 * of them, so that a failure shows the filings that it needs.
 */
const arrivals = fc.noShrink(fc.integer()).chain((number) => {
  const { last, older } = drawWorld(seeded(number));
  // What an older parser read may come before the last reading, after it, or alone; a reading may come twice.
  const readings = [...last, ...older, ...last.slice(0, last.length / 3)];
  const places = readings.map(() => fc.record({ isThere: fc.noBias(fc.nat(9)), order: fc.noShrink(fc.nat()) }));
  return fc.record({
    arriving: fc.tuple(...places).map((drawn) =>
      readings
        .map((reading, nth) => ({ reading, isThere: drawn[nth]?.isThere !== 0, order: drawn[nth]?.order ?? 0 }))
        .filter(({ isThere }) => isThere)
        .sort((a, b) => a.order - b.order)
        .map(({ reading }) => reading),
    ),
    together: fc.array(fc.record({ count: fc.integer({ min: 1, max: maxAtOnce }), isOneAnswer: fc.boolean() })),
  });
});

describe('amendments, in whatever order they arrive', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  it(`end as a naive reading of ${worlds} worlds says, and are counted so`, async function () {
    this.timeout(10 * 60_000);
    const met = new Set<string>();
    const property = fc.asyncProperty(arrivals, async ({ arriving, together }) => {
      await store.db.$executeRaw`DELETE FROM filings`;
      for (let [at, group] = [0, 0]; at < arriving.length; group++) {
        const { count, isOneAnswer } = together[group] ?? { count: 1, isOneAnswer: false };
        const some = arriving.slice(at, at + count);
        if (isOneAnswer) await store.sqlTransaction((tx) => storeFilings(tx, newest(some)));
        else await Promise.all(some.map((filing) => store.sqlTransaction((tx) => storeFilings(tx, [filing]))));
        at += count;
      }
      const last = newest(arriving);
      const expected = judgeNaively(last).sort((a, b) => (a.accession < b.accession ? -1 : 1));
      expect(await judgedIn(store)).to.deep.equal(expected);
      expect((await insiderTradeTotals(store.db)).trades).to.equal(countedNaively(last));
      for (const { amendment, flags } of expected) for (const what of [amendment, ...flags]) met.add(String(what));
      if (expected.some((each) => adds(each, expected))) met.add('adds a forgotten line');
    });
    await fc.assert(property, { seed, numRuns: worlds });
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

/** One reading of each filing, the newest. */
const newest = (filings: readonly OwnershipFiling[]): OwnershipFiling[] => [
  ...new Map(
    [...filings].sort((a, b) => a.parserVersion - b.parserVersion).map((each) => [each.accession, each]),
  ).values(),
];
