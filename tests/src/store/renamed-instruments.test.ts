import { confirmProposal } from '@tickermill/store/universe';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import {
  eventsOf,
  happenedTo,
  instrumentsNow,
  makeIsin,
  makeRow,
  makeRows,
  readCompanies,
  readListing,
  symbolsNow,
} from './listings.fixture.ts';

const [a, b] = ['0000000001', '0000000002'];
const [one, two] = [makeIsin(1), makeIsin(2)];

describe('listings that name an instrument otherwise', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  const now = () => symbolsNow(store);
  const happened = () => happenedTo(store);

  it('lets an instrument go on under another symbol with its ISIN, and two swap theirs', async () => {
    await readListing(store, 'xetra', '2026-01-01', [
      makeRow('XETR', 'X', { isin: one }),
      makeRow('XETR', 'Y', { isin: two }),
    ]);
    await readListing(store, 'xetra', '2026-02-01', [
      makeRow('XETR', 'Y', { isin: one }),
      makeRow('XETR', 'X', { isin: two }),
    ]);
    expect(await now()).to.deep.equal([
      ['2', 'active', 'XETR:X'],
      ['1', 'active', 'XETR:Y'],
    ]);
    expect(await happened()).to.deep.equal(['1 renamed', '2 renamed']);
    expect((await eventsOf(store)).map(({ confirmedBy }) => confirmedBy)).to.deep.equal(['isin', 'isin']);
  });

  it('makes a new instrument of a symbol that comes under another ISIN, and never joins the two', async () => {
    await readListing(store, 'xetra', '2026-01-01', [makeRow('XETR', 'X', { isin: one })]);
    await readListing(store, 'xetra', '2026-02-01', [makeRow('XETR', 'X', { isin: two })]);
    expect(await now()).to.deep.equal([
      ['2', 'active', 'XETR:X'],
      ['1', 'active', null],
    ]);
    await readListing(store, 'xetra', '2026-03-01', [makeRow('XETR', 'X', { isin: two })]);
    expect(await happened()).to.deep.equal(['1 symbol-passed', '1 delisted']);
  });

  it('makes a delisted instrument active again by its ISIN, whatever its symbol', async () => {
    const rest = makeRows('XETR', 12);
    await readListing(store, 'xetra', '2026-01-01', [...rest, makeRow('XETR', 'X', { isin: one })]);
    for (const day of ['2026-02-01', '2026-03-01']) await readListing(store, 'xetra', day, rest);
    await readListing(store, 'xetra', '2026-04-01', [...rest, makeRow('XETR', 'XX', { isin: one })]);
    expect((await now()).at(-1)).to.deep.equal(['13', 'active', 'XETR:XX']);
    expect(await happened()).to.deep.equal(['13 delisted', '13 relisted']);
  });

  it('keeps what the SEC goes on naming delisted, and relists it by the CIK of its list', async () => {
    const rest = makeRows('XNAS', 12);
    await readCompanies(store, { X: a });
    await readListing(store, 'nasdaq', '2026-01-01', [...rest, makeRow('XNAS', 'X')]);
    for (const day of ['2026-02-01', '2026-03-01']) await readListing(store, 'nasdaq', day, rest);
    await readCompanies(store, { X: a });
    const status = async () => (await now()).find(([id]) => id === '1');
    expect(await status()).to.deep.equal(['1', 'delisted', null]);
    await readListing(store, 'nasdaq', '2026-04-01', [...rest, makeRow('XNAS', 'X')]);
    expect(await status()).to.deep.equal(['1', 'active', 'XNAS:X']);
    const [, relisted] = await eventsOf(store);
    expect(relisted).to.include({ what: 'relisted', confirmedBy: 'cik' });
  });

  it('gives a delisted symbol that the SEC names for another company a new instrument', async () => {
    const rest = makeRows('XNAS', 12);
    await readCompanies(store, { X: a });
    await readListing(store, 'nasdaq', '2026-01-01', [...rest, makeRow('XNAS', 'X')]);
    for (const day of ['2026-02-01', '2026-03-01']) await readListing(store, 'nasdaq', day, rest);
    await readCompanies(store, { X: b });
    await readListing(store, 'nasdaq', '2026-04-01', [...rest, makeRow('XNAS', 'X')]);
    const x = (await instrumentsNow(store)).filter(({ cik }) => cik !== null);
    expect(x.map(({ cik, status, symbol }) => [cik, status, symbol])).to.deep.equal([
      [b, 'active', 'X'],
      [a, 'delisted', null],
    ]);
  });

  it('proposes a rename by the name, and lets the CIK of the SEC or an operator confirm it', async () => {
    const rest = makeRows('XNAS', 12);
    const facebook = { name: 'Meta Platforms, Inc.' };
    await readCompanies(store, { FB: a });
    await readListing(store, 'nasdaq', '2026-01-01', [
      ...rest,
      makeRow('XNAS', 'FB', facebook),
      makeRow('XNAS', 'OLDF', { name: 'Fund' }),
    ]);
    await store.db.watchlist.create({ data: { name: 'mine', items: { create: { instrumentId: 1n } } } });
    await readListing(store, 'nasdaq', '2026-02-01', [
      ...rest,
      makeRow('XNAS', 'META', facebook),
      makeRow('XNAS', 'NEWF', { name: 'FUND' }),
    ]);
    expect((await happened()).map((what) => what.split(' ')[1])).to.deep.equal(['rename-proposed', 'rename-proposed']);
    await readCompanies(store, { META: a });
    const meta = (await instrumentsNow(store)).find(({ symbol }) => symbol === 'META');
    expect(meta).to.include({ id: '1', status: 'active', cik: a });
    const proposal = (await eventsOf(store)).find(
      ({ what, resolution }) => what === 'rename-proposed' && resolution === null,
    );
    const confirm = (by: string) =>
      store.sqlTransaction((tx) => confirmProposal(tx, String(proposal?.id), { by, day: '2026-02-03' }));
    expect(await confirm('anna')).to.include({ symbol: 'NEWF' });
    expect(await confirm('anna'), 'is confirmed already').to.equal(null);
    const last = await eventsOf(store);
    expect(last.map(({ what, confirmedBy }) => [what, confirmedBy])).to.deep.equal([
      ['rename-proposed', 'cik'],
      ['rename-proposed', 'anna'],
      ['renamed', 'cik'],
      ['merged', 'cik'],
      ['renamed', 'anna'],
      ['merged', 'anna'],
    ]);
    await readListing(store, 'nasdaq', '2026-03-01', [
      ...rest,
      makeRow('XNAS', 'META', facebook),
      makeRow('XNAS', 'NEWF', { name: 'FUND' }),
    ]);
    expect((await eventsOf(store)).length, 'the month after is quiet').to.equal(last.length);
  });

  it('gives whoever goes on what was asked of the new one: watchlists, rules, portfolios, own schedules, and revives it', async () => {
    const rest = makeRows('XNAS', 12);
    const fund = { name: 'Fund' };
    await readListing(store, 'nasdaq', '2026-01-01', [...rest, makeRow('XNAS', 'OLDF', fund)]);
    await readListing(store, 'nasdaq', '2026-02-01', [...rest, makeRow('XNAS', 'NEWF', fund)]);
    const [proposal] = await eventsOf(store);
    await store.db.watchlist.create({ data: { name: 'mine', items: { create: { instrumentId: 14n } } } });
    await store.db.watchRule.create({ data: { instrumentIds: [1n, 2n, 14n], createdBy: 'anna' } });
    const trade = { kind: 'buy', tradedOn: new Date('2026-02-02'), quantity: '1', price: '5', currency: 'USD' };
    const trades = { create: { ...trade, instrumentId: 14n, recordedBy: 'anna' } };
    await store.db.portfolio.create({
      data: { name: 'Core', currency: 'USD', createdBy: 'anna', held: [14n], trades },
    });
    await store.db.deadLetter.create({
      data: {
        dataset: 'daily-prices',
        targetKind: 'instrument',
        target: '1',
        errorCode: 'GONE',
        errorMessage: 'no',
        failedOn: [new Date('2026-02-05')],
      },
    });
    const own = { kind: 'ticker' as const, cron: '0 7 * * *', zone: 'UTC', params: { years: 5 } };
    const schedules = [
      { ...own, dataset: 'daily-prices', instrumentId: 14n, groupKey: 'daily-prices/1' },
      { ...own, dataset: 'daily-prices', instrumentId: 1n, groupKey: 'daily-prices' },
      { ...own, dataset: 'insider-trades', instrumentId: 14n, groupKey: 'insider-trades' },
      { ...own, dataset: 'insider-trades', instrumentId: 1n, groupKey: 'insider-trades/4' },
    ];
    for (const data of schedules) await store.db.schedule.create({ data });
    const about = { by: 'anna', day: '2026-02-03' };
    await store.sqlTransaction((tx) => confirmProposal(tx, String(proposal?.id), about));
    const core = await store.db.portfolio.findFirstOrThrow({ include: { trades: true } });
    expect([core.held, core.changedFrom, core.trades.map(({ instrumentId }) => instrumentId)]).to.deep.equal([
      [1n],
      new Date('2026-02-02'),
      [1n],
    ]);
    const moved = await store.db.schedule.findMany({ where: { kind: 'ticker' }, orderBy: { dataset: 'asc' } });
    expect(moved.map(({ instrumentId, groupKey, version }) => [instrumentId, groupKey, version])).to.deep.equal([
      [1n, 'daily-prices/1', 2],
      [1n, 'insider-trades/4', 2],
    ]);
    const items = await store.db.watchlistItem.findMany();
    expect(items.map(({ instrumentId }) => instrumentId)).to.deep.equal([1n]);
    const [rule] = await store.db.watchRule.findMany();
    expect(rule?.instrumentIds).to.deep.equal([1n, 2n]);
    expect((await store.db.deadLetter.findFirstOrThrow()).revivedAt).to.not.equal(null);
    expect((await happened()).at(-1)).to.equal('1 revived');
  });

  it('does not confirm a rename whose former instrument is listed again, and refutes it with the next reading', async () => {
    const rest = makeRows('XNAS', 12);
    const fund = { name: 'Fund' };
    const before = [...rest, makeRow('XNAS', 'OLDF', fund)];
    await readListing(store, 'nasdaq', '2026-01-01', before);
    await readListing(store, 'nasdaq', '2026-02-01', [...rest, makeRow('XNAS', 'NEWF', fund)]);
    const [proposal] = await eventsOf(store);
    const confirm = () =>
      store.sqlTransaction((tx) => confirmProposal(tx, String(proposal?.id), { by: 'anna', day: '2026-02-03' }));
    // As a reading that is stored while the operator decides.
    await store.db.$executeRaw`UPDATE instrument_listings SET missing_since = NULL WHERE symbol = 'OLDF'`;
    expect(await confirm()).to.equal('named-again');
    await store.db.$executeRaw`UPDATE instrument_listings SET missing_since = '2026-02-01' WHERE symbol = 'OLDF'`;
    await readListing(store, 'nasdaq', '2026-03-01', [...before, makeRow('XNAS', 'NEWF', fund)]);
    const [refuted] = await eventsOf(store);
    expect(refuted).to.include({ resolution: 'refuted', confirmedBy: 'symbol' });
    expect(await confirm()).to.equal(null);
    expect((await now()).filter(([, , place]) => place?.includes('F'))).to.deep.equal([
      ['14', 'active', 'XNAS:NEWF'],
      ['1', 'active', 'XNAS:OLDF'],
    ]);
  });

  it('moves an instrument to another exchange of the United States, under the same name', async () => {
    await readListing(store, 'other', '2026-01-01', [...makeRows('XNYS', 12), makeRow('XNYS', 'X')]);
    await readListing(
      store,
      'nasdaq',
      '2026-01-01',
      makeRows('XNAS', 12).map((row) => ({ ...row, symbol: `N${row.symbol}` })),
    );
    await readListing(store, 'other', '2026-02-01', makeRows('XNYS', 12));
    await readListing(store, 'nasdaq', '2026-02-01', [
      ...makeRows('XNAS', 12).map((row) => ({ ...row, symbol: `N${row.symbol}` })),
      makeRow('XNAS', 'X'),
    ]);
    await readListing(store, 'other', '2026-03-01', makeRows('XNYS', 12));
    expect((await now()).find(([id]) => id === '13')).to.deep.equal(['13', 'active', 'XNAS:X']);
    expect(await happened()).to.deep.equal(['13 moved']);
  });
});
