import type { OwnershipFiling } from '@tickermill/core';
import { storeFilings } from '@tickermill/store/datasets';
import {
  everyTrade,
  type ListedTrade,
  listTrades,
  type TradeSort,
  tradeStatistics,
} from '@tickermill/store/insider-trades';
import { makeFiling, makeOwner, makeTrade, openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { drawFiling, makeDraws } from './insider-trades.fixture.ts';

const sorts: TradeSort[] = ['-date', 'date', '-value', 'value', '-filed_at', 'filed_at'];
const keyOf = ({ accession, table, line }: ListedTrade) => `${accession} ${table} ${line}`;

describe('the list of insider trades', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  const keep = (...filings: OwnershipFiling[]) => store.transaction((tx) => storeFilings(tx, filings));
  const plain = { sort: '-date', includeSuperseded: false } as const;
  const listed = async (which: Partial<Parameters<typeof listTrades>[1]>) =>
    (await listTrades(store, { ...plain, ...which }, { limit: 1_000, offset: 0 })).items;

  it('shows of a trade what was filed, digit by digit', async () => {
    const owners = [
      makeOwner({ cik: '0001000007', name: 'Fund L.P.', isDirector: false, isTenPercentOwner: true }),
      makeOwner({ cik: '0001000008', name: "O'Neil Jane", isOfficer: true, officerTitle: 'CEO' }),
    ] as OwnershipFiling['owners'];
    const trade = makeTrade({ shares: '1234567.000001', price: '0.10', nature: 'By trust', deemedDate: '2026-11-17' });
    await keep(makeFiling({ accession: '0000000002-26-000001', owners, transactions: [trade], filedAt: null }));
    const [row] = await listed({ issuers: ['0000320193'] });
    expect(row).to.deep.equal({
      tickers: [],
      issuerCik: '0000320193',
      issuerName: 'Apple Inc.',
      accession: '0000000002-26-000001',
      form: '4',
      table: 'non-derivative',
      line: 1,
      security: 'Common Stock',
      date: '2026-11-18',
      deemedDate: '2026-11-17',
      code: 'P',
      acquiredDisposed: 'A',
      shares: '1234567.000001',
      price: '0.10',
      value: '123456.70000010',
      sharesAfter: '1000',
      ownership: 'D',
      nature: 'By trust',
      is10b5_1: false,
      filedOn: '2026-11-19',
      filedAt: null,
      flags: [],
      supersededBy: null,
      sameTradeAs: null,
      sameTradeLine: null,
      counted: true,
      owners: [
        { cik: '0001000007', name: 'Fund L.P.', roles: ['ten-percent-owner'], title: null },
        { cik: '0001000008', name: "O'Neil Jane", roles: ['director', 'officer'], title: 'CEO' },
      ],
      url: 'https://www.sec.gov/Archives/edgar/data/320193/0000000002-26-000001.txt',
    });
    for (const owner of ["o'neil", 'O_NEIL', '1000007', '0001000008', 'fund l.p']) {
      const found = (await listed({ owner })).map(keyOf);
      expect(found, owner).to.deep.equal(owner.includes('_') ? [] : ['0000000002-26-000001 non-derivative 1']);
    }
    expect(await listed({ owner: 'fund', role: 'officer' })).to.deep.equal([]);
    expect(await listed({ owner: 'fund', role: 'ten-percent-owner' })).to.have.length(1);
  });

  describe('of many', () => {
    before(async () => {
      await store.close();
      store = await openScratchStore();
      const draw = makeDraws(11);
      for (let number = 0; number < 120; number++) {
        const filedOn = `2026-11-${String(1 + draw(28)).padStart(2, '0')}`;
        const filedAt = draw(3) === 0 ? null : `${filedOn}T2${draw(4)}:00:00.000Z`;
        await keep({ ...drawFiling(draw, number), filedOn, filedAt });
      }
    });

    for (const sort of sorts) {
      it(`comes in the same order page by page, batch by batch and at once: ${sort}`, async () => {
        const whole = await listed({ sort });
        const pages: ListedTrade[] = [];
        let hasMore = true;
        for (let offset = 0; hasMore; offset += 7) {
          const page = await listTrades(store, { ...plain, sort }, { limit: 7, offset });
          pages.push(...page.items);
          ({ hasMore } = page);
        }
        expect(pages).to.deep.equal(whole);
        const valuesOf: Record<string, (row: ListedTrade) => string> = {
          // A date that is not given, or cannot be, stands last in both directions.
          date: ({ date, flags }) => (date === null || flags.length > 0 ? (sort === 'date' ? '~' : '') : date),
          value: ({ value }) => (value === null ? '' : Number(value).toFixed(6).padStart(30, '0')),
          filed_at: ({ filedAt, filedOn }) => filedAt ?? `${filedOn}T00:00:00.000Z`,
        };
        const values = whole.map(valuesOf[sort.replace('-', '')] as (row: ListedTrade) => string);
        const sorted = [...values].sort();
        expect(values).to.deep.equal(sort.startsWith('-') ? sorted.reverse() : sorted);
      });
    }

    it('leaves out what no statistic counts, unless it is asked for', async () => {
      const [restated] = await listed({});
      const { accession = '' } = restated ?? {};
      await store.db.insiderTrade.updateMany({ where: { accession }, data: { supersededBy: '0000000009-26-999999' } });
      const [counted, everything] = [await listed({}), await listed({ includeSuperseded: true })];
      expect(counted.some((row) => row.accession === accession || row.form === '4/A')).to.equal(false);
      const left = everything.filter((row) => !counted.some((one) => keyOf(one) === keyOf(row)));
      expect(left.every((row) => row.form === '4/A' || row.supersededBy === '0000000009-26-999999')).to.equal(true);
      expect(left.filter(({ form }) => form === '4/A')).to.have.length.greaterThan(3);
    });

    it('shows what each filter means', async () => {
      const everything = await listed({});
      const expectOnly = async (
        which: Partial<Parameters<typeof listTrades>[1]>,
        fits: (row: ListedTrade) => boolean,
      ) => {
        const expected = everything.filter(fits).map(keyOf);
        expect(expected.length, JSON.stringify(which)).to.be.greaterThan(0);
        expect((await listed(which)).map(keyOf), JSON.stringify(which)).to.deep.equal(expected);
      };
      await expectOnly({ issuers: ['0000000002'] }, (row) => row.issuerCik === '0000000002');
      await expectOnly({ code: 'S' }, (row) => row.code === 'S');
      await expectOnly({ table: 'derivative' }, (row) => row.table === 'derivative');
      await expectOnly({ from: '2026-10-01', to: '2026-10-31' }, ({ date }) => date?.startsWith('2026-10') ?? false);
      await expectOnly({ to: '2026-10-01' }, ({ date }) => date === '2026-10-01');
      await expectOnly({ filedFrom: '2026-11-20' }, ({ filedOn }) => filedOn >= '2026-11-20');
      await expectOnly(
        { filedFrom: '2026-11-10', filedTo: '2026-11-20' },
        ({ filedOn }) => filedOn >= '2026-11-10' && filedOn <= '2026-11-20',
      );
      await expectOnly({ minValue: '2000.5' }, ({ value }) => Number(value) >= 2_000.5);
      await expectOnly({ owner: '1000003' }, ({ owners }) => owners.some(({ cik }) => cik === '0001000003'));
      await expectOnly({ role: 'director' }, () => true);
    });
  });

  it('puts a date that cannot be last, by whichever end it is ordered, and flags that row alone', async () => {
    const issuers = ['0000000888'];
    const dates = ['0026-11-27', '2026-11-18', '2926-11-18', null, '2026-12-24', '2026-11-17'];
    const transactions = dates.map((date, index) => makeTrade({ line: index + 1, date, shares: `${index + 1}` }));
    const issuer = { cik: '0000000888', name: 'Odd', symbol: 'ODD', foreignSymbol: null };
    await keep(makeFiling({ accession: '0000000008-26-000001', issuer, transactions }));
    const datesOf = (rows: readonly ListedTrade[]) => rows.map(({ date }) => date);
    const [latest, earliest] = [await listed({ issuers }), await listed({ issuers, sort: 'date' })];
    expect(datesOf(latest).slice(0, 2)).to.deep.equal(['2026-11-18', '2026-11-17']);
    expect(datesOf(earliest).slice(0, 2)).to.deep.equal(['2026-11-17', '2026-11-18']);
    expect(datesOf(latest.filter(({ flags }) => flags.includes('date-out-of-range'))).sort()).to.deep.equal([
      '0026-11-27',
      '2026-12-24',
      '2926-11-18',
    ]);
    for (let offset = 0; offset < 8; offset++) {
      const page = await listTrades(store, { ...plain, issuers, sort: 'date' }, { limit: 2, offset });
      expect([datesOf(page.items), page.hasMore]).to.deep.equal([
        datesOf(earliest).slice(offset, offset + 2),
        offset + 2 < dates.length,
      ]);
    }
    expect(datesOf(await listed({ issuers, to: '2026-11-30' }))).to.deep.equal(['2026-11-18', '2026-11-17']);
    const { items } = await tradeStatistics(store, { issuers, groupBy: 'month' }, { limit: 10, offset: 0 });
    expect(items.map(({ key, trades }) => [key, trades])).to.deep.equal([
      ['2026-11', 2],
      [null, 4],
    ]);
    const byMonth = { issuers, groupBy: 'month', sort: 'key' } as const;
    const ascending = await tradeStatistics(store, byMonth, { limit: 10, offset: 0 });
    expect(ascending.items.map(({ key }) => key)).to.deep.equal(['2026-11', null]);
  });

  it('hands out batch by batch, each row once, and larger ones to whoever keeps up', async () => {
    const filings = Array.from({ length: 1_100 }, (_, index) =>
      makeFiling({
        accession: `0000000005-26-${String(index).padStart(6, '0')}`,
        issuer: { cik: '0000000777', name: 'Many', symbol: 'MANY', foreignSymbol: null },
        transactions: [makeTrade({ date: index % 3 === 0 ? null : '2026-11-18' }), makeTrade({ line: 2, date: null })],
      }),
    );
    await keep(...filings);
    /** The sizes of the batches for a reader that takes so long for each. */
    async function sizesFor(readMs: number): Promise<number[]> {
      const sizes: number[] = [];
      const keys = new Set<string>();
      let now = 0;
      for await (const batch of everyTrade(store, { ...plain, issuers: ['0000000777'] }, () => now)) {
        sizes.push(batch.length);
        for (const row of batch) keys.add(keyOf(row));
        now += readMs;
      }
      expect(keys.size).to.equal(2_200);
      return sizes;
    }
    // While a reader keeps up, the next batch is read before it is known how long this one takes.
    expect(await sizesFor(500), 'keeps up').to.deep.equal([250, 500, 500, 500, 450]);
    expect(await sizesFor(501), 'is slow').to.deep.equal([...Array(8).fill(250), 200]);
  });

  it('finds by a name that many have', async () => {
    const owners = Array.from({ length: 600 }, (_, index) => ({
      cik: String(6_000_000 + index).padStart(10, '0'),
      name: `Common Name ${index}`,
      namedOn: new Date(0),
    }));
    await store.db.insider.createMany({ data: owners });
    const owner = makeOwner({ cik: '0006000599', name: 'Common Name 599' });
    await keep(makeFiling({ accession: '0000000006-26-000001', owners: [owner] }));
    expect((await listed({ owner: 'common name' })).map(({ accession }) => accession)).to.deep.equal([
      '0000000006-26-000001',
    ]);
  });
});
