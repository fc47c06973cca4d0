import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseOwnership } from '@tickermill/collectors';
import type { OwnershipFiling } from '@tickermill/core';
import { judgeAmendments } from '@tickermill/store/datasets';
import { insiderTradeTotals } from '@tickermill/store/ledger';
import { checkout, makeFiling, makeHolding, makeOwner, makeTrade, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { type KeptFilings, onKeptFilings } from './kept-filings.fixture.ts';

describe('amendments', () => {
  let store: ScratchStore;
  let keep: KeptFilings['keep'];
  let rows: KeptFilings['rows'];
  onKeptFilings((kept) => {
    ({ store, keep, rows } = kept);
  });

  /** A filing under a number in place of its accession. */
  const filing = (number: number, fields: Partial<OwnershipFiling> = {}) =>
    makeFiling({ accession: accession(number), ...fields });
  const amendment = (number: number, fields: Partial<OwnershipFiling> = {}) =>
    filing(number, { form: '4/A', filedOn: '2026-12-01', filedAt: null, originalFiledOn: '2026-11-19', ...fields });
  const amended = () =>
    rows<{ amends: string | null; amendment: string; flags: string[] }>(
      'SELECT amends, amendment, flags FROM filings WHERE amendment IS NOT NULL ORDER BY accession',
    );
  const superseded = () =>
    rows<{ accession: string; by: string }>(`
      SELECT DISTINCT accession, superseded_by AS by FROM insider_trades WHERE superseded_by IS NOT NULL ORDER BY 1`);

  it('restates the trades of the original, which stay readable and count no more', async () => {
    await keep(filing(1), amendment(2, { transactions: [makeTrade({ shares: '101' })] }));
    expect(await amended()).to.deep.equal([{ amends: accession(1), amendment: 'matched', flags: [] }]);
    expect(await superseded()).to.deep.equal([{ accession: accession(1), by: accession(2) }]);
    const counted = await rows('SELECT accession, shares::text FROM counted_insider_trades');
    expect(counted).to.deep.equal([{ accession: accession(2), shares: '101' }]);
    expect(await insiderTradeTotals(store.db)).to.include({ filings: 2, amendments: 1, trades: 1 });
    expect(await rows('SELECT 1 FROM insider_trades')).to.have.length(2);
  });

  it('leaves trades alone when it restates holdings, and the other table when it restates one', async () => {
    const derivative = { table: 'derivative' } as const;
    await keep(
      filing(1, { transactions: [makeTrade(), makeTrade(derivative)], holdings: [makeHolding()] }),
      amendment(2, { transactions: [], holdings: [makeHolding({ sharesAfter: '9' })] }),
      amendment(3, { filedOn: '2026-12-02', transactions: [makeTrade(derivative)] }),
    );
    const kept = await rows('SELECT accession, table_name AS table FROM counted_insider_trades ORDER BY 1, 2');
    expect(kept).to.deep.equal([
      { accession: accession(1), table: 'non-derivative' },
      { accession: accession(3), table: 'derivative' },
    ]);
    expect(await rows('SELECT accession FROM counted_insider_holdings')).to.deep.equal([{ accession: accession(2) }]);
    expect(await insiderTradeTotals(store.db)).to.include({ trades: 2, holdings: 1 });
  });

  const sale = (line: number, shares: string, price: string, sharesAfter: string | null) =>
    makeTrade({ line, code: 'S', acquiredDisposed: 'D', shares, price, sharesAfter });
  const sold = () =>
    rows<{ shares: string }>('SELECT sum(shares)::text AS shares FROM counted_insider_trades').then(
      ([row]) => row?.shares,
    );
  const twoSales = [sale(1, '100', '10', '900'), sale(2, '200', '11', '700')];

  it('adds a forgotten line: it goes on from the shares owned after the last, in whatever order they arrive', async () => {
    const forgotten = amendment(2, { transactions: [sale(1, '50', '12', '650')] });
    await keep(forgotten);
    await keep(filing(1, { transactions: twoSales }));
    expect(await sold()).to.equal('350');
    expect(await superseded()).to.deep.equal([]);
    expect(await amended()).to.deep.equal([{ amends: accession(1), amendment: 'matched', flags: [] }]);
  });

  it('supersedes nothing and is flagged where it may add or restate', async () => {
    await keep(filing(1, { transactions: twoSales }), amendment(2, { transactions: [sale(1, '50', '12', null)] }));
    expect(await sold()).to.equal('300');
    expect(await superseded()).to.deep.equal([]);
    expect(await amended()).to.deep.equal([
      { amends: accession(1), amendment: 'ambiguous', flags: ['amendment-unclear'] },
    ]);
  });

  it('restates a table of which a row is there again, or which ends with the same shares', async () => {
    const [first] = twoSales;
    await keep(filing(1, { transactions: twoSales }), amendment(2, { transactions: [first as never] }));
    expect(await sold()).to.equal('100');
    const merged = amendment(3, { filedOn: '2026-12-02', transactions: [sale(1, '300', '10.7', '900')] });
    await keep(merged);
    expect(await sold()).to.equal('300');
  });

  it('adds to what an amendment before it has restated, and is restated with it', async () => {
    await keep(
      filing(1, { transactions: twoSales }),
      amendment(2, { transactions: [sale(1, '100', '10', '900'), sale(2, '210', '11', '690')] }),
      amendment(3, { filedOn: '2026-12-02', transactions: [sale(1, '40', '12', '650')] }),
    );
    expect(await sold()).to.equal('350');
    const whole = [sale(1, '100', '10', '900'), sale(2, '210', '11', '690'), sale(3, '40', '13', '650')];
    await keep(amendment(4, { filedOn: '2026-12-03', transactions: whole }));
    expect(await sold()).to.equal('350');
    expect((await superseded()).at(-1)).to.deep.equal({ accession: accession(3), by: accession(4) });
  });

  it('may arrive before its original', async () => {
    await keep(amendment(2));
    expect(await amended()).to.deep.equal([{ amends: null, amendment: 'unmatched', flags: [] }]);
    expect((await insiderTradeTotals(store.db)).trades).to.equal(0);
    await keep(filing(1));
    expect(await amended()).to.deep.equal([{ amends: accession(1), amendment: 'matched', flags: [] }]);
    expect((await insiderTradeTotals(store.db)).trades).to.equal(1);
  });

  it('chains: the last one counts, each names the next', async () => {
    await keep(
      filing(1),
      amendment(3, { filedOn: '2026-12-03', originalFiledOn: '2026-12-01' }),
      amendment(2),
      amendment(4, { filedOn: '2026-12-04' }),
    );
    expect((await amended()).map(({ amends }) => amends)).to.deep.equal([accession(1), accession(2), accession(1)]);
    expect(await superseded()).to.deep.equal([
      { accession: accession(1), by: accession(2) },
      { accession: accession(2), by: accession(3) },
      { accession: accession(3), by: accession(4) },
    ]);
    expect((await insiderTradeTotals(store.db)).trades).to.equal(1);
  });

  it('supersedes nothing where two filings may be meant, and neither does what amends it', async () => {
    await keep(
      filing(1),
      filing(2),
      amendment(3),
      amendment(4, { filedOn: '2026-12-02', originalFiledOn: '2026-12-01' }),
    );
    expect(await amended()).to.deep.equal([
      { amends: null, amendment: 'ambiguous', flags: ['amendment-ambiguous'] },
      { amends: accession(3), amendment: 'ambiguous', flags: [] },
    ]);
    expect((await insiderTradeTotals(store.db)).trades).to.equal(2);
  });

  it('needs the same issuer, the same owners and the same form', async () => {
    const [one, two] = [makeOwner(), makeOwner({ cik: '0001000002' })];
    const other = { cik: '0000789019', name: 'Microsoft', symbol: 'MSFT', foreignSymbol: null };
    await keep(
      filing(1, { issuer: other }),
      filing(2, { owners: [one, two] }),
      filing(3, { form: '5' }),
      amendment(4, { owners: [two] }),
      amendment(5),
      amendment(6, { owners: [two, one] }),
    );
    expect((await amended()).map(({ amends }) => amends)).to.deep.equal([null, null, accession(2)]);
  });

  it('finds a filing of after ten in the evening by the day on which it was accepted', async () => {
    const late = { filedOn: '2026-11-20', filedAt: '2026-11-20T03:30:00.000Z' }; // 22:30 of the 19th in New York
    await keep(filing(1, { ...late, period: '2026-11-10' }), amendment(2, { period: '2026-11-11' }));
    expect(await amended()).to.deep.equal([
      { amends: accession(1), amendment: 'matched', flags: ['amends-by-acceptance-day'] },
    ]);
  });

  it('finds a filing of the next of EDGAR’s days only if it reports the same period, alone', async () => {
    const monday = { filedOn: '2026-11-23', filedAt: null };
    const stated = { originalFiledOn: '2026-11-20', period: '2026-11-18' };
    await keep(filing(1, { ...monday, period: '2026-11-17' }), amendment(3, stated));
    expect((await amended())[0]).to.include({ amendment: 'unmatched' });
    await keep(filing(2, { ...monday, period: '2026-11-18' }));
    expect(await amended()).to.deep.equal([
      { amends: accession(2), amendment: 'matched', flags: ['amends-by-neighbouring-day'] },
    ]);
    await keep(filing(4, { ...monday, filedOn: '2026-11-19', period: '2026-11-18' }));
    expect((await amended())[0]).to.include({ amendment: 'ambiguous', amends: null });
  });

  it('is let go when its filing is read anew as another', async () => {
    await keep(filing(1), amendment(2));
    await keep(amendment(2, { owners: [makeOwner({ cik: '0001000002' })], parserVersion: 2 }));
    expect(await superseded()).to.deep.equal([]);
    expect((await amended())[0]).to.include({ amendment: 'unmatched', amends: null });
    await keep(filing(2, { filedOn: '2026-12-01', parserVersion: 3 }));
    expect(await amended()).to.deep.equal([]);
    expect((await insiderTradeTotals(store.db)).trades).to.equal(2);
  });

  it('is matched by a chore if it was stored before amendments were matched', async () => {
    await keep(filing(1), amendment(2));
    await store.db.$executeRaw`UPDATE filings SET amendment = 'unjudged', amends = NULL WHERE amendment IS NOT NULL`;
    await store.db.$executeRaw`UPDATE insider_trades SET superseded_by = NULL`;
    expect(await judgeAmendments(store, 10)).to.equal(1);
    expect(await amended()).to.deep.equal([{ amends: accession(1), amendment: 'matched', flags: [] }]);
    expect((await superseded()).length).to.equal(1);
    expect(await judgeAmendments(store, 10)).to.equal(0);
  });

  it('finds the original of a real one that states the period in place of the date', async () => {
    const sample = path.join(checkout, '..', 'shared', 'samples', 'sec', 'wrappers', 'LRCX_form4A.txt');
    const isThere = existsSync(sample);
    if (!isThere) console.log('    no real filings in ../shared/samples/sec: the facts of this one are taken instead');
    const document = isThere
      ? parseOwnership(readFileSync(sample))
      : {
          header: { filedOn: '2024-12-06', filedAt: null },
          document: {
            period: '2024-11-04',
            originalFiledOn: '2024-11-04',
            holdings: [],
            transactions: [makeTrade({ date: '2024-11-04' })],
          },
        };
    const { header } = document;
    expect(document.document).to.include({ period: '2024-11-04', originalFiledOn: '2024-11-04' });
    const real = filing(2, {
      ...document.document,
      form: '4/A',
      filedOn: header?.filedOn ?? '2024-12-06',
      filedAt: header?.filedAt ?? null,
    });
    const { issuer, owners, period } = real;
    await keep(real, filing(1, { issuer, owners, period, filedOn: '2024-11-06', filedAt: null }));
    expect(await amended()).to.deep.equal([
      { amends: accession(1), amendment: 'matched', flags: ['amends-by-period'] },
    ]);
  });
});

const accession = (number: number) => `0000000001-26-${String(number).padStart(6, '0')}`;
