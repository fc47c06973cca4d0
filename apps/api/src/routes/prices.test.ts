import type { PriceBar } from '@tickermill/core';
import { arrowType, PricesView, parquetType } from '@tickermill/core/contracts';
import { storeDailyPrices } from '@tickermill/store/datasets';
import { findInstruments } from '@tickermill/store/universe';
import { readArrowRows, readParquetRows } from '@tickermill/testkit';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const bar = (date: string, fields: Partial<PriceBar> = {}): PriceBar => ({
  date,
  open: '150.07',
  high: '151',
  low: '0.000001',
  close: '150.333333',
  adjClose: '75.111111',
  volume: '9007199254740993',
  final: true,
  ...fields,
});

describe('stored prices', () => {
  let api: ServedApi;
  let clock = new Date('2026-11-20T22:00:00Z');
  before(async () => {
    api = await serveApi({ now: () => clock });
  });
  after(() => api.close());

  async function keep(symbol: string, bars: PriceBar[], currency = 'USD'): Promise<void> {
    const [instrument] = await findInstruments(api.store.db, [symbol]);
    const [from, to] = [bars[0]?.date ?? '', bars.at(-1)?.date ?? ''];
    await api.store.sqlTransaction((tx) =>
      storeDailyPrices(tx, [
        {
          kind: 'series',
          instrument: String(instrument?.instrumentId),
          symbol,
          provider: 'yahoo',
          currency,
          bars,
          basis: 'split-adjusted',
          isFallback: false,
          isWhole: false,
          priceHint: 6,
          from,
          to,
          absent: [],
          late: [],
          actions: [],
          firstTradeDay: null,
          oddities: [],
        },
      ]),
    );
  }

  const ask = (path: string, accept = 'application/json') =>
    api.ask('GET', `/api/v1/prices/${path}`, { headers: { accept } });
  const askBytes = async (path: string, accept: string) => {
    const response = await ask(path, accept);
    expect([response.status, response.headers.get('content-type')?.split(';')[0]]).to.deep.equal([200, accept]);
    return Buffer.from(await response.arrayBuffer());
  };
  const askBars = async (path: string) => PricesView.parse(await (await ask(path)).json());

  it('are the same to the digit in JSON, CSV, Arrow and Parquet', async () => {
    await keep('AAPL', [
      bar('2026-11-16'),
      bar('2026-11-17', { open: null, adjClose: null, volume: null }),
      bar('2026-11-18', { open: '999999999999.999999', volume: '0', final: false }),
    ]);
    for (const query of ['', '?adjusted=true', '?from=2026-11-17&to=2026-11-17', '?from=1999-01-01&to=1999-02-01']) {
      const { bars } = await askBars(`AAPL${query}`);
      const rows = bars.map((each) => ({ ticker: 'AAPL', ...each }));
      const [heading = [], ...lines] = parse((await askBytes(`AAPL${query}`, 'text/csv')).toString());
      const inCsv = lines.map((line) => Object.fromEntries(heading.map((name, place) => [name, line[place]])));
      const asText = (value: unknown) => (value === null ? '' : String(value));
      expect(inCsv).to.deep.equal(
        rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asText(value)]))),
      );
      for (const { rows: found, types } of [
        readArrowRows(await askBytes(`AAPL${query}`, arrowType)),
        readParquetRows(await askBytes(`AAPL${query}`, parquetType)),
      ]) {
        expect(found).to.deep.equal(rows);
        const { date, open, adj_close, volume } = types;
        expect([date, open, adj_close, volume]).to.deep.equal([
          'date',
          'decimal128(18,6)',
          'decimal128(18,6)',
          'int64',
        ]);
      }
    }
  });

  it('are scaled exactly by adj_close / close where that is asked for', async () => {
    const { adjusted, bars } = await askBars('AAPL?adjusted=true');
    expect(adjusted).to.equal(true);
    const prices = bars.map(({ open, high, low, close, adj_close }) => [open, high, low, close, adj_close]);
    // 150.07 × 75.111111 / 150.333333 = 74.9795418…; what has no adj_close cannot be scaled.
    const expected = ['74.979542', '75.444198', '0.000000', '75.111111', '75.111111'];
    expect(prices[0]).to.deep.equal(expected);
    expect(prices[1]).to.deep.equal([null, null, null, null, null]);
  });

  it('name the major unit of a currency that is a minor one', async () => {
    await keep('MSFT', [bar('2026-11-18')], 'GBp');
    const { currency, major } = await askBars('MSFT');
    expect([currency, major]).to.deep.equal(['GBp', { currency: 'GBP', per_major: 100 }]);
  });

  it('are answered as they were known', async () => {
    const [before] = (await askBars('AAPL?from=2026-11-16&to=2026-11-16')).bars;
    await keep('AAPL', [bar('2026-11-16', { close: '160.5' })]);
    const [after] = (await askBars('AAPL?from=2026-11-16&to=2026-11-16')).bars;
    clock = new Date(Date.now() + 1_000);
    const then = `AAPL?from=2026-11-16&to=2026-11-16&as_of=`;
    const instant = before?.known_from ?? '';
    const { as_of, bars } = await askBars(then + instant);
    expect([as_of, bars[0]?.close, after?.close]).to.deep.equal([instant, '150.333333', '160.500000']);
    expect((await askBars(`${then}2020-01-01`)).bars).to.deep.equal([]);
    const today = clock.toISOString().slice(0, 10);
    expect((await askBars(then + today)).bars[0]?.close).to.equal('160.500000');
  });

  it('are answered for several tickers or a watchlist at once, each row with its ticker', async () => {
    const one = async (ticker: string) => (await askBars(ticker)).bars.map((each) => ({ ticker, ...each }));
    const expected = [...(await one('AAPL')), ...(await one('MSFT'))];
    expect(expected.length).to.be.greaterThan(1);
    const many = async (query: string, accept = 'application/json') => {
      const response = await api.ask('GET', `/api/v1/prices?${query}`, { headers: { accept } });
      expect(response.status).to.equal(200);
      return Buffer.from(await response.arrayBuffer());
    };
    const bars = async (query: string) => {
      const { bars: told } = JSON.parse(String(await many(query))) as { bars: object[] };
      return told;
    };
    expect(await bars('tickers=AAPL,MSFT,AAPL')).to.deep.equal(expected);
    await api.askJson('POST', 'watchlists/both/items', { tickers: ['MSFT', 'AAPL'] });
    expect(await bars('watchlist=both')).to.deep.equal(expected);
    expect(await bars('watchlist=both&from=2030-01-01')).to.deep.equal([]);
    expect(readArrowRows(await many('watchlist=both', arrowType)).rows).to.deep.equal(expected);
    expect(readParquetRows(await many('watchlist=both', parquetType)).rows).to.deep.equal(expected);
    const lines = String(await many('watchlist=both', 'application/x-ndjson'))
      .trim()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).to.deep.equal(expected);
    expect(parse(await many('watchlist=both', 'text/csv'))).to.have.length(1 + expected.length);
  });

  it('refuse what cannot be answered', async () => {
    for (const [path, status] of [
      ['prices', 422],
      ['prices?tickers=AAPL&watchlist=both', 422],
      ['prices?tickers=AAPL,NONE', 404],
      ['prices?watchlist=none', 404],
    ] as const)
      expect((await api.askJson('GET', path)).status, path).to.equal(status);
    const statusOf = async (path: string, accept?: string) => {
      const response = await ask(path, accept);
      const { code, errors = [] } = (await response.json()) as { code: string; errors?: { field: string }[] };
      return [response.status, code, ...errors.map(({ field }) => field)];
    };
    expect(await statusOf('NONE')).to.deep.equal([404, 'UNKNOWN_TICKER']);
    expect(await statusOf('AAPL?from=2026-02-01&to=2026-01-01')).to.deep.equal([422, 'INVALID_INPUT', 'to']);
    expect(await statusOf('AAPL?as_of=2999-01-01')).to.deep.equal([422, 'INVALID_INPUT', 'as_of']);
    expect(await statusOf('AAPL?as_of=soon')).to.deep.equal([422, 'INVALID_INPUT', 'as_of']);
    expect(await statusOf('AAPL', 'image/png')).to.deep.equal([406, 'NOT_ACCEPTABLE']);
  });
});
