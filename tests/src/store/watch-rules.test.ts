import type { OwnershipFiling } from '@tickermill/core';
import { storeFilingsAndMatch } from '@tickermill/store/datasets';
import { addWatchRule, removeWatchRule, type WatchRule, watchMatches, watchRules } from '@tickermill/store/watch-rules';
import { makeFiling, makeOwner, makeTrade, openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { seeded } from './ledger-world.fixture.ts';

const anything: WatchRule = {
  instrumentIds: [],
  watchlist: null,
  codes: [],
  minValue: null,
  table: null,
  roles: [],
  cluster: null,
  createdBy: 'a test',
};
const page = { limit: 1_000, offset: 0 };

/** The nth filing of the nth insider. */
const filing = (number: number, insider: number, fields: Partial<OwnershipFiling> = {}) =>
  makeFiling({
    accession: `0000000001-26-${String(number).padStart(6, '0')}`,
    owners: [makeOwner({ cik: String(1_000_000 + insider).padStart(10, '0') })],
    ...fields,
  });

describe('watch rules', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  const add = async (rule: Partial<WatchRule>): Promise<bigint> => {
    const view = await addWatchRule(store.db, { ...anything, ...rule });
    if (!view) throw new Error('there is no such watchlist');
    return view.id;
  };
  const keep = (...filings: OwnershipFiling[]) => store.sqlTransaction((tx) => storeFilingsAndMatch(tx, filings));
  const matched = async (rule: bigint) =>
    ((await watchMatches(store.db, rule, page)) ?? []).map(({ accession }) => Number(accession.slice(-6))).sort();

  it('weigh shares, derivatives only where they are named, and both together only when asked', async () => {
    const rules = [null, 'non-derivative', 'derivative', 'all'] as const;
    for (const table of rules) await addWatchRule(store.db, { ...anything, minValue: '1000000', table });
    const warrants = makeTrade({ table: 'derivative', shares: '1000000', price: '16800000' });
    const transactions = [makeTrade({ shares: '1000', price: '5' }), warrants];
    await store.sqlTransaction((tx) => storeFilingsAndMatch(tx, [makeFiling({ transactions })]));
    const matched = await store.db.watchRuleMatch.findMany({ include: { rule: true }, orderBy: { ruleId: 'asc' } });
    expect(matched.map(({ rule, trades, value }) => [rule.table, trades, String(value)])).to.deep.equal([
      ['derivative', 1, '16800000000000'],
      ['all', 2, '16800000005000'],
    ]);
  });

  it('match by code, exact value and role, and name the filing', async () => {
    const rule = await add({ codes: ['P'], minValue: '1050.01', roles: ['officer'] });
    const officer = makeOwner({ isDirector: false, isOfficer: true, officerTitle: 'CFO', name: 'Roe Richard' });
    const lots = (price: string) => [
      makeTrade({ shares: '50', price }),
      makeTrade({ line: 2, shares: '50', price: '10.50' }),
      makeTrade({ line: 3, shares: '1000000', code: 'S' }),
      makeTrade({ line: 4, shares: '7', price: null }),
    ];
    await keep(
      filing(1, 1, { owners: [officer], transactions: lots('10.50') }), // a cent too little, in two lots
      filing(2, 1, { owners: [officer], transactions: lots('10.5002') }),
      filing(3, 2, { transactions: lots('10000') }), // of a director
      filing(4, 1, { owners: [officer], transactions: [] }),
    );
    const [match, ...more] = (await watchMatches(store.db, rule, page)) ?? [];
    expect(more).to.deep.equal([]);
    expect(match).to.include({ rule, form: '4', filedOn: '2026-11-19', trades: 3, insiders: 1 });
    expect(match).to.include({ accession: '0000000001-26-000002', value: '1050.0100' });
    expect(match?.issuer).to.deep.equal({ cik: '0000320193', name: 'Apple Inc.', symbol: 'AAPL' });
    expect(match?.owners).to.deep.equal([{ cik: '0001000001', name: 'Roe Richard' }]);
  });

  it('match the companies that are named, or that stand on a watchlist when the filing comes', async () => {
    const [apple] = await store.db.$queryRaw<{ id: bigint }[]>`
      INSERT INTO instruments (name, cik, listing_source) VALUES ('Apple Inc.', '0000320193', 'sec-edgar') RETURNING id`;
    const id = apple?.id ?? 0n;
    const list = await store.db.watchlist.create({ data: { name: 'mine' } });
    const ofApple = await add({ instrumentIds: [id] });
    const ofOther = await add({ instrumentIds: [id + 1n] });
    const ofList = await add({ watchlist: 'mine' });
    await keep(filing(1, 1));
    await store.db.watchlistItem.create({ data: { watchlistId: list.id, instrumentId: id } });
    await keep(filing(2, 1), filing(3, 1, { issuer: { ...makeFiling().issuer, cik: '0000000099' } }));
    expect(await matched(ofApple)).to.deep.equal([1, 2]);
    expect(await matched(ofOther)).to.deep.equal([]);
    expect(await matched(ofList)).to.deep.equal([2]);
    expect(await addWatchRule(store.db, { ...anything, watchlist: 'none' })).to.equal(null);
  });

  it('speak of filings that come after them, and go with their matches', async () => {
    await keep(filing(1, 1));
    const rule = await add({});
    await keep(filing(1, 1), filing(2, 1));
    await keep(filing(1, 1, { parserVersion: 2 }));
    expect(await matched(rule)).to.deep.equal([2]);
    expect((await watchRules(store.db, page))[0]).to.include({ id: rule, matches: 1, createdBy: 'a test' });
    expect(await removeWatchRule(store.db, rule)).to.equal(true);
    expect(await removeWatchRule(store.db, rule)).to.equal(false);
    expect(await watchMatches(store.db, rule, page)).to.equal(null);
    expect(await store.db.watchRuleMatch.count()).to.equal(0);
  });

  it('count insiders and not owners or filings towards a cluster, within its days', async () => {
    const rule = await add({ codes: ['P'], cluster: { insiders: 3, days: 10 } });
    const on = (date: string, fields: Partial<Parameters<typeof makeTrade>[0]> = {}) => ({
      transactions: [makeTrade({ date, ...fields })],
    });
    const three = [7, 8, 9].map((insider) => makeOwner({ cik: String(1_000_000 + insider).padStart(10, '0') }));
    await keep(filing(1, 1, on('2026-11-01')));
    await keep(filing(2, 1, on('2026-11-02'))); // the same one again
    await keep(filing(3, 7, { owners: three as OwnershipFiling['owners'], ...on('2026-11-03') })); // three, jointly
    await keep(filing(4, 3, on('2026-11-04', { code: 'S' }))); // sells
    await keep(filing(5, 4, on('2026-11-13'))); // the eleventh day from the third
    expect(await matched(rule)).to.deep.equal([]);
    await keep(filing(6, 5, on('2026-11-11')));
    expect(await matched(rule)).to.deep.equal([6]);
    const [{ insiders } = { insiders: 0 }] = (await watchMatches(store.db, rule, page)) ?? [];
    expect(insiders).to.equal(3);
  });

  it('find a cluster however its filings fall together', async () => {
    const rule = await add({ cluster: { insiders: 6, days: 1 } });
    await Promise.all(Array.from({ length: 6 }, (_, index) => keep(filing(index, index))));
    expect(await matched(rule)).to.have.length(1);
  });

  it('match each filing once, however often and in whatever order filings come', async () => {
    for (const seed of [1, 2, 3]) {
      const draw = seeded(seed);
      const below = (limit: number) => Math.floor(draw() * limit);
      const pick = <T>(items: readonly T[]) => items[below(items.length)] as T;
      const day = () => `2026-${pick(['10', '11'])}-${String(1 + below(28)).padStart(2, '0')}`;
      const filings = Array.from({ length: 24 }, (_, index) =>
        filing(seed * 1_000 + index, seed * 100 + below(5), {
          transactions: Array.from({ length: 1 + below(3) }, (_line, line) =>
            makeTrade({ line: line + 1, date: day(), code: pick(['P', 'S']), shares: String(line + 1), price: '10' }),
          ),
          issuer: { ...makeFiling().issuer, cik: pick([`000000000${seed}`, `000000001${seed}`]) },
        }),
      );
      const rules = [
        { codes: ['P'], minValue: '20', cluster: null },
        { codes: [], minValue: null, cluster: { insiders: 2, days: 3 } },
        { codes: ['P'], minValue: null, cluster: { insiders: 3, days: 20 } },
        { codes: ['S'], minValue: '30', cluster: { insiders: 2, days: 30 } },
      ];
      const ids = [];
      for (const rule of rules) ids.push(await add(rule));
      const order = Array.from({ length: 40 }, () => pick(filings));
      for (const one of order) await Promise.all([keep(one), keep(one)]);
      for (const [index, rule] of rules.entries()) {
        expect(await matched(ids[index] ?? 0n), `seed ${seed}, rule ${index}`).to.deep.equal(expected(order, rule));
      }
      for (const id of ids) await removeWatchRule(store.db, id);
    }
  });
});

type Judged = Pick<WatchRule, 'codes' | 'minValue' | 'cluster'>;

/** The filings that a rule should match, by going over them in the order in which each first came. */
function expected(order: readonly OwnershipFiling[], { codes, minValue, cluster }: Judged): number[] {
  const known: OwnershipFiling[] = [];
  const found: number[] = [];
  const wanted = ({ transactions }: OwnershipFiling) =>
    transactions.filter(({ code }) => codes.length === 0 || codes.includes(code ?? ''));
  const fits = (one: OwnershipFiling) => {
    const trades = wanted(one);
    const value = trades.reduce((sum, { shares, price }) => sum + Number(shares) * Number(price), 0);
    return trades.length > 0 && (minValue === null || value >= Number(minValue));
  };
  const days = (one: OwnershipFiling) => wanted(one).map(({ date }) => Date.parse(date ?? '') / 86_400_000);
  for (const one of order) {
    if (known.includes(one)) continue;
    known.push(one);
    if (!fits(one)) continue;
    const others = known.filter((other) => other.issuer.cik === one.issuer.cik && fits(other));
    const isClustered = others.flatMap(days).some((first) => {
      const isWithin = (day: number) => cluster !== null && day >= first && day < first + cluster.days;
      const insiders = new Set(
        others.filter((other) => days(other).some(isWithin)).map(({ owners }) => owners[0]?.cik),
      );
      return days(one).some(isWithin) && insiders.size >= (cluster?.insiders ?? 0);
    });
    if (cluster === null || isClustered) found.push(Number(one.accession.slice(-6)));
  }
  return found.sort();
}
