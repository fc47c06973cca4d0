import type { OwnershipFiling } from '@tickermill/core';
import { storeFilings } from '@tickermill/store/datasets';
import {
  type ListedTrade,
  type PolledTrades,
  pollTrades,
  replaceForeignFilings,
  type TradePosition,
} from '@tickermill/store/insider-trades';
import { makeFiling, makeOwner, makeTrade, openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

type Filter = Parameters<typeof pollTrades>[1];

const keyOf = ({ accession, table, line }: ListedTrade) => `${accession} ${table} ${line}`;
const accessionOf = (number: number) => `0000000007-26-${String(number).padStart(6, '0')}`;
const issuerOf = (number: number): OwnershipFiling['issuer'] => ({
  cik: String(1 + number).padStart(10, '0'),
  name: `Issuer ${number}`,
  symbol: null,
  foreignSymbol: null,
});
/** A filing whose trades are like those of no other. */
const filingOf = (number: number, more: Partial<OwnershipFiling> = {}): OwnershipFiling =>
  makeFiling({
    accession: accessionOf(number),
    issuer: issuerOf(number % 40),
    transactions: [makeTrade({ shares: `${number + 1}.5` })],
    ...more,
  });

describe('polling of insider trades', () => {
  let store: ScratchStore;
  beforeEach(async () => {
    store = await openScratchStore();
  });
  afterEach(() => store.close());

  const keep = (...filings: OwnershipFiling[]) => store.sqlTransaction((tx) => storeFilings(tx, filings));
  const poll = async (
    after: TradePosition | null,
    filter: Filter = {},
    more: { limit?: number; scan?: number } = {},
  ) => {
    const polled = await pollTrades(store, filter, { after, limit: 1_000, ...more });
    if (!polled) throw new Error('the place is unknown');
    return polled;
  };
  /** Reads page after page until there is no more. */
  const drain = async (
    after: TradePosition | null,
    filter: Filter = {},
    more: { limit?: number; scan?: number } = {},
  ) => {
    const items: ListedTrade[] = [];
    let pages = 0;
    let page: PolledTrades | undefined;
    while (page?.hasMore ?? true) {
      page = await poll(page?.next ?? after, filter, more);
      items.push(...page.items);
      pages++;
    }
    return { items, pages, next: page?.next as TradePosition };
  };

  it('hands out every trade once, in an order that never goes back, while four workers store', async () => {
    const [filings, writers, together] = [10_000, 4, 50];
    let reads = 0;
    const readers = new Set<() => void>();
    /** Resolves when the client has read so many pages more. */
    const pagesRead = (pages: number) =>
      new Promise<void>((resolve) => {
        const until = reads + pages;
        const look = () => {
          if (reads < until) return;
          readers.delete(look);
          resolve();
        };
        readers.add(look);
      });

    let begun = 0;
    const write = async () => {
      for (let first = begun; first < filings; first = begun) {
        begun += together;
        await store.sqlTransaction(async (tx) => {
          const numbers = Array.from({ length: together }, (_, index) => first + index);
          // A transaction number is taken, and others commit before it.
          await tx.$queryRaw`SELECT pg_current_xact_id()::text`;
          if ((first / together) % 7 === 0) await pagesRead(2);
          await storeFilings(
            tx,
            // Each writer has companies of its own: none waits for another.
            numbers.map((number) => filingOf(number, { issuer: issuerOf((first / together) % 40) })),
          );
          if ((first / together) % 5 === 0) await pagesRead(1);
        });
      }
    };

    let isWriting = true;
    const seen: string[] = [];
    const places: TradePosition[] = [];
    const read = async () => {
      let after: TradePosition | null = null;
      for (;;) {
        const isLast = !isWriting;
        const { items, next, hasMore } = await poll(after, {}, { limit: 333 });
        seen.push(...items.map(keyOf));
        after = next;
        places.push(next);
        reads++;
        for (const look of readers) look();
        if (isLast && !hasMore) return;
      }
    };
    const reading = read();
    await Promise.all(Array.from({ length: writers }, write));
    isWriting = false;
    await reading;
    expect(seen).to.have.length(filings);
    expect(new Set(seen).size).to.equal(filings);
    const order = places.map(({ txid, accession, table, line }) =>
      [String(txid).padStart(20, '0'), accession, table, String(line).padStart(10, '0')].join(' '),
    );
    expect(order).to.deep.equal([...order].sort());
    expect(reads).to.be.greaterThan(filings / 333);
  });

  it('holds back what was committed first but began later, until the earlier has ended', async () => {
    const { next } = await drain(null);
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    let stored: () => void = () => {};
    const isStored = new Promise<void>((resolve) => {
      stored = resolve;
    });
    const slow = store.sqlTransaction(async (tx) => {
      await storeFilings(tx, [filingOf(1)]);
      stored();
      await ended;
    });
    await isStored;
    // Of another owner: whoever stores a new insider waits for another who does.
    await keep(filingOf(2, { owners: [makeOwner({ cik: '0001000002' })] }));
    const early = await poll(next);
    end();
    await slow;
    expect([early.items, early.hasMore]).to.deep.equal([[], false]);
    const late = await drain(early.next);
    expect(late.items.map(({ accession }) => accession)).to.deep.equal([accessionOf(1), accessionOf(2)]);
  });

  it('hands out a trade again when it is restated, linked, or read anew: the latest of each is what is stored', async () => {
    const owner = makeOwner({ cik: '0001000001' });
    const original = filingOf(1, {
      filedOn: '2026-11-10',
      filedAt: null,
      owners: [owner],
      transactions: [makeTrade(), makeTrade({ line: 2, shares: '7' })],
    });
    await keep(original, filingOf(2));
    const copy = new Map<string, ListedTrade>();
    const catchUp = async (after: TradePosition | null) => {
      const { items, next } = await drain(after, {}, { limit: 1 });
      for (const item of items) copy.set(keyOf(item), item);
      return { next, keys: items.map(keyOf) };
    };
    const first = await catchUp(null);
    expect(first.keys).to.have.length(3);

    const amendment = { ...original, accession: accessionOf(3), form: '4/A' as const, originalFiledOn: '2026-11-10' };
    await keep({ ...amendment, filedOn: '2026-11-12' });
    const second = await catchUp(first.next);
    expect(second.keys.map((key) => key.split(' ')[0])).to.deep.equal([
      accessionOf(1),
      accessionOf(1),
      accessionOf(3),
      accessionOf(3),
    ]);
    expect(copy.get(`${accessionOf(1)} non-derivative 1`)).to.include({ supersededBy: accessionOf(3), counted: false });
    expect(copy.get(`${accessionOf(3)} non-derivative 1`)).to.include({ supersededBy: null, counted: true });

    // Another filer's report of the same trade.
    const fund = makeOwner({ cik: '0001000009', isDirector: false, isTenPercentOwner: true });
    const reported = (number: number, cik: string, ownership: 'D' | 'I') =>
      filingOf(number, {
        owners: [{ ...fund, cik }],
        issuer: issuerOf(7),
        transactions: [makeTrade({ ownership, shares: '50' })],
      });
    await keep(reported(4, '0001000009', 'D'));
    const third = await catchUp(second.next);
    await keep(reported(5, '0001000010', 'I'));
    const fourth = await catchUp(third.next);
    expect([third.keys, fourth.keys]).to.deep.equal([
      [`${accessionOf(4)} non-derivative 1`],
      [`${accessionOf(5)} non-derivative 1`],
    ]);
    expect(copy.get(`${accessionOf(5)} non-derivative 1`)).to.include({ sameTradeAs: accessionOf(4), counted: false });

    await keep({ ...filingOf(2), parserVersion: filingOf(2).parserVersion + 1, remarks: 'read anew' });
    const fifth = await catchUp(fourth.next);
    expect(fifth.keys).to.deep.equal([`${accessionOf(2)} non-derivative 1`]);
    await keep({ ...filingOf(2), parserVersion: filingOf(2).parserVersion + 1 });
    expect((await catchUp(fifth.next)).keys, 'nothing is new').to.deep.equal([]);

    const { items } = await drain(null);
    expect(new Map(items.map((item) => [keyOf(item), item]))).to.deep.equal(copy);
  });

  it('begins at a day of filing, and leaves only what the filter means', async () => {
    const days = ['2026-11-02', '2026-11-10', '2026-11-20'] as const;
    for (const [number, filedOn] of days.entries())
      await keep(filingOf(number, { filedOn, filedAt: null, transactions: [makeTrade({ date: '2026-11-01' })] }));
    const accessions = async (filter: Filter, more = {}) =>
      (await drain(null, filter, more)).items.map(({ accession }) => Number(accession.slice(-1)));
    expect(await accessions({})).to.deep.equal([0, 1, 2]);
    expect(await accessions({ filedFrom: '2026-11-10' })).to.deep.equal([1, 2]);
    expect(await accessions({ filedFrom: '2026-11-03', filedTo: '2026-11-10' })).to.deep.equal([1]);
    expect(await accessions({ issuers: [issuerOf(2).cik, issuerOf(0).cik] })).to.deep.equal([0, 2]);
    expect(await accessions({ issuers: Array.from({ length: 30 }, (_, n) => issuerOf(n + 1).cik) })).to.deep.equal([
      1, 2,
    ]);
    expect(await accessions({ issuers: [] })).to.deep.equal([]);
    expect(await accessions({ code: 'S' })).to.deep.equal([]);
    const none = await poll(null, { filedFrom: '2026-11-21' });
    expect(none).to.deep.include({ items: [], hasMore: false });
    await keep(filingOf(4, { filedOn: '2026-11-23', filedAt: null }));
    expect((await drain(none.next, { filedFrom: '2026-11-21' })).items).to.have.length(1);
  });

  it('begins at a day of filing before what is still to commit, whatever has been committed meanwhile', async () => {
    const filter = { filedFrom: '2026-11-21' } as const;
    const filed = (number: number) =>
      filingOf(number, { filedOn: '2026-11-23', filedAt: null, owners: [makeOwner({ cik: `000100000${number}` })] });
    const first = await store.sqlTransaction(async (tx) => {
      await tx.$queryRaw`SELECT pg_current_xact_id()::text`;
      await keep(filed(2));
      const early = await poll(null, filter);
      await storeFilings(tx, [filed(1)]);
      return early;
    });
    expect(first).to.deep.include({ items: [], hasMore: false });
    const late = await drain(first.next, filter);
    expect(late.items.map(({ accession }) => accession)).to.deep.equal([accessionOf(1), accessionOf(2)]);
  });

  it('leaves nothing out where filings change between two statements of a page', async () => {
    await keep(
      ...Array.from({ length: 12 }, (_, number) =>
        filingOf(number, { transactions: [makeTrade({ code: number === 5 ? 'G' : 'S' })] }),
      ),
    );
    const changing = [0, 1, 2].map(accessionOf);
    const reads: typeof store.reads = {
      ...store.reads,
      $queryRaw: (async (...query: Parameters<typeof store.reads.$queryRaw>) => {
        const rows = await store.reads.$queryRaw(...query);
        const accession = changing.shift();
        if (accession)
          await store.sql.$executeRaw`
            UPDATE filings SET changed_txid = pg_current_xact_id()::text::bigint WHERE accession = ${accession}`;
        return rows;
      }) as typeof store.reads.$queryRaw,
    };
    const found: string[] = [];
    for (let after: TradePosition | null = null, hasMore = true; hasMore; ) {
      const page = await pollTrades({ sql: store.sql, reads }, { code: 'G' }, { after, limit: 10, scan: 5 });
      found.push(...(page?.items ?? []).map(({ accession }) => accession));
      hasMore = page?.hasMore ?? false;
      after = page?.next ?? null;
    }
    expect(found).to.deep.equal([accessionOf(5)]);
  });

  it('looks at no more than so many filings for a page, and says that there is more', async () => {
    await keep(...Array.from({ length: 12 }, (_, number) => filingOf(number)));
    const few = await drain(null, { code: 'ZZ' }, { scan: 5 });
    expect([few.items, few.pages]).to.deep.equal([[], 3]);
    const { items, pages } = await drain(null, { issuers: [issuerOf(11).cik, ...manyIssuers] }, { scan: 5 });
    expect([items.map(({ accession }) => accession), pages]).to.deep.equal([[accessionOf(11)], 3]);
    expect((await poll(few.next)).next, 'nothing has moved').to.equal(few.next);
  });

  it('knows no place of another database, and gives what came from one a place of its own', async () => {
    await keep(filingOf(1));
    const { next } = await drain(null);
    const foreign = { ...next, txid: next.txid + 1_000_000n };
    expect(await pollTrades(store, {}, { after: foreign, limit: 10 })).to.equal(null);
    await store.sql.$executeRaw`UPDATE filings SET changed_txid = ${foreign.txid}`;
    expect((await drain(next)).items).to.deep.equal([]);
    expect(await replaceForeignFilings(store.sql)).to.equal(1);
    expect(await replaceForeignFilings(store.sql)).to.equal(0);
    expect((await drain(next)).items).to.have.length(1);
  });
});

const manyIssuers = Array.from({ length: 25 }, (_, number) => issuerOf(100 + number).cik);
