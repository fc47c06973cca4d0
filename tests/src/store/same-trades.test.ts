import type { OwnershipFiling } from '@tickermill/core';
import { storeFilings } from '@tickermill/store/datasets';
import { countTotals, tradeStatistics } from '@tickermill/store/insider-trades';
import { makeFiling, makeOwner, makeTrade, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { type KeptFilings, onKeptFilings } from './kept-filings.fixture.ts';
import { openDatabaseBefore } from './older-database.fixture.ts';

const accession = (number: number) => `0000000001-26-${String(number).padStart(6, '0')}`;
const sale = (fields: Parameters<typeof makeTrade>[0] = {}) =>
  makeTrade({ code: 'S', acquiredDisposed: 'D', shares: '5000', price: '20', sharesAfter: '95000', ...fields });
const filed = (
  number: number,
  owner: Partial<OwnershipFiling['owners'][number]>,
  ...transactions: ReturnType<typeof sale>[]
) =>
  makeFiling({
    accession: accession(number),
    owners: [makeOwner({ cik: `000100000${number}`, isDirector: false, ...owner })],
    transactions,
  });
const large = { isTenPercentOwner: true };
/** A fund sells; its manager and its partner report the same sale. */
const chain = [
  filed(1, large, sale({ ownership: 'I', nature: 'By the fund' })),
  filed(2, large, sale({ ownership: 'D' })),
  filed(3, large, sale({ ownership: 'I', nature: 'See footnote' })),
];

describe('one trade that several filers report', () => {
  let store: ScratchStore;
  let keep: KeptFilings['keep'];
  let rows: KeptFilings['rows'];
  onKeptFilings((kept) => {
    ({ store, keep, rows } = kept);
  });

  const links = () =>
    rows<{ link: string | null }>(
      `SELECT right(same_trade_as, 1) || '.' || same_trade_line AS link FROM insider_trades ORDER BY accession, line`,
    ).then((all) => all.map(({ link }) => link));
  const sold = async (count?: 'filed') => {
    const { totals } = await tradeStatistics(
      store,
      { groupBy: 'ticker', ...(count && { count }) },
      { limit: 1, offset: 0 },
    );
    return [totals.trades, totals.valueDisposed];
  };

  it('counts once, under the filer that owns directly, and as filed when asked', async () => {
    await keep(...chain);
    expect(await links()).to.deep.equal(['2.1', null, '2.1']);
    for (const counting of [async () => 0, () => countTotals(store)]) {
      await counting();
      expect(await sold()).to.deep.equal([1, '100000']);
      expect(await sold('filed')).to.deep.equal([3, '300000']);
    }
  });

  it('leaves apart what differs in anything, or says nothing of the shares owned after', async () => {
    const differing = [{ date: '2026-11-17' }, { shares: '5001' }, { price: '20.01' }, { sharesAfter: '94999' }];
    const others = [
      { security: 'Class B' },
      { code: 'F' },
      { acquiredDisposed: 'A' },
      { table: 'derivative' },
    ] as const;
    for (const [index, fields] of [{}, ...differing, ...others].entries())
      await keep(filed(index + 1, large, sale({ ownership: 'I', ...fields })));
    expect(await links()).to.deep.equal(Array.from({ length: 9 }, () => null));
    await store.db.$executeRaw`DELETE FROM filings`;
    await keep(...[1, 2].map((number) => filed(number, large, sale({ ownership: 'I', sharesAfter: null }))));
    expect(await links()).to.deep.equal([null, null]);
  });

  it('keeps two equal trades of one filer two, in one filing or in two', async () => {
    const twice = (number: number) => filed(number, large, sale(), sale({ line: 2 }));
    await keep(twice(1), twice(2));
    expect(await links()).to.deep.equal([null, null, '1.1', '1.2']);
    const again = { ...filed(3, large, sale()), owners: twice(1).owners };
    await keep(again);
    expect(await links()).to.deep.equal([null, null, '1.1', '1.2', null]);
    expect(await sold()).to.deep.equal([3, '300000']);
  });

  it('leaves apart what two people own directly, as directors who are granted the same', async () => {
    const granted = makeTrade({ code: 'A', price: '0', sharesAfter: '100' });
    await keep(...[1, 2, 3].map((number) => filed(number, { isDirector: true }, granted)));
    expect(await links()).to.deep.equal([null, null, null]);
  });

  it('follows its reports: when an amendment restates the first, another counts', async () => {
    await keep(...chain);
    const [, fund] = chain;
    const amendment = {
      ...filed(4, large, sale({ shares: '6000', sharesAfter: '94000' })),
      owners: fund?.owners as OwnershipFiling['owners'],
      form: '4/A' as const,
      filedOn: '2026-12-01',
      filedAt: null,
      originalFiledOn: '2026-11-19',
    };
    await keep(amendment);
    expect(await links()).to.deep.equal([null, null, '1.1', null]);
    expect(await sold()).to.deep.equal([2, '220000']);
  });

  it('is linked by the migration where an older build has stored it, and its totals are counted anew', async () => {
    const older = await openDatabaseBefore('20261130142600_same_trades');
    try {
      await keep(...chain);
      for (const table of ['filings', 'insiders', 'filing_owners', 'insider_trades']) {
        const columns = await older.db.$queryRaw<{ name: string }[]>`
          SELECT quote_ident(column_name) AS name FROM information_schema.columns
          WHERE table_schema = 'public' AND table_name = ${table} AND is_generated = 'NEVER'`;
        const names = columns.map(({ name }) => name).join(', ');
        const [all] = await rows<{ json: string }>(`SELECT jsonb_agg(t)::text AS json FROM ${table} t`);
        await older.db.$executeRawUnsafe(
          `INSERT INTO ${table} (${names}) SELECT ${names} FROM jsonb_populate_recordset(NULL::${table}, $1::jsonb)`,
          all?.json,
        );
      }
      await older.db.$executeRaw`
        INSERT INTO insider_trade_totals (kind, code, key, counts, trades, trades_bought, trades_sold, trades_without_value,
          shares_bought, shares_sold, shares_net, value_bought, value_sold, value_net)
        VALUES ('month', '(all)', '2026-11', 'shares', 3, 0, 3, 0, 0, 15000, -15000, 0, 300000, -300000)`;
      await older.migrateOn();
      const linked = await older.db.$queryRaw`SELECT accession, same_trade_as AS same FROM insider_trades ORDER BY 1`;
      const same = accession(2);
      expect(linked).to.deep.equal([1, 2, 3].map((n) => ({ accession: accession(n), same: n === 2 ? null : same })));
      const trades = async () =>
        (await tradeStatistics(older, { groupBy: 'month' }, { limit: 1, offset: 0 })).totals.trades;
      expect(await trades()).to.equal(1);
      await countTotals(older);
      expect(await trades()).to.equal(1);
      await older.sqlTransaction((tx) => storeFilings(tx, chain));
    } finally {
      await older.close();
    }
  });
});
