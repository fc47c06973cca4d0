import { parseListing } from '@tickermill/collectors';
import { ListingId, PipelineError, toCik } from '@tickermill/core';
import { type KnownInstrument, openSandbox, type Sandbox } from '@tickermill/sandbox';
import { storeCompanies } from '@tickermill/store/datasets';
import { universeAsOf } from '@tickermill/store/universe';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { fetchListing, goToMonth, listedTruth } from '../engine/exchange-lists.fixture.ts';
import { instrumentsNow, readListing } from './listings.fixture.ts';

const months = Array.from({ length: 12 }, (_, nth) => `2026-${String(nth + 1).padStart(2, '0')}`);

/** The scripted year of the sandbox: after each month the universe is what whoever read its lists must know. */
describe('the universe through a year of lists', () => {
  let sandbox: Sandbox;
  let store: ScratchStore;
  /** The instrument that stands for one of the sandbox: for ever the same. */
  const idOf = new Map<string, string>();
  /** What was known in each month. */
  const knownIn = new Map<string, readonly KnownInstrument[]>();
  before(async () => {
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 60, listed: 500, secCeilingPerSecond: 0 });
    store = await openScratchStore();
  });
  after(async () => {
    await store.close();
    await sandbox.close();
  });

  /** Reads everything that a month offers, the list of the SEC first; a list that cannot be trusted is left. */
  async function readMonth(month: string): Promise<void> {
    await goToMonth(sandbox, month);
    const headers = { 'user-agent': 'Tickermill Tests tests@example.com' };
    const answer = await fetch(`${sandbox.url}/www.sec.gov/files/company_tickers.json`, { headers });
    const companies = Object.values(
      (await answer.json()) as Record<string, { cik_str: number; ticker: string; title: string }>,
    );
    const entries = companies.map(({ cik_str, ticker, title }) => ({
      cik: toCik(cik_str),
      symbol: ticker,
      name: title,
    }));
    await store.sqlTransaction((tx) => storeCompanies(tx, entries));
    for (const listing of ListingId.options) {
      const bytes = await fetchListing(sandbox, listing);
      try {
        await readListing(store, listing, `${month}-01`, parseListing(listing, bytes).instruments);
      } catch (error) {
        if (!(error instanceof PipelineError)) throw error;
      }
    }
  }

  /** Delisted once two lists have missed it; without its symbol as soon as another has it. */
  function expected({ missed, symbol, mic, isin, cik }: KnownInstrument, carried: ReadonlySet<string>) {
    const status = missed >= 2 ? 'delisted' : 'active';
    const isHeld = missed === 0 || (missed === 1 && !carried.has(`${mic}:${symbol}`));
    return { status, mic: isHeld ? mic : null, symbol: isHeld ? symbol : null, isin, cik };
  }

  for (const month of months) {
    it(`${month}: every instrument is as it should be, and the same as before`, async () => {
      await readMonth(month);
      const { instruments } = await listedTruth(sandbox);
      const now = await instrumentsNow(store);
      const byPlace = new Map(now.map((each) => [`${each.mic}:${each.symbol}`, each.id]));
      const byId = new Map(now.map((each) => [each.id, each]));
      const securities = instruments.filter(({ is_test }) => !is_test);
      knownIn.set(month, securities);
      const carried = new Set(securities.filter(({ listed }) => listed).map(({ mic, symbol }) => `${mic}:${symbol}`));
      for (const each of securities) {
        const known = idOf.get(each.id) ?? byPlace.get(`${each.mic}:${each.symbol}`);
        if (known !== undefined) idOf.set(each.id, known);
        const { id: _, ...stored } = byId.get(known ?? '') ?? { id: null };
        expect(stored, `${each.id} in ${month}`).to.deep.equal(expected(each, carried));
      }
      expect(new Set(idOf.values()).size, 'no two are one').to.equal(securities.length);
      expect(now.length, 'nothing else is there').to.equal(securities.length);
    });
  }

  it('says at its end what was listed on a day of each month, the dead included', async () => {
    // The SEC's list is dated by the clock of the database; the exchanges of Europe by the months of the year.
    const europe = new Set((knownIn.get('2026-12') ?? []).filter(({ isin }) => isin !== null).map(({ mic }) => mic));
    let dead = 0;
    for (const month of months) {
      const known = (knownIn.get(month) ?? []).filter(({ mic }) => europe.has(mic));
      const then = (await universeAsOf(store.db, `${month}-01`, { exchange: null, kind: null }, null)).filter(
        ({ mic }) => europe.has(mic),
      );
      dead += then.filter(({ status }) => status === 'delisted').length;
      const place = ({ mic, symbol }: { mic: string; symbol: string }) => `${mic}:${symbol}`;
      const listed = known.filter((each) => each.listed).map(place);
      expect(then.map(place), month).to.include.members(listed);
      // What one reading had missed and the next one named again was listed all along.
      const missedOnce = new Set(known.filter(({ missed }) => missed === 1).map(({ id }) => idOf.get(id)));
      const more = then.filter((each) => !listed.includes(place(each)));
      expect(
        more.filter(({ instrumentId }) => !missedOnce.has(instrumentId)),
        month,
      ).to.deep.equal([]);
      expect(
        then.filter(({ isAssumed }) => isAssumed),
        month,
      ).to.deep.equal([]);
    }
    expect(dead).to.be.above(0);
    const before = await universeAsOf(store.db, '2025-12-31', { exchange: 'XETR', kind: null }, null);
    expect(before.every(({ isAssumed }) => isAssumed)).to.equal(true);
    const first = (knownIn.get('2026-01') ?? []).filter(({ mic, listed }) => mic === 'XETR' && listed);
    expect(before).to.have.length(first.length);
  });
});
