import type { OwnershipFiling } from '@tickermill/core';
import { storeFilings } from '@tickermill/store/datasets';
import { countTotals, tradeStatistics } from '@tickermill/store/insider-trades';
import { makeFiling, makeOwner, makeTrade, openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Random } from './amendment-world.fixture.ts';
import { seeded } from './ledger-world.fixture.ts';

const worlds = 40;
const seed = 1;

/**
 * Filings of a world: each draws by a number of its own, so that what fails is repeated with fewer and fewer of them. Some were
 * read before by an older parser, in another way; some arrive before the others.
 */
const world = fc.record({
  filings: fc.array(
    fc.record({
      number: fc.noShrink(fc.nat()),
      wasReadBefore: weighted(0.3),
      isEarly: fc.boolean(),
    }),
    { minLength: 1, maxLength: 14, size: 'max' },
  ),
  isCountedBetween: fc.boolean(),
});

function weighted(share: number): fc.Arbitrary<boolean> {
  return fc.nat({ max: 99 }).map((drawn) => drawn >= 100 * (1 - share));
}

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const cikOf = (number: number) => String(1_000_000 + number).padStart(10, '0');

/** A fund, its manager and its partner; one filing of two of them; two directors. */
const filers = [[1], [2], [3], [1, 2], [4], [5]];

function drawFiling(random: Random, number: number): OwnershipFiling {
  const filer = pick(random, filers);
  const isAmendment = random() < 0.15;
  const trades = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) =>
    makeTrade({
      line: index + 1,
      table: random() < 0.85 ? 'non-derivative' : 'derivative',
      date: pick(random, ['2026-11-18', '2026-11-18', '2026-12-01', null]),
      code: 'S',
      acquiredDisposed: 'D',
      price: pick(random, ['10', '10.0', null]),
      sharesAfter: pick(random, ['900', '900.00', '900', null]),
      ownership: pick(random, ['D', 'I', 'I']),
    }),
  );
  return makeFiling({
    accession: `0000000001-26-${String(number).padStart(6, '0')}`,
    form: isAmendment ? '4/A' : '4',
    filedOn: isAmendment ? '2026-12-03' : pick(random, ['2026-12-01', '2026-12-02']),
    originalFiledOn: isAmendment ? '2026-12-01' : null,
    filedAt: null,
    parserVersion: 2,
    owners: filer.map((owner) =>
      makeOwner({ cik: cikOf(owner), isTenPercentOwner: owner < 4 && random() < 0.7 }),
    ) as OwnershipFiling['owners'],
    transactions: trades,
  });
}

type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** A trade that counts as filed, as it stands in the database. */
interface Stored {
  readonly accession: string;
  readonly table: string;
  readonly line: number;
  readonly date: string | null;
  /** What equal trades have in common; null where a part of it is missing that must be there. */
  readonly facts: string | null;
  readonly ownership: string;
  readonly filedOn: string;
  readonly owners: string[];
  readonly isLarge: boolean;
  readonly same: string | null;
}

const nameOf = ({ accession, table, line }: Stored) => `${accession} ${table} ${line}`;

/** Which report each of these counts under: another reading of the rule, trade by trade. */
function naively(stored: readonly Stored[]): Map<string, string> {
  const places = new Map<string, Stored[]>();
  const inOrder = [...stored].sort((a, b) =>
    [a.filedOn, a.accession, a.line].join(' ') < [b.filedOn, b.accession, b.line].join(' ') ? -1 : 1,
  );
  const counts = new Map<string, Stored>(stored.map((trade) => [nameOf(trade), trade]));
  for (const trade of inOrder.filter(({ facts }) => facts !== null)) {
    const isOfFiler = (other: Stored) => other.owners.join() === trade.owners.join();
    for (let nth = 1; ; nth++) {
      const place = places.get(`${trade.facts} ${nth}`) ?? [];
      if (place.some(isOfFiler)) continue;
      places.set(`${trade.facts} ${nth}`, [...place, trade]);
      break;
    }
  }
  for (const place of places.values()) {
    if (place.filter(({ ownership, isLarge }) => ownership === 'D' && !isLarge).length > 1) continue;
    const first = place.find(({ ownership }) => ownership === 'D') ?? place[0];
    for (const trade of place) counts.set(nameOf(trade), first as Stored);
  }
  return new Map([...counts].map(([name, first]) => [name, nameOf(first)]));
}

describe('equal trades of several filers, in whatever order they arrive', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  const storedTrades = () => store.db.$queryRaw<Stored[]>`
    SELECT t.accession, table_name AS "table", line, transaction_date::text AS date, ownership, f.filed_on::text AS "filedOn",
      CASE WHEN num_nulls(transaction_date, shares_after) = 0
        THEN concat_ws(' ', table_name, transaction_date, trim_scale(price), trim_scale(shares_after)) END AS facts,
      ARRAY(SELECT DISTINCT owner_cik FROM filing_owners o WHERE o.accession = t.accession ORDER BY 1) AS owners,
      (SELECT bool_or(is_ten_percent_owner) FROM filing_owners o WHERE o.accession = t.accession) AS "isLarge",
      same_trade_as || ' ' || table_name || ' ' || same_trade_line AS same
    FROM counted_insider_trades t JOIN filings f USING (accession)`;

  /** How often the reports count, by what the key of each is. */
  const distinct = (
    stored: readonly Stored[],
    counts: ReadonlyMap<string, string>,
    keysOf: (of: Stored) => string[],
  ) => {
    const groups = new Map<string, Set<string>>();
    for (const trade of stored)
      for (const key of keysOf(trade))
        groups.set(key, (groups.get(key) ?? new Set()).add(counts.get(nameOf(trade)) ?? ''));
    return Object.fromEntries([...groups].map(([key, trades]) => [key, trades.size]));
  };

  it(`are linked and counted as a naive reading of ${worlds} worlds says`, async function () {
    this.timeout(10 * 60_000);
    let links = 0;
    const live = async ({ filings, isCountedBetween }: World) => {
      await store.db.$executeRaw`DELETE FROM filings`;
      const last = filings.map(({ number }, index) => drawFiling(seeded(number), index));
      const older = last.flatMap(({ accession, documentSha256 }, index) => {
        const { number, wasReadBefore } = filings[index] as World['filings'][number];
        const read = { ...drawFiling(seeded(number + 1), 0), accession, documentSha256, parserVersion: 1 };
        return wasReadBefore ? [read] : [];
      });
      for (const each of older) await store.sqlTransaction((tx) => storeFilings(tx, [each]));
      const early = last.filter((_, index) => filings[index]?.isEarly);
      await Promise.all(early.map((filing) => store.sqlTransaction((tx) => storeFilings(tx, [filing]))));
      if (isCountedBetween) await countTotals(store);
      await store.sqlTransaction((tx) => storeFilings(tx, last));

      const stored = await storedTrades();
      const counts = naively(stored);
      for (const trade of stored)
        expect(trade.same ?? nameOf(trade), nameOf(trade)).to.equal(counts.get(nameOf(trade)));
      links += stored.filter(({ same }) => same !== null).length;

      const page = { limit: 1_000, offset: 0 };
      const expectStatistics = async (asked: { owner?: string }, of: readonly Stored[]) => {
        for (const [groupBy, keysOf] of [
          ['ticker', () => ['0000320193']],
          ['insider', ({ owners }: Stored) => owners],
          ['month', ({ date }: Stored) => [date?.slice(0, 7) ?? 'null']],
        ] as const) {
          const { totals, items } = await tradeStatistics(store, { ...asked, groupBy }, page);
          expect(totals.trades, groupBy).to.equal(new Set(of.map((t) => counts.get(nameOf(t)))).size);
          const said = Object.fromEntries(items.map(({ key, trades }) => [String(key), trades]));
          expect(said, groupBy).to.deep.equal(distinct(of, counts, keysOf));
        }
      };
      const shares = stored.filter(({ table }) => table === 'non-derivative');
      const filed = await tradeStatistics(store, { groupBy: 'ticker', count: 'filed' }, page);
      expect(filed.totals.trades).to.equal(shares.length);
      await expectStatistics({}, shares);
      await countTotals(store);
      await expectStatistics({}, shares);
      for (const owner of [1, 2, 4].map(cikOf))
        await expectStatistics(
          { owner },
          shares.filter(({ owners }) => owners.includes(owner)),
        );
    };
    await fc.assert(fc.asyncProperty(world, live), { seed, numRuns: worlds });
    expect(links).to.be.greaterThan(worlds / 2);
  });
});
