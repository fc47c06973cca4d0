import { newestSchemaVersion, type OwnershipFiling } from '@tickermill/core';
import { storeFilings } from '@tickermill/store/datasets';
import { insiderTradeTotals } from '@tickermill/store/ledger';
import { makeFiling, makeHolding, makeOwner, makeTrade, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { type KeptFilings, onKeptFilings } from './kept-filings.fixture.ts';

type Sql = ScratchStore['sql'];

describe('storing insider trades', () => {
  let store: ScratchStore;
  let keep: KeptFilings['keepTogether'];
  let rows: KeptFilings['rows'];
  onKeptFilings((kept) => {
    ({ store, keepTogether: keep, rows } = kept);
  });

  it('writes every field of a filing exactly', async () => {
    const trade = makeTrade({
      table: 'derivative',
      line: 2,
      date: '0023-03-23',
      shares: '1234567.000001',
      price: '0.1',
      sharesAfter: null,
      valueAfter: '12.5',
      conversionPrice: '9007199254740993.25',
      expirationDate: '2035-01-06',
      underlying: 'Class B',
      underlyingShares: '.5',
      footnotesByField: { price: ['F1', 'F2'] },
    });
    await keep(
      makeFiling({ transactions: [trade], footnotes: { F1: 'first', F2: 'second' }, remarks: 'A & B', is10b5_1: null }),
    );
    const [row] = await rows<Record<string, unknown>>(
      `SELECT shares::text, price::text, value::text, shares_after, value_after::text, conversion_price::text, underlying_shares::text,
         transaction_date::text AS date, expiration_date::text, footnotes, line, table_name FROM insider_trades`,
    );
    expect(row).to.deep.equal({
      shares: '1234567.000001',
      price: '0.1',
      value: '123456.7000001',
      shares_after: null,
      value_after: '12.5',
      conversion_price: '9007199254740993.25',
      underlying_shares: '0.5',
      date: '0023-03-23',
      expiration_date: '2035-01-06',
      footnotes: { price: ['F1', 'F2'] },
      line: 2,
      table_name: 'derivative',
    });
    const [filing] = await rows<Record<string, unknown>>(
      'SELECT is_10b5_1, remarks, flags, footnotes, amendment FROM filings',
    );
    expect(filing).to.deep.equal({
      is_10b5_1: null,
      remarks: 'A & B',
      flags: ['date-out-of-range'],
      footnotes: { F1: 'first', F2: 'second' },
      amendment: null,
    });
  });

  it('leaves a value that is missing null, not zero', async () => {
    await keep(
      makeFiling({
        transactions: [makeTrade({ price: null }), makeTrade({ line: 2, shares: null, totalValue: '500' })],
      }),
    );
    const values = await rows('SELECT shares, price, value FROM insider_trades ORDER BY line');
    expect(values.map((row) => (row as { value: unknown }).value)).to.deep.equal([null, null]);
  });

  it('stores a filing once however often it comes', async () => {
    const first = await keep(makeFiling());
    const again = await keep(makeFiling());
    expect(first).to.deep.equal([{ target: '0000320193', records: 1, created: 1, updated: 0 }]);
    expect(again).to.deep.equal([{ target: '0000320193', records: 1, created: 0, updated: 0 }]);
    expect((await insiderTradeTotals(store.db)).trades).to.equal(1);
  });

  it('stores a filing once when two transactions write it at the same time', async () => {
    await Promise.all(
      Array.from({ length: 8 }, () => keep(makeFiling({ owners: [makeOwner(), makeOwner({ cik: '0001000002' })] }))),
    );
    expect(await rows('SELECT 1 FROM insider_trades')).to.have.length(1);
    expect(await rows('SELECT 1 FROM filing_owners')).to.have.length(2);
  });

  it('replaces the rows of a filing that a newer parser reads differently', async () => {
    await keep(makeFiling({ transactions: [makeTrade(), makeTrade({ line: 2 })], holdings: [makeHolding()] }));
    await keep(makeFiling({ transactions: [makeTrade({ shares: '7' })], parserVersion: 2 }));
    expect(await rows('SELECT line, shares::text FROM insider_trades')).to.deep.equal([{ line: 1, shares: '7' }]);
    expect(await rows('SELECT 1 FROM insider_holdings')).to.have.length(0);
  });

  it('counts the trades of a filing with ten owners once', async () => {
    const owners = Array.from({ length: 10 }, (_, index) =>
      makeOwner({ cik: String(1_000_001 + index).padStart(10, '0') }),
    );
    await keep(makeFiling({ owners: owners as OwnershipFiling['owners'] }));
    const totals = await insiderTradeTotals(store.db);
    expect(totals).to.include({ filings: 1, trades: 1, insiders: 10 });
  });

  it('keeps the days of an amendment as filed, and flags one that is out of range', async () => {
    const fields = { form: '4/A', originalFiledOn: '2026-11-20', filedOn: '2026-11-19' } as const;
    await keep(makeFiling(fields));
    const [row] = await rows(`SELECT flags, original_filed_on::text AS date FROM filings`);
    expect(row).to.deep.equal({ flags: ['date-out-of-range'], date: '2026-11-20' });
  });

  it('flags a schema version that is newer than any known, and publishes it once', async () => {
    const published = () =>
      rows<{ data: Record<string, unknown> }>(`SELECT data FROM events WHERE type = 'schema.newer' ORDER BY id`);
    const filing = (number: number, schemaVersion: string | null) =>
      makeFiling({ accession: `0000000001-26-00000${number}`, schemaVersion });
    await keep(filing(1, newestSchemaVersion));
    await keep(filing(2, null));
    expect(await published()).to.deep.equal([]);

    await Promise.all([keep(filing(3, 'X0701')), keep(filing(4, 'X0701')), keep(filing(5, 'X0701'))]);
    await keep(filing(3, 'X0701'));
    const [first, ...others] = await published();
    expect(others).to.deep.equal([]);
    expect(first?.data).to.deep.include({
      dataset: 'insider-trades',
      source: 'sec-edgar',
      schema_version: 'X0701',
      newest_known: newestSchemaVersion,
    });
    expect(first?.data['accession']).to.match(/00000[345]$/);

    await keep(filing(6, 'X0702'));
    expect((await published()).map(({ data }) => data['schema_version'])).to.deep.equal(['X0701', 'X0702']);
    const flags = await rows<{ flags: string[] }>('SELECT flags FROM filings ORDER BY accession');
    const newer = ['schema-newer'];
    expect(flags.map((each) => each.flags)).to.deep.equal([[], [], newer, newer, newer, newer]);
  });

  it('publishes all schema versions of a group in the statements of one', async () => {
    let statements = 0;
    const counting = (tx: Sql): Sql => ({
      $queryRaw: ((...query: Parameters<Sql['$queryRaw']>) => {
        statements++;
        return tx.$queryRaw(...query);
      }) as Sql['$queryRaw'],
      $executeRaw: ((...query: Parameters<Sql['$executeRaw']>) => {
        statements++;
        return tx.$executeRaw(...query);
      }) as Sql['$executeRaw'],
    });
    const statementsFor = async (...versions: string[]) => {
      statements = 0;
      const filings = versions.map((schemaVersion, index) =>
        makeFiling({
          accession: `${schemaVersion.replace('X', '000000')}-26-00000${index}`,
          schemaVersion,
          transactions: [],
        }),
      );
      await store.sqlTransaction((tx) => storeFilings(counting(tx), filings));
      return statements;
    };
    const forOne = await statementsFor('X0701');
    expect(await statementsFor('X0703', 'X0702', 'X0703', 'X0701')).to.equal(forOne);
    const published = await rows<{ version: string }>(
      `SELECT data ->> 'schema_version' AS version FROM events WHERE type = 'schema.newer' ORDER BY id`,
    );
    expect(published.map(({ version }) => version)).to.deep.equal(['X0701', 'X0702', 'X0703']);
  });

  it('ends with the same names of insiders in whatever order filings arrive', async () => {
    const older = makeFiling({ filedOn: '2026-01-05', owners: [makeOwner({ name: 'Doe Jane' })] });
    const newer = makeFiling({
      accession: '0000000001-26-000009',
      filedOn: '2026-06-05',
      owners: [makeOwner({ name: 'Roe Jane' })],
    });
    await keep(newer);
    await keep(older);
    expect(await rows('SELECT name FROM insiders')).to.deep.equal([{ name: 'Roe Jane' }]);
    expect(await rows('SELECT name FROM filing_owners ORDER BY accession')).to.deep.equal([
      { name: 'Doe Jane' },
      { name: 'Roe Jane' },
    ]);
  });

  it('counts per issuer what one answer brings', async () => {
    const other = makeFiling({
      accession: '0000000001-26-000003',
      issuer: { cik: '0000789019', name: 'Microsoft', symbol: 'MSFT', foreignSymbol: null },
    });
    const counts = await keep(makeFiling(), other);
    expect(counts).to.have.deep.members([
      { target: '0000320193', records: 1, created: 1, updated: 0 },
      { target: '0000789019', records: 1, created: 1, updated: 0 },
    ]);
  });
});
