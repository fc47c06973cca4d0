import { requestRun } from '@tickermill/engine';
import { listTrades } from '@tickermill/store/insider-trades';
import { followTracking } from '@tickermill/store/schedules';
import { findInstruments, identityOf, track, trackedTickers } from '@tickermill/store/universe';
import { expect } from 'chai';
import { openThread, type Thread } from './thread.fixture.ts';

const page = { limit: 1_000, offset: 0 };

describe('a company whose CIK or symbol changes, from the list to its trades', () => {
  let thread: Thread;
  before(async () => {
    thread = await openThread((url) => ({ kind: 'postgres', url }));
  });
  after(() => thread.close());

  const change = (changes: object[]) => thread.ask('company-changes', { method: 'PUT', body: JSON.stringify(changes) });
  const listed = async (ticker: string) => {
    const [instrument] = await findInstruments(thread.store.db, [ticker]);
    if (!instrument) throw new Error(`${ticker} is not listed`);
    return instrument;
  };
  const schedules = () =>
    thread.rows<{ id: bigint; instrument: bigint }>(
      `SELECT id, instrument_id AS instrument FROM schedules WHERE kind = 'ticker' ORDER BY id`,
    );

  it('keeps what is tracked, scheduled and stored, and finds trades under both CIKs', async () => {
    await thread.listCompanies();
    const before = await listed('KO');
    const other = await listed('PEP');
    await thread.store.transaction(async (tx) => {
      await track(tx, 'default', [before.instrumentId, other.instrumentId]);
      await followTracking(tx, thread.now());
    });
    await thread.rows(`UPDATE watchlist_items SET tracked_since = '2026-01-01'`);
    const scheduled = await schedules();
    expect(scheduled).not.to.deep.equal([]);
    await thread.scrape('KO');
    const trades = await listTrades(
      thread.store,
      { issuers: [before.cik as string], sort: '-date', includeSuperseded: true },
      page,
    );
    expect(trades.items).not.to.deep.equal([]);

    const entry = { cik_str: 1, ticker: 'MSFT', title: 'Somebody' };
    await change([
      { kind: 'new-cik', ticker: 'KO', cik: '0008800001', name: 'COCA COLA HOLDINGS' },
      { kind: 'rename', ticker: 'PEP', to: 'PEPX' },
      { kind: 'entry', entry },
      { kind: 'entry', entry: { ticker: 'ODD' } },
    ]);
    const run = await thread.listCompanies();
    expect([run.state, run.report.created]).to.deep.equal(['done', 0]);

    const truth = await thread.ask<{ companies: { ticker: string; cik: string; formerly: object | null }[] }>(
      'truth/companies',
    );
    expect(truth.companies.filter(({ formerly }) => formerly).map(({ ticker, cik }) => [ticker, cik])).to.deep.equal(
      await Promise.all(
        truth.companies
          .filter(({ formerly }) => formerly)
          .map(async ({ ticker }) => [ticker, (await listed(ticker)).cik]),
      ),
    );
    const now = await listed('KO');
    expect(now.instrumentId).to.equal(before.instrumentId);
    expect((await listed('PEPX')).instrumentId).to.equal(other.instrumentId);
    expect(await trackedTickers(thread.store.db)).to.deep.equal(['KO', 'PEPX']);
    expect(await schedules()).to.deep.equal(scheduled);
    expect((await identityOf(thread.store.db, now)).ciks.map(({ cik }) => cik)).to.deep.equal([
      '0008800001',
      before.cik,
    ]);
    const events = await thread.store.db.event.findMany({ where: { type: 'listing.finding' } });
    expect(events.map(({ data }) => (data as { what: string }).what)).to.have.members([
      ...['cik-changed', 'renamed', 'two-companies', 'odd-entry'],
    ]);

    // It is requested under its new CIK, which has filed nothing; what the former one files is still its own.
    const asked = await thread.scrape('KO');
    expect([asked.state, asked.report.found]).to.deep.equal(['done', 0]);
    await thread.awaitRun(
      await requestRun(thread, {
        dataset: 'ownership-index',
        trigger: 'manual',
        request: { tickers: null, params: { daysBack: 30 }, force: false },
      }),
    );
    const named = await thread.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM index_entries WHERE '${before.cik}' = ANY(ciks)`,
    );
    expect(named[0]?.n).to.be.greaterThan(0);
    const [trade] = trades.items;
    const [still] = (
      await listTrades(
        thread.store,
        { issuers: [trade?.issuerCik as string], sort: '-date', includeSuperseded: true },
        page,
      )
    ).items;
    expect(still?.tickers).to.deep.equal(['KO']);
  });
});
