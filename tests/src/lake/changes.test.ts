import { placeAt, pollChanges, pruneChanges } from '@tickermill/store/changes';
import type { Position } from '@tickermill/store/events';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

describe('the journal of changes', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  const rows = <T>(sql: string): Promise<T[]> => store.db.$queryRawUnsafe(sql);
  const poll = async (after: Position | null, filter = {}, limit = 100) => {
    const polled = await pollChanges(store.reads, filter, { after, limit });
    if (!polled) throw new Error('the place is lost');
    return polled;
  };
  const now = async () => (await poll(null)).next;
  const told = async (after: Position, filter = {}) =>
    (await poll(after, filter)).items.map(({ kind, tickers, day, detail }) =>
      [kind, tickers.join(' '), day, detail['what']].join(' '),
    );
  const list = async (symbol: string, cik: string | null = null) => {
    const { id } = await store.db.instrument.create({ data: { name: symbol, listingSource: 'test', cik } });
    await store.db.symbol.create({ data: { instrumentId: id, symbol, validFrom: new Date('2020-01-01') } });
    return id;
  };
  const revise = (id: bigint, day: string, cause = 'changed') => `
    INSERT INTO price_revisions (instrument_id, date, known_from, known_to, cause, close, volume, currency, provider)
    VALUES (${id}, '${day}', '2026-01-01', now(), '${cause}', 12.340000, 9007199254740993, 'USD', 'yahoo')`;

  it('has each kind, with what was before', async () => {
    const id = await list('AAPL', '0000320193');
    const from = await now();
    await rows(revise(id, '2026-01-02'));
    await rows(revise(id, '2026-01-05', 'removed'));
    await rows(`INSERT INTO adjustments VALUES (${id}, now(), 'split', '2026-01-03', 0.25, 2, true)`);
    const filing = (accession: string, form: string) => `
      INSERT INTO filings (accession, form, issuer_cik, filed_on, url, document_sha256, parser_version, amendment)
      VALUES ('${accession}', '${form}', '0000320193', '2026-02-03', 'https://x', 'a', 1, ${form.endsWith('A') ? `'unjudged'` : 'NULL'})`;
    await rows(filing('0000320193-26-000001', '4'));
    await rows(filing('0000320193-26-000002', '4/A'));
    await rows(
      `UPDATE filings SET amendment = 'matched', amends = '0000320193-26-000001' WHERE accession = '0000320193-26-000002'`,
    );
    await rows(`UPDATE filings SET remarks = 'x' WHERE accession = '0000320193-26-000002'`);
    await rows(`INSERT INTO earnings_revisions (cik, period, end_date, figure, value, provenance, provider, fetched_at, parser_version, replaced_at, replaced_by, cause)
      VALUES ('0000320193', 'FY', '2025-09-27', 'revenue', 1, '{}', 'sec-edgar', now(), 1, now(), 2, 'restated')`);
    await rows(`UPDATE symbols SET valid_to = '2026-03-01' WHERE instrument_id = ${id}`);
    await rows(`INSERT INTO symbols (instrument_id, symbol, valid_from) VALUES (${id}, 'APPL', '2026-03-01')`);
    await rows(`INSERT INTO insider_trades (accession, table_name, line, issuer_cik, transaction_date)
      VALUES ('0000320193-26-000001', 'non-derivative', 1, '0000320193', '2026-02-01')`);
    await rows(`DELETE FROM insider_trades WHERE accession = '0000320193-26-000001'`);
    expect(await told(from)).to.deep.equal([
      'price-revision APPL 2026-01-02 price',
      'tombstone APPL 2026-01-05 price',
      'adjustment APPL 2026-01-03 split',
      'amendment APPL 2026-02-03 4/A',
      'restatement APPL 2025-09-27 revenue',
      'symbol-change APPL 2026-03-01 symbol',
      'symbol-change APPL 2026-03-01 symbol',
      'tombstone APPL 2026-02-01 trade',
    ]);
    expect((await poll(from)).items[0]?.detail).to.include({
      close: '12.340000',
      volume: '9007199254740993',
      provider: 'yahoo',
    });
    await rows(`DELETE FROM instruments WHERE id = ${id}`);
    const [last] = (await poll(from)).items.slice(-1);
    expect([last?.kind, last?.detail]).to.deep.equal([
      'tombstone',
      { what: 'instrument', name: 'AAPL', symbol: 'APPL' },
    ]);
    expect(await told(from, { kinds: ['adjustment', 'restatement'] })).to.have.length(2);
    expect(await told(from, { instrumentId: id, ciks: [] })).to.have.length(6);
    expect(await told(from, { instrumentId: 999n, ciks: ['0000320193'] })).to.have.length(4);
  });

  it('tells what commits late behind every cursor that was handed out before', async () => {
    const [one, other] = [await list('ONE'), await list('TWO')];
    const from = await now();
    const open = gate();
    const began = gate();
    const late = store.sqlTransaction(async (tx) => {
      await insert(tx, one);
      began.open();
      await open.opened;
    });
    await began.opened;
    // It takes a higher number, and commits first.
    await store.sqlTransaction((tx) => insert(tx, other));
    const meanwhile = await poll(from);
    expect(meanwhile.items, 'held back by the one that is open').to.deep.equal([]);
    open.open();
    await late;
    expect(await told(meanwhile.next)).to.deep.equal([
      'adjustment ONE 2026-01-02 split',
      'adjustment TWO 2026-01-02 split',
    ]);
    const page = await poll(from, {}, 1);
    expect([page.hasMore, page.items.length]).to.deep.equal([true, 1]);
    const rest = await poll(page.next, {}, 1);
    expect([rest.hasMore, rest.items[0]?.tickers]).to.deep.equal([false, ['TWO']]);
    expect((await poll(rest.next)).items).to.deep.equal([]);

    function insert(tx: Pick<ScratchStore['sql'], '$executeRaw'>, id: bigint) {
      return tx.$executeRaw`INSERT INTO adjustments VALUES (${id}, now(), 'split', '2026-01-02', 0.5, 2, true)`;
    }
  });

  it('looks at a bounded number of changes for a filter that leaves few', async () => {
    const id = await list('FEW');
    const from = await now();
    for (const day of ['2026-01-02', '2026-01-05', '2026-01-06']) await rows(revise(id, day));
    const options = { limit: 10, scan: 2 };
    const first = await pollChanges(store.reads, { kinds: ['tombstone'] }, { after: from, ...options });
    expect([first?.items, first?.hasMore]).to.deep.equal([[], true]);
    const second = await pollChanges(
      store.reads,
      { kinds: ['price-revision'] },
      { after: first?.next ?? null, ...options },
    );
    expect([second?.items.map(({ day }) => day), second?.hasMore]).to.deep.equal([['2026-01-06'], false]);
  });

  it('begins at an instant, and refuses what is not kept any more or of another server', async () => {
    const id = await list('OLD');
    await rows(revise(id, '2026-01-02'));
    const [{ at } = { at: new Date() }] = await rows<{ at: Date }>('SELECT max(at) AS at FROM changes');
    const place = await placeAt(store.reads, at);
    expect(place && (await poll(place)).items.map(({ day }) => day)).to.deep.equal(['2026-01-02']);
    const later = await placeAt(store.reads, new Date(at.getTime() + 60_000));
    expect(later && (await poll(later)).items).to.deep.equal([]);
    const first = (await poll(null)).items[0];
    await rows(revise(id, '2026-01-05'));
    await rows(`INSERT INTO changes (txid, kind, detail) VALUES (9000000000, 'tombstone', '{}')`);
    expect(await pruneChanges(store.sql, new Date(at.getTime() + 1))).to.be.greaterThan(1);
    expect((await poll(null)).items.map(({ day }) => day)).to.deep.equal(['2026-01-05']);
    expect(await pollChanges(store.reads, {}, { after: first ?? null, limit: 1 }), 'pruned').to.equal(null);
    expect(await placeAt(store.reads, new Date(0)), 'older than what is kept').to.equal(null);
    const foreign = { txid: 9_000_000_000n, id: 1n };
    expect(await pollChanges(store.reads, {}, { after: foreign, limit: 1 })).to.equal(null);
  });
});

/** Something that others wait for. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
