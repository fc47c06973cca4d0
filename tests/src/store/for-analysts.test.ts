import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OwnershipFiling } from '@tickermill/core';
import { storeCompanies, storeDailyPrices, storeFilings } from '@tickermill/store/datasets';
import { findInstruments } from '@tickermill/store/universe';
import {
  makeFiling,
  makeOwner,
  makeTrade,
  openScratchStore,
  type ScratchStore,
  withDatabase,
} from '@tickermill/testkit';
import { expect } from 'chai';

const page = fileURLToPath(new URL('../../../docs/for-analysts.md', import.meta.url));

/** The questions of the document, each with the SQL below it. */
const questions = new Map(
  readFileSync(page, 'utf8')
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.split('\n')[0] ?? '', /```sql\n([\s\S]*?)```/.exec(section)?.[1] ?? '']),
);

/** What each answers here; numbers and days as text. */
const answers: Readonly<Record<string, readonly Record<string, string | null>[]>> = {
  'What was bought most in the market lately?': [
    { ticker: 'AAPL', purchases: '3', insiders: '3', usd: '3150.00' },
    { ticker: 'GOOG', purchases: '1', insiders: '1', usd: '1050.00' },
  ],
  'Where do several insiders buy at the same time?': [{ ticker: 'AAPL', last_day: '2026-11-04', insiders: '3' }],
  'What do officers sell outside a plan, and near which price of the day?': [
    {
      traded_on: '2026-11-04',
      ticker: 'AAPL',
      insider: 'Roe Richard',
      title: 'CFO',
      shares: '10',
      price: '110',
      close: '100.000000',
      percent_of_close: '10.00',
    },
  ],
  'What became of the price after a purchase?': [
    {
      ticker: 'AAPL',
      filed_on: '2026-11-05',
      insider: 'Owner 1',
      value: '1050.00',
      at_filing: '101.000000',
      five_sessions_later: '106.000000',
      percent: '4.95',
    },
  ],
  'How late is it filed?': [
    { ticker: 'GOOG', filings: '1', trades: '2', days_on_average: '16.0', later_than_four_days: '1' },
    { ticker: 'AAPL', filings: '4', trades: '4', days_on_average: '6.5', later_than_four_days: '2' },
  ],
};

describe('the questions of docs/for-analysts.md', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
    await fill(store);
  });
  after(() => store.close());

  /** Runs SQL as an analyst does. */
  const ask = (sql: string) =>
    withDatabase(store.url, async (client) => {
      await client.query('SET ROLE tickermill_reader');
      const { rows } = await client.query<Record<string, string | null>>(
        `SELECT (SELECT jsonb_object_agg(key, value) FROM jsonb_each_text(to_jsonb(q))) AS row FROM (${sql.replace(/;\s*$/, '')}) q`,
      );
      return rows.map(({ row }) => row as unknown as Record<string, string | null>);
    });

  it('are the five that are answered here', () => {
    expect([...questions.keys()]).to.deep.equal(Object.keys(answers));
  });

  for (const [question, sql] of questions) {
    it(`${question} runs as it stands, for whoever may read the views alone`, async () => {
      expect(await ask(sql)).to.deep.equal(answers[question]);
    });
  }

  it('have a row in `trades` for each trade that counts, once', async () => {
    const [row] = await ask(`SELECT count(*) AS trades, count(*) FILTER (WHERE traded_on IS NULL) AS without_day,
      string_agg(DISTINCT array_to_string(tickers, '+'), ' ' ORDER BY array_to_string(tickers, '+')) AS tickers,
      max(insiders) AS insiders, string_agg(DISTINCT role, '; ' ORDER BY role) AS roles FROM trades`);
    expect(row).to.deep.equal({
      trades: '6',
      without_day: '1',
      tickers: 'AAPL GOOG+GOOGL',
      insiders: '2',
      roles: 'director; officer, director',
    });
  });
});

const apple = { cik: '0000320193', name: 'Apple Inc.', symbol: 'AAPL', foreignSymbol: null };
const alphabet = { cik: '0001652044', name: 'Alphabet Inc.', symbol: 'GOOG', foreignSymbol: null };

/** Three purchases within ten days, a sale, one of two owners with a date that cannot be, and an amendment that is not matched. */
async function fill(store: ScratchStore): Promise<void> {
  const owner = (number: number) =>
    makeOwner({ cik: String(1_000_000 + number).padStart(10, '0'), name: `Owner ${number}` });
  const filed = (number: number, fields: Partial<OwnershipFiling>) =>
    makeFiling({
      accession: `0000000004-26-${String(number).padStart(6, '0')}`,
      filedAt: null,
      issuer: apple,
      ...fields,
    });
  const cfo = makeOwner({ cik: '0001000009', name: 'Roe Richard', isOfficer: true, officerTitle: 'CFO' });
  const bought = (date: string, number: number) => ({
    transactions: [makeTrade({ date, shares: '100', sharesAfter: `${number}` })],
  });
  await store.transaction(async (tx) => {
    await storeCompanies(tx, [
      { cik: apple.cik, symbol: 'AAPL', name: apple.name },
      { cik: alphabet.cik, symbol: 'GOOGL', name: alphabet.name },
      { cik: alphabet.cik, symbol: 'GOOG', name: alphabet.name },
    ]);
    await storeFilings(tx, [
      filed(1, { filedOn: '2026-11-05', owners: [owner(1)], ...bought('2026-11-03', 1) }),
      filed(2, { filedOn: '2026-11-14', owners: [owner(2)], ...bought('2026-11-03', 2) }),
      filed(3, { filedOn: '2026-11-16', owners: [owner(3)], ...bought('2026-11-04', 3) }),
      filed(4, {
        filedOn: '2026-11-05',
        owners: [cfo],
        transactions: [makeTrade({ date: '2026-11-04', code: 'S', acquiredDisposed: 'D', shares: '10', price: '110' })],
      }),
      filed(5, {
        filedOn: '2026-11-18',
        issuer: alphabet,
        owners: [owner(5), owner(6)],
        transactions: [
          makeTrade({ date: '2026-11-02' }),
          makeTrade({ line: 2, date: '0026-11-02', code: 'F', acquiredDisposed: 'D' }),
        ],
      }),
      filed(6, { form: '4/A', originalFiledOn: '2026-01-05', owners: [owner(7)] }),
    ]);
  });
  const [instrument] = await findInstruments(store.db, ['AAPL']);
  const days = ['04', '05', '06', '09', '10', '11', '12'];
  const bars = days.map((day, index) => {
    const price = String(100 + index);
    const values = { open: price, high: price, low: price, close: price, adjClose: price, volume: '1' };
    return { date: `2026-11-${day}`, ...values, final: true };
  });
  await store.sqlTransaction((tx) =>
    storeDailyPrices(tx, [
      {
        kind: 'series',
        instrument: String(instrument?.instrumentId),
        symbol: 'AAPL',
        provider: 'yahoo',
        currency: 'USD',
        bars,
        basis: 'split-adjusted',
        isFallback: false,
        isWhole: false,
        priceHint: 6,
        from: '2026-11-04',
        to: '2026-11-12',
        absent: [],
        late: [],
        actions: [],
        firstTradeDay: null,
        oddities: [],
      },
    ]),
  );
}
