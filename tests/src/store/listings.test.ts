import type { Listing } from '@tickermill/core';
import { storeListing, storeUnchangedListing } from '@tickermill/store/datasets';
import { archiveDelisted, confirmListing, delistGone, heldFile, recordFailedReading } from '@tickermill/store/universe';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { eventsOf, happenedTo, makeRow, makeRows, readCompanies, readListing, symbolsNow } from './listings.fixture.ts';

const a = '0000000001';

describe('storing the listing of an exchange', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  const now = () => symbolsNow(store);
  const happened = () => happenedTo(store);

  it('lists what is new, and corrects the exchange that the list of companies left open', async () => {
    await readCompanies(store, { AAPL: a });
    const [run] = await readListing(store, 'nasdaq', '2026-01-01', [
      makeRow('XNAS', 'AAPL', { name: 'Apple Inc. - Common Stock' }),
      makeRow('XNAS', 'NEWF', { kind: 'etf' }),
      makeRow('XNAS', 'ZVZZT', { statusFlags: ['test-issue'] }),
    ]);
    expect(run).to.deep.include({ status: 'done', rows: 2, added: 1, before: null });
    expect(await now()).to.deep.equal([
      ['1', 'active', 'XNAS:AAPL'],
      ['2', 'active', 'XNAS:NEWF'],
    ]);
    const said = await store.db.instrumentListing.findMany({ orderBy: [{ instrumentId: 'asc' }, { listing: 'asc' }] });
    expect(said.map(({ listing, name }) => [listing, name])).to.deep.equal([
      ['nasdaq', 'Apple Inc. - Common Stock'],
      ['sec-edgar', 'AAPL CORP'],
      ['nasdaq', 'NEWF Inc.'],
    ]);
  });

  it('writes nothing of a reading that says the same, and says so', async () => {
    const rows = makeRows('XETR', 5);
    await readListing(store, 'xetra', '2026-01-01', rows);
    const before = await store.db.instrumentListing.findMany();
    const [run] = await readListing(store, 'xetra', '2026-02-01', [...rows].reverse());
    expect(run).to.include({ status: 'unchanged', rows: 5, added: 0, changed: 0 });
    expect(await store.db.instrumentListing.findMany()).to.deep.equal(before);
    expect(await store.db.listingRun.count()).to.equal(2);
  });

  it('holds the version of a file that was stored as a whole, and takes it as a reading when it is the same still', async () => {
    const validators = { url: 'https://example.com/list', etag: '"a"', lastModified: null, parserVersion: 1 };
    const keep = (rows: ReturnType<typeof makeRows>, day: string) =>
      store.sqlTransaction((tx) =>
        storeListing(tx, { listing: 'xetra', day, instruments: rows as Listing['instruments'], validators }),
      );
    const held = () => heldFile(store.sql, { url: validators.url, parserVersion: 1 });
    const all = [...makeRows('XETR', 12), makeRow('XETR', 'X')];
    await keep(all, '2026-01-01');
    expect(await held()).to.deep.equal({ etag: '"a"', lastModified: null });
    expect(await heldFile(store.sql, { url: validators.url, parserVersion: 2 }), 'of another parser').to.equal(null);
    await keep(makeRows('XETR', 12), '2026-02-01');
    const [run] = await store.sqlTransaction((tx) =>
      storeUnchangedListing(tx, { listing: 'xetra', day: '2026-03-01' }),
    );
    expect(run).to.include({ status: 'unchanged', rows: 12, delisted: 1 });
    expect(await happened()).to.deep.equal(['13 delisted']);
    await keep(makeRows('XETR', 5), '2026-04-01');
    expect(await held(), 'one that was refused').to.equal(null);
  });

  it('accepts the shrunken list of an exchange that another list names too', async () => {
    const funds = Array.from({ length: 20 }, (_, nth) => makeRow('XPAR', `E${nth}`, { kind: 'etf' }));
    await readListing(store, 'euronext', '2026-01-01', makeRows('XPAR', 12));
    await readListing(store, 'euronext-etfs', '2026-01-01', funds);
    await readListing(store, 'euronext-etfs', '2026-02-01', funds.slice(0, 10));
    await readListing(store, 'euronext', '2026-02-01', makeRows('XPAR', 12));
    const confirm = () => store.sqlTransaction((tx) => confirmListing(tx, 'XPAR', 'anna'));
    expect(await confirm()).to.deep.equal({ listing: 'euronext-etfs', rows: 10 });
    expect(await confirm(), 'is accepted already').to.equal(null);
    expect((await readListing(store, 'euronext-etfs', '2026-02-02', funds.slice(0, 10)))[0]).to.include({
      status: 'done',
      missing: 10,
    });
  });

  it('delists what two successive readings of different months do not name, and nothing else', async () => {
    const rows = makeRows('XETR', 12);
    await readListing(store, 'xetra', '2026-01-01', rows);
    for (const day of ['2026-02-01', '2026-02-02', '2026-02-20']) await readListing(store, 'xetra', day, rows.slice(1));
    expect(await happened()).to.deep.equal([]);
    const [run] = await readListing(store, 'xetra', '2026-03-01', rows.slice(1));
    expect(run).to.include({ status: 'unchanged', delisted: 1 });
    const [event] = await eventsOf(store);
    expect(event).to.deep.include({ what: 'delisted', symbol: 'S0', listing: 'xetra', mic: 'XETR' });
    expect(event?.detail).to.deep.equal({
      last_seen: '2026-01-01',
      missing_since: '2026-02-01',
      missing_again: '2026-03-01',
    });
    const gone = await store.db.symbol.findFirstOrThrow({ where: { symbol: 'S0' } });
    expect(gone.validTo?.toISOString().slice(0, 10)).to.equal('2026-02-01');
  });

  it('takes back that one is missing when it is listed again the month after', async () => {
    const rows = makeRows('XETR', 12);
    await readListing(store, 'xetra', '2026-01-01', rows);
    await readListing(store, 'xetra', '2026-02-01', rows.slice(1));
    await readListing(store, 'xetra', '2026-03-01', rows);
    await readListing(store, 'xetra', '2026-04-01', rows.slice(1));
    expect(await happened()).to.deep.equal([]);
  });

  it('delists nothing on a list that is a tenth shorter, until an operator confirms its size', async () => {
    const rows = [
      ...makeRows('XNYS', 20),
      ...makeRows('XASE', 10).map((row) => ({ ...row, symbol: `A${row.symbol}` })),
    ];
    await readListing(store, 'other', '2026-01-01', rows);
    const shrunk = rows.filter((row) => row.mic === 'XASE' || row.symbol.length === 2);
    const runs = await readListing(store, 'other', '2026-02-01', shrunk);
    expect(runs.map(({ mic, status, before }) => [mic, status, before])).to.have.deep.members([
      ['XNYS', 'shrunk', 20],
      ['XASE', 'unchanged', 10],
    ]);
    expect(runs.find(({ mic }) => mic === 'XNYS')?.refused).to.match(
      /XNYS lists 10 .* the 20 .* universe confirm XNYS/,
    );
    expect(await store.db.instrumentListing.count({ where: { missingSince: { not: null } } })).to.equal(0);
    const confirm = (mic: string) => store.sqlTransaction((tx) => confirmListing(tx, mic, 'anna'));
    expect(await confirm('XASE')).to.equal(null);
    expect(await confirm('XNYS')).to.deep.equal({ listing: 'other', rows: 10 });
    const again = await readListing(store, 'other', '2026-02-02', shrunk);
    expect(again.find(({ mic }) => mic === 'XNYS')).to.include({ status: 'done', missing: 10 });
    // What is accepted is that size, once.
    const less = await readListing(store, 'other', '2026-03-01', shrunk.slice(5));
    expect(less.find(({ mic }) => mic === 'XNYS')?.status).to.equal('shrunk');
  });

  it('records for each exchange that a list could not be read, and delists nothing', async () => {
    const failure = { listing: 'xetra', status: 'structure_error', message: 'xetra: no column Mnemonic.' } as const;
    await store.sqlTransaction((tx) => recordFailedReading(tx, { ...failure, day: '2026-01-01' }));
    const [run] = await store.db.listingRun.findMany();
    expect(run).to.include({ mic: 'XETR', month: '2026-01', status: 'structure_error' });
    const [event] = await store.db.event.findMany({ where: { type: 'listing.read' } });
    expect(event?.data).to.deep.include({ mic: 'XETR', status: 'structure_error' });
    expect(run?.refused).to.contain('no column Mnemonic. Nothing was stored or delisted');
  });

  it('counts the readings of the list that named it last, not those of one that it had left before', async () => {
    const others = makeRows('XNYS', 12);
    const nasdaq = makeRows('XNAS', 12).map((row) => ({ ...row, symbol: `N${row.symbol}` }));
    await readCompanies(store, { X: a });
    await readListing(store, 'other', '2026-01-01', [...others, makeRow('XNYS', 'X')]);
    await readListing(store, 'nasdaq', '2026-01-01', nasdaq);
    for (const day of ['2026-02-01', '2026-03-01']) await readListing(store, 'other', day, others);
    await readListing(store, 'nasdaq', '2026-04-01', [...nasdaq, makeRow('XNAS', 'X')]);
    await readListing(store, 'nasdaq', '2026-05-01', nasdaq);
    await readListing(store, 'other', '2026-05-01', others);
    expect(await happened(), 'one reading proves nothing').to.deep.equal(['1 delisted', '1 relisted']);
    await readListing(store, 'nasdaq', '2026-06-01', nasdaq);
    const events = await eventsOf(store);
    expect(events.map(({ what }) => what)).to.deep.equal(['delisted', 'relisted', 'delisted']);
    expect(events.at(-1)).to.deep.include({ listing: 'nasdaq', mic: 'XNAS' });
    expect(events.at(-1)?.detail).to.deep.include({ missing_since: '2026-05-01' });
  });

  it('delists after one reading what a price source no longer knows on three days, and archives it after two years', async () => {
    const rest = makeRows('XETR', 12);
    await readListing(store, 'xetra', '2026-01-01', [...rest, makeRow('XETR', 'X')]);
    await readListing(store, 'xetra', '2026-02-01', rest);
    const gone = async (day: string) => {
      const { id } = await store.db.run.create({ data: { dataset: 'daily-prices', trigger: 'manual', request: {} } });
      await store.db.runTarget.create({
        data: {
          runId: id,
          dataset: 'daily-prices',
          target: '13',
          targetKind: 'instrument',
          state: 'gone',
          finishedAt: new Date(day),
        },
      });
    };
    for (const day of ['2026-02-02', '2026-02-03']) await gone(day);
    expect(await store.sqlTransaction((tx) => delistGone(tx, '2026-02-04'))).to.equal(0);
    await gone('2026-02-05');
    expect(await store.sqlTransaction((tx) => delistGone(tx, '2026-02-05'))).to.equal(1);
    const [event] = await eventsOf(store);
    expect(event?.detail).to.deep.include({ price_source_gone: ['2026-02-02', '2026-02-03', '2026-02-05'] });
    expect(await store.sqlTransaction((tx) => archiveDelisted(tx, '2028-01-31'))).to.equal(0);
    expect(await store.sqlTransaction((tx) => archiveDelisted(tx, '2028-02-01'))).to.equal(1);
    expect(await happened()).to.deep.equal(['13 delisted', '13 archived']);
  });

  it('revives the dead letters of what a listing shows', async () => {
    const rows = makeRows('XETR', 2);
    await readListing(store, 'xetra', '2026-01-01', rows);
    const letter = {
      dataset: 'daily-prices',
      targetKind: 'instrument',
      errorCode: 'GONE',
      errorMessage: 'no',
      failedOn: [new Date('2026-01-05')],
    };
    for (const target of ['2', '99']) await store.db.deadLetter.create({ data: { ...letter, target } });
    await readListing(store, 'xetra', '2026-02-01', rows);
    const left = await store.db.deadLetter.findMany({ where: { revivedAt: null } });
    expect(left.map(({ target }) => target)).to.deep.equal(['99']);
    expect(await happened()).to.deep.equal(['2 revived']);
  });
});
