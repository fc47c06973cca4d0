import { addDays, type Day, type PriceBasis } from '@tickermill/core';
import { recordTrades, viewPortfolio, withdrawTrade } from '@tickermill/engine';
import { portfolioSnapshotsChore } from '@tickermill/engine/maintenance';
import {
  createPortfolio,
  importRates,
  type NewTrade,
  portfolioSnapshots,
  portfolioTrades,
} from '@tickermill/store/portfolios';
import { activeInstruments, importCorporateActions } from '@tickermill/store/prices';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { seeded } from '../store/ledger-world.fixture.ts';
import { keep, makeBar, makeSeries } from '../store/prices.fixture.ts';

const everything = { from: null, to: null, limit: 1_000, offset: 0 };

describe('portfolios', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  async function list(symbol: string, mic: string): Promise<bigint> {
    const { id } = await store.db.instrument.create({ data: { name: symbol, listingSource: 'test' } });
    await store.db.symbol.create({ data: { instrumentId: id, symbol, mic, validFrom: new Date('2020-01-01') } });
    return id;
  }

  async function portfolio(name: string, currency = 'USD'): Promise<bigint> {
    await createPortfolio(store.sql, { name, currency, method: 'fifo', by: 'test' });
    const { id } = await store.db.portfolio.findFirstOrThrow({ where: { name } });
    return id;
  }

  const makeTrade = (instrumentId: bigint, fields: Partial<NewTrade>): NewTrade => ({
    instrumentId,
    kind: 'buy',
    on: '2026-11-16',
    quantity: '10',
    price: '100',
    amount: null,
    fee: null,
    currency: 'USD',
    ...fields,
  });

  const within = <T>(work: (deps: { store: typeof store }) => Promise<T>) =>
    store.transaction((tx) => work({ store: { ...store, db: tx } }));
  const record = (name: string, ...trades: NewTrade[]) =>
    within((deps) => recordTrades(deps, name, trades, { by: 'test' }));

  /** Makes what is due at an instant, as if what is known by now, to the millisecond, were long known when it looks the next time. */
  async function snapshotAt(now: string): Promise<void> {
    const chore = portfolioSnapshotsChore({ store, now: () => new Date(now) });
    while ((await chore.run()) === 'more');
    await store.db.$executeRaw`UPDATE portfolios SET made_at = now() + interval '59.998 s' WHERE made_at IS NOT NULL`;
  }
  const prices = (
    instrument: bigint,
    currency: string,
    closes: Readonly<Record<Day, string>>,
    basis: PriceBasis = 'split-adjusted',
  ) =>
    keep(
      store,
      makeSeries(
        instrument,
        Object.entries(closes).map(([day, close]) => makeBar(day, close)),
        { currency, basis },
      ),
    );
  const history = async (id: bigint) =>
    (await portfolioSnapshots(store.sql, id, everything))
      .reverse()
      .map(({ day, value, dayChange, stale }) => [day, value, dayChange, ...(stale > 0 ? ['stale'] : [])].join(' '));

  it('are valued after the close of the last exchange, at 18:30 in Seoul where Korean shares are held, and once', async () => {
    const [apple, samsung] = [await list('AAPL', 'XNAS'), await list('005930.KS', 'XKRX')];
    const [us, kr] = [await portfolio('us'), await portfolio('kr', 'KRW')];
    await prices(apple, 'USD', { '2026-11-16': '101', '2026-11-17': '102' });
    await prices(samsung, 'KRW', { '2026-11-16': '71000', '2026-11-17': '72000' });
    await record('us', makeTrade(apple, {}));
    await record('kr', makeTrade(samsung, { price: '70000', currency: 'KRW' }));
    await snapshotAt('2026-11-17T09:29:59Z');
    expect(await history(us)).to.deep.equal(['2026-11-16 1010 10']);
    expect(await history(kr)).to.deep.equal(['2026-11-16 710000 10000']);
    await snapshotAt('2026-11-17T09:30:00Z');
    expect(await history(kr)).to.deep.equal(['2026-11-16 710000 10000', '2026-11-17 720000 10000']);
    expect(await history(us), 'New York has not opened').to.have.length(1);
    await snapshotAt('2026-11-17T21:30:00Z');
    expect(await history(us)).to.deep.equal(['2026-11-16 1010 10', '2026-11-17 1020 10']);
    const valued = await store.db.event.findMany({ where: { type: 'portfolio.valued' }, orderBy: { id: 'asc' } });
    expect(valued.map(({ data }) => data)).to.deep.include({
      portfolio: 'us',
      day: '2026-11-17',
      currency: 'USD',
      value: '1020',
      day_change: '10',
      changed: 1,
    });
    const before = await portfolioSnapshots(store.sql, us, everything);
    await store.db.$executeRaw`UPDATE portfolios SET made_to = NULL`;
    await snapshotAt('2026-11-17T21:31:00Z');
    expect(await portfolioSnapshots(store.sql, us, everything), 'made anew, and the same').to.deep.equal(before);
  });

  it('keep the last known price, marked stale, and take a later close, a split or a rate when it comes', async () => {
    const [vod, id] = [await list('VOD.L', 'XLON'), await portfolio('late')];
    await prices(vod, 'GBp', { '2026-11-16': '80' });
    await record('late', makeTrade(vod, { quantity: '100', price: '75', currency: 'GBp' }));
    await snapshotAt('2026-11-18T20:00:00Z');
    expect(await history(id), 'without a rate nothing is invented').to.deep.equal([
      '2026-11-16  ',
      '2026-11-17   stale',
      '2026-11-18   stale',
    ]);
    const rates = (day: Day, usd: string) => [
      { day, currency: 'USD', perEuro: usd },
      { day, currency: 'GBP', perEuro: '0.8' },
    ];
    await store.sqlTransaction((tx) => importRates(tx, 'ecb', rates('2026-11-16', '1.2')));
    await snapshotAt('2026-11-18T20:00:00Z');
    expect(await history(id)).to.deep.equal(['2026-11-16 120 7.5', '2026-11-17 120 0 stale', '2026-11-18 120 0 stale']);
    await store.sqlTransaction((tx) => importRates(tx, 'ecb', rates('2026-11-18', '1.6')));
    await prices(vod, 'GBp', { '2026-11-17': '84' });
    await snapshotAt('2026-11-18T20:00:00Z');
    expect(await history(id)).to.deep.equal(['2026-11-16 120 7.5', '2026-11-17 126 6', '2026-11-18 168 42 stale']);
    const split = { date: '2026-11-18', type: 'split' as const, ratio: '2', amount: null, raw: {}, instrumentId: vod };
    await store.sqlTransaction((tx) => importCorporateActions(tx, 'import', [split]));
    await prices(vod, 'GBp', { '2026-11-16': '40', '2026-11-17': '42', '2026-11-18': '43' });
    await snapshotAt('2026-11-18T20:00:00Z');
    expect(await history(id)).to.deep.equal(['2026-11-16 120 7.5', '2026-11-17 126 6', '2026-11-18 172 46']);
    const { holdings } = await viewPortfolio(
      { store, now: () => new Date('2026-11-18T20:00:00Z') },
      await find(id),
      null,
    );
    expect(holdings[0]).to.deep.include({ ticker: 'VOD.L', quantity: '200', price: '43', rate: '0.02', weight: '1' });
  });

  it('take closes that are stored as they were traded by the splits since', async () => {
    const [hynix, id] = [await list('000660.KS', 'XKRX'), await portfolio('traded', 'KRW')];
    await prices(hynix, 'KRW', { '2026-11-16': '200' }, 'as-traded');
    const split = {
      date: '2026-11-17',
      type: 'split' as const,
      ratio: '4',
      amount: null,
      raw: {},
      instrumentId: hynix,
    };
    await store.sqlTransaction((tx) => importCorporateActions(tx, 'import', [split]));
    await prices(hynix, 'KRW', { '2026-11-18': '52' }, 'as-traded');
    await record('traded', makeTrade(hynix, { price: '190', currency: 'KRW' }));
    await snapshotAt('2026-11-18T10:00:00Z');
    expect(await history(id)).to.deep.equal(['2026-11-16 2000 100', '2026-11-17 2000 0 stale', '2026-11-18 2080 80']);
  });

  const find = (id: bigint) =>
    store.db.portfolio
      .findFirstOrThrow({ where: { id } })
      .then(({ currency }) => ({ id, currency, method: 'fifo' as const }));

  it('refuse what would leave less than nothing on any day, and follow a correction in the past', async () => {
    const [id, msft] = [await portfolio('wrong'), await list('MSFT', 'XNAS')];
    await prices(msft, 'USD', { '2026-11-16': '100', '2026-11-17': '110', '2026-11-18': '120' });
    const [first = 0n] = await record('wrong', makeTrade(msft, {}));
    await record('wrong', makeTrade(msft, { kind: 'sell', on: '2026-11-18', quantity: '8', price: '120' }));
    await snapshotAt('2026-11-18T22:00:00Z');
    expect(await history(id)).to.deep.equal(['2026-11-16 1000 0', '2026-11-17 1100 100', '2026-11-18 240 100']);
    const refusal = (work: Promise<unknown>) =>
      work.then(
        () => expect.fail('it was done'),
        (error) => error.message,
      );
    const early = makeTrade(msft, { kind: 'sell', on: '2026-11-17', quantity: '3' });
    expect(await refusal(record('wrong', early))).to.equal(
      'quantity: on 2026-11-18 wrong holds 7 MSFT, and 8 would leave it.',
    );
    expect(await refusal(within((deps) => withdrawTrade(deps, 'wrong', first)))).to.contain('holds 0 MSFT');
    expect(await portfolioTrades(store.sql, id)).to.have.length(2);
    const [more = 0n] = await record('wrong', makeTrade(msft, { on: '2026-11-17', quantity: '1', price: '110' }));
    await snapshotAt('2026-11-18T22:00:00Z');
    expect(await history(id)).to.deep.equal(['2026-11-16 1000 0', '2026-11-17 1210 100', '2026-11-18 360 110']);
    await within((deps) => withdrawTrade(deps, 'wrong', more));
    await snapshotAt('2026-11-18T22:00:00Z');
    expect((await history(id)).at(-1)).to.equal('2026-11-18 240 100');
  });

  it('make what they hold active, and what was traded in the last 30 days', async () => {
    const [held, sold, old] = [await list('HELD', 'XNAS'), await list('SOLD', 'XNAS'), await list('OLD', 'XNAS')];
    await portfolio('active');
    const bought = { on: '2026-01-05' };
    await record('active', makeTrade(held, bought), makeTrade(sold, bought), makeTrade(old, bought));
    await record(
      'active',
      makeTrade(sold, { kind: 'sell', on: '2026-11-01' }),
      makeTrade(old, { kind: 'sell', on: '2026-10-01' }),
    );
    const active = await activeInstruments(store.sql, new Date('2026-11-20T00:00:00Z'));
    const ids = active.map(({ instrumentId }) => instrumentId);
    expect([held, sold, old].map((id) => ids.includes(id))).to.deep.equal([true, true, false]);
  });

  it('have the history that they would have if everything had been known from the beginning', async () => {
    const instruments = [await list('RND', 'XNAS'), await list('RND.L', 'XLON')] as const;
    const currencies = ['USD', 'GBP'] as const;
    let [compared, valued] = [0, 0];
    for (let seed = 1; seed <= 3; seed++) {
      const random = seeded(seed);
      const draw = (below: number) => Math.floor(random() * below);
      const name = `any ${seed}`;
      const id = await portfolio(name, 'EUR');
      const start = addDays('2026-02-02', 40 * seed);
      const dayOf = (at: number) => addDays(start, at);
      for (let step = 0; step < 24; step++) {
        const which = draw(2) as 0 | 1;
        const [instrument, currency] = [instruments[which], currencies[which]];
        const on = dayOf(draw(14));
        const act = draw(8);
        if (act <= 3) {
          const kind = act <= 2 ? 'buy' : 'sell';
          const asked = makeTrade(instrument, {
            kind,
            on,
            quantity: String(1 + draw(9)),
            price: String(50 + draw(50)),
            currency,
          });
          await record(name, asked).catch((error) => expect(error.message).to.contain('would leave it'));
        } else if (act <= 5) await prices(instrument, currency, { [on]: String(50 + draw(50)) });
        else if (act === 6)
          await store.sqlTransaction((tx) =>
            importRates(tx, 'ecb', [{ day: on, currency, perEuro: `1.${1 + draw(9)}` }]),
          );
        else {
          const trades = await portfolioTrades(store.sql, id);
          const trade = trades[draw(trades.length)];
          if (trade)
            await within((deps) => withdrawTrade(deps, name, trade.id)).catch((error) =>
              expect(error.message).to.contain('would leave it'),
            );
        }
        if (draw(2) === 0) await snapshotAt(`${dayOf(10)}T23:00:00Z`);
      }
      await snapshotAt(`${dayOf(15)}T23:00:00Z`);
      const kept = await portfolioSnapshots(store.sql, id, everything);
      compared += kept.length;
      valued += kept.filter(({ value }) => value !== null).length;
      await store.db.$executeRaw`DELETE FROM portfolio_snapshots WHERE portfolio_id = ${id}`;
      await store.db
        .$executeRaw`UPDATE portfolios SET made_to = NULL, made_at = NULL, changed_from = '2020-01-01' WHERE id = ${id}`;
      await snapshotAt(`${dayOf(15)}T23:00:00Z`);
      const made = await portfolioSnapshots(store.sql, id, everything);
      const plain = (snapshots: typeof made) => snapshots.map(({ madeAt: _, ...snapshot }) => snapshot);
      expect(plain(kept), `seed ${seed}`).to.deep.equal(plain(made));
    }
    expect([compared > 15, valued > 5]).to.deep.equal([true, true]);
  });
});
