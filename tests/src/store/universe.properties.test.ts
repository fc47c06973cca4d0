import type { Day, ListedInstrument } from '@tickermill/core';
import { recordFailedReading } from '@tickermill/store/universe';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import fc from 'fast-check';
import { instrumentsNow, makeIsin, makeRow, readCompanies, readListing } from './listings.fixture.ts';

const runs = Number(process.env['UNIVERSE_RUNS'] ?? 8);
const months = 10;

/** A security of the invented world, with what it truly is. */
interface Security {
  readonly nth: number;
  readonly isin: string;
  cik: string;
  symbol: string;
  isListed: boolean;
  /** How many successful readings have not named it since it was listed. */
  absent: number;
}

/** What may happen in a month, to the security that a number draws. */
const change = fc.record({
  what: fc.constantFrom('begin', 'end', 'return', 'rename', 'recycle', 'take-over', 'swap'),
  draw: fc.nat(10_000),
});
/** A month: its changes, and how its reading goes. */
const month = fc.record({
  changes: fc.array(change, { maxLength: 4 }),
  reading: fc.constantFrom('good', 'good', 'good', 'good', 'broken', 'shrunk'),
});
const year = fc.array(month, { minLength: months, maxLength: months });
type Year = typeof year extends fc.Arbitrary<infer Y> ? Y : never;

const dayOf = (at: number): Day => new Date(Date.UTC(2026, at, 1)).toISOString().slice(0, 10);

class World {
  readonly securities: Security[] = [];
  #symbols = 0;
  /** What has changed its symbol or CIK in this month: without an ISIN nothing says that it goes on if it changes both. */
  #changed = new Set<Security>();

  constructor(count: number) {
    for (let nth = 0; nth < count; nth++) this.#begin(this.#newSymbol());
  }

  get listed(): Security[] {
    return this.securities.filter(({ isListed }) => isListed);
  }

  beginMonth(): void {
    this.#changed = new Set();
  }

  /** `withIsin`: as exchanges of Europe do; else a symbol has no id but the CIK that the SEC gives it. */
  happen({ what, draw }: { what: string; draw: number }, withIsin: boolean): void {
    const pick = (of: readonly Security[]) => of[draw % Math.max(1, of.length)];
    const gone = this.securities.filter(({ isListed }) => !isListed);
    const steady = this.listed.filter((each) => withIsin || !this.#changed.has(each));
    const [some, other] = [pick(steady), steady[(draw * 7 + 3) % Math.max(1, steady.length)]];
    for (const each of [some, other]) if (each && what !== 'begin' && what !== 'end') this.#changed.add(each);
    const isFree = (symbol: string) => !this.listed.some((each) => each.symbol === symbol);
    if (what === 'begin') this.#begin(this.#newSymbol());
    else if (what === 'end' && some) some.isListed = false;
    else if (what === 'rename' && some) some.symbol = this.#newSymbol();
    else if (what === 'return') {
      const back = pick(gone);
      if (back && isFree(back.symbol)) {
        back.isListed = true;
        this.#changed.add(back);
      }
    } else if (what === 'recycle') {
      // Without an ISIN a symbol that passes on before it is delisted is taken for the same share of a new company.
      const symbol = pick(gone.filter(({ absent }) => withIsin || absent >= 2))?.symbol;
      if (symbol && isFree(symbol)) this.#begin(symbol);
    } else if (what === 'take-over' && some && withIsin) {
      some.isListed = false;
      this.#begin(some.symbol);
    } else if (what === 'take-over' && some) some.cik = String(5_000 + draw).padStart(10, '0');
    else if (what === 'swap' && some && other && some !== other)
      [some.symbol, other.symbol] = [other.symbol, some.symbol];
  }

  #newSymbol(): string {
    this.#symbols += 1;
    return `S${this.#symbols}`;
  }

  #begin(symbol: string): void {
    const nth = this.securities.length + 1;
    this.securities.push({
      nth,
      isin: makeIsin(nth),
      cik: String(nth).padStart(10, '0'),
      symbol,
      isListed: true,
      absent: 0,
    });
  }
}

interface Symbolled {
  readonly id: string;
  readonly symbol: string;
  readonly from: Day;
  readonly to: Day | null;
}

/** Each beginning and end of a symbol, and each status, has an event that explains it. */
async function unexplained(store: ScratchStore): Promise<string[]> {
  const symbols = await store.db.$queryRaw<Symbolled[]>`
    SELECT instrument_id::text AS id, symbol, valid_from::text AS "from", valid_to::text AS "to" FROM symbols`;
  const events = await store.db.instrumentEvent.findMany({ orderBy: { id: 'asc' } });
  const of = (id: string) => events.filter(({ instrumentId }) => String(instrumentId) === id);
  const begins = ['listed', 'renamed', 'moved', 'relisted'];
  const ends = ['renamed', 'moved', 'symbol-passed', 'delisted', 'merged'];
  const wrong = symbols.flatMap(({ id, symbol, to }) => [
    ...(of(id).some((event) => begins.includes(event.what) && event.symbol === symbol) ? [] : [`${id} has ${symbol}`]),
    ...(to === null || of(id).some(({ what }) => ends.includes(what)) ? [] : [`${id} has lost ${symbol}`]),
  ]);
  for (const { id, status } of await instrumentsNow(store)) {
    const last = of(id).findLast(({ what }) =>
      ['listed', 'relisted', 'delisted', 'merged', 'renamed'].includes(what),
    )?.what;
    const isGone = last === 'delisted' || last === 'merged';
    if (isGone !== (status === 'delisted')) wrong.push(`${id} is ${status} after ${last}`);
  }
  return wrong;
}

/** Lives through a year; after each month the store must agree with the world. */
async function live(
  given: Year,
  options: { withIsin: boolean; listing: 'xetra' | 'nasdaq'; mic: string },
): Promise<void> {
  const { withIsin, listing, mic } = options;
  const store = await openScratchStore();
  try {
    const world = new World(25);
    /** Whose instrument it is: neither may ever change. */
    const instrumentOf = new Map<number, string>();
    const securityOf = new Map<string, number>();
    let isRead = false;
    for (const [at, { changes, reading }] of given.entries()) {
      world.beginMonth();
      for (const each of changes) world.happen(each, withIsin);
      const day = dayOf(at);
      if (!withIsin)
        await readCompanies(store, Object.fromEntries(world.listed.map(({ symbol, cik }) => [symbol, cik])));
      const rows = world.listed.map(
        ({ symbol, isin, nth }): ListedInstrument =>
          makeRow(mic, symbol, { isin: withIsin ? isin : null, name: `Security ${nth}` }),
      );
      if (reading === 'broken' && isRead) {
        await store.sqlTransaction((tx) =>
          recordFailedReading(tx, { listing, day, status: 'structure_error', message: 'broken.' }),
        );
        continue;
      }
      if (reading === 'shrunk' && isRead) {
        const before = await instrumentsNow(store);
        const [run] = await readListing(store, listing, day, rows.slice(0, 12));
        expect(run?.status).to.equal('shrunk');
        expect(await instrumentsNow(store), 'of a shrunken list nothing is stored').to.deep.equal(before);
        continue;
      }
      const [run] = await readListing(store, listing, day, rows);
      if (run?.status === 'shrunk') continue;
      isRead = true;
      const carried = new Map(
        (await instrumentsNow(store)).flatMap((each) => (each.symbol === null ? [] : [[each.symbol, each]])),
      );
      for (const security of world.listed) {
        security.absent = 0;
        const { nth, symbol } = security;
        const instrument = carried.get(symbol);
        expect(instrument, `${symbol} in month ${at}`).to.include({ mic, status: 'active' });
        const id = String(instrument?.id);
        expect(instrumentOf.get(nth) ?? id, `security ${nth} goes on in month ${at}`).to.equal(id);
        expect(securityOf.get(id) ?? nth, `instrument ${id} is of one security in month ${at}`).to.equal(nth);
        instrumentOf.set(nth, id);
        securityOf.set(id, nth);
      }
      const statusOf = new Map((await instrumentsNow(store)).map(({ id, status }) => [id, status]));
      for (const security of world.securities) {
        const status = statusOf.get(instrumentOf.get(security.nth) ?? '');
        if (security.isListed || status === undefined) continue;
        security.absent += 1;
        expect(status, `${security.nth}, absent for ${security.absent} readings`).to.equal(
          security.absent < 2 ? 'active' : 'delisted',
        );
      }
      expect(await unexplained(store)).to.deep.equal([]);
    }
  } finally {
    await store.close();
  }
}

describe('the universe, whatever listings say', () => {
  const check = (options: Parameters<typeof live>[1]) =>
    fc.assert(
      fc.asyncProperty(year, (given) => live(given, options)),
      { numRuns: runs, seed: 20_261_130, endOnFailure: false },
    );

  it('keeps one instrument for each ISIN, explains each transition, and joins no two', async function () {
    this.timeout(10 * 60_000);
    await check({ withIsin: true, listing: 'xetra', mic: 'XETR' });
  });

  it('does so by the CIKs of the SEC where a listing has no ids', async function () {
    this.timeout(10 * 60_000);
    await check({ withIsin: false, listing: 'nasdaq', mic: 'XNAS' });
  });
});
