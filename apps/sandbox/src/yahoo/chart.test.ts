import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask, browser, statsOf } from '../testing/ask.ts';
import { type HandClock, handClock } from '../testing/hand-clock.ts';
import { realAnswer, shapeOf } from '../testing/price-shapes.ts';

interface Chart {
  meta: Record<string, unknown>;
  timestamp?: number[];
  events?: { dividends?: Record<string, { amount: number; date: number }>; splits?: Record<string, object> };
  indicators: { quote: Record<string, (number | null)[]>[]; adjclose: { adjclose?: number[] }[] };
}
const seconds = (instant: string) => Date.parse(instant) / 1000;

describe("Yahoo's chart", () => {
  let clock: HandClock;
  let sandbox: Sandbox;
  const open = async (start = '2026-11-21T12:00:00Z', yahooCeilingPerMinute = 0) => {
    clock = handClock(start);
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 60, yahooCeilingPerMinute }, clock);
  };
  const get = (symbol: string, query: string, headers: Record<string, string> = browser) =>
    ask(sandbox, `/query1.finance.yahoo.com/v8/finance/chart/${symbol}?${query}`, { headers });
  const chart = async (symbol: string, query: string) => {
    const { status, text } = await get(symbol, query);
    if (status !== 200) throw new Error(`${symbol}: ${status} ${text}`);
    return (JSON.parse(text) as { chart: { result: [Chart] } }).chart.result[0];
  };
  const windowOf = (from: string, to: string) => `period1=${seconds(from)}&period2=${seconds(to)}&interval=1d`;
  beforeEach(() => open());
  afterEach(() => sandbox.close());

  it('has the keys and types of real ones, with and without bars', async () => {
    const pairs = [
      ['AAPL', windowOf('2020-08-31T00:00:00Z', '2020-11-20T00:00:00Z'), 'chart-AAPL-2020-08-31-to-2020-11-07'],
      ['VOD.L', windowOf('2020-01-01T00:00:00Z', '2020-01-03T00:00:00Z'), 'chart-OCDO.L-2020-01-01-to-2020-01-03'],
      ['SAP.DE', windowOf('2023-08-04T00:00:00Z', '2023-08-09T00:00:00Z'), 'chart-WSU.DE-2023-08-04-to-2023-08-09'],
    ] as const;
    for (const [symbol, query, name] of pairs) {
      const real = realAnswer(`yahoo/${name}.http.json`);
      const { text } = await get(symbol, `${query}&events=div%7Csplit`);
      const ours = shapeOf(JSON.parse(text));
      if (real === null) continue;
      expect([...ours].sort(), symbol).to.deep.equal([...shapeOf(JSON.parse(real).response.bodyJson)].sort());
    }
    const bare = await chart('AAPL', windowOf('2026-11-14T00:00:00Z', '2026-11-16T00:00:00Z'));
    expect(bare).not.to.have.property('timestamp');
    expect(bare.indicators).to.deep.equal({ quote: [{}], adjclose: [{}] });
  });

  it('tells splits on the first bar, dividends, and prices widened from 32 bits', async () => {
    const { events, timestamp, indicators } = await chart(
      'AAPL',
      `${windowOf('2020-08-31T00:00:00Z', '2020-12-07T00:00:00Z')}&events=div|split`,
    );
    const first = seconds('2020-08-31T13:30:00Z');
    expect(timestamp?.[0]).to.equal(first);
    expect(timestamp?.at(-1), 'after the clocks went back').to.equal(seconds('2020-12-04T14:30:00Z'));
    expect(events?.splits).to.deep.equal({
      [first]: { date: first, numerator: 4, denominator: 1, splitRatio: '4:1' },
    });
    expect(Object.keys(events?.dividends ?? {})).to.have.length(1);
    for (const close of indicators.quote[0]?.['close'] ?? []) expect(close).to.equal(Math.fround(close ?? 0));
    const plain = await chart('AAPL', windowOf('2020-08-31T00:00:00Z', '2020-12-07T00:00:00Z'));
    expect(plain).not.to.have.property('events');
  });

  it('ends before its second period, and gives ranges too', async () => {
    const opens = seconds('2026-11-19T14:30:00Z');
    const daysOf = async (query: string) => (await chart('AAPL', query)).timestamp?.length ?? 0;
    expect(await daysOf(`period1=${opens}&period2=${opens}&interval=1d`)).to.equal(0);
    expect(await daysOf(`period1=${opens}&period2=${opens + 1}&interval=1d`)).to.equal(1);
    expect(await daysOf(`period1=${opens + 1}&period2=${opens + 86_400}&interval=1d`)).to.equal(0);
    expect(await Promise.all(['1d', '5d', '1mo', '1y'].map((range) => daysOf(`range=${range}`)))).to.deep.equal([
      1, 5, 24, 252,
    ]);
    expect((await chart('AAPL', 'range=max')).timestamp?.[0]).to.equal(345_479_400);
  });

  it('gives the running session a bar at the time of the answer, until it has settled', async () => {
    clock.advance(Date.parse('2026-11-23T17:00:00Z') - clock.now());
    const last = async () => {
      const { timestamp = [], indicators } = await chart('AAPL', 'range=5d');
      return { time: timestamp.at(-1), volume: indicators.quote[0]?.['volume']?.at(-1) ?? 0 };
    };
    const running = await last();
    expect(running.time).to.equal(seconds('2026-11-23T17:00:00Z'));
    clock.advance(4 * 3_600_000 + 300_000);
    const closed = await last();
    expect(closed.time).to.equal(seconds('2026-11-23T21:00:00Z'));
    clock.advance(1_200_000);
    const settled = await last();
    expect(settled.time).to.equal(seconds('2026-11-23T14:30:00Z'));
    expect(running.volume).to.be.below(closed.volume);
    expect(closed.volume).to.be.below(settled.volume);
    clock.advance(-7_200_000 - 7_200_000);
    const truth = await ask(sandbox, '/_sandbox/truth/daily-prices?tickers=AAPL&from=2026-11-20&to=2026-11-23');
    expect(JSON.parse(truth.text).tickers.AAPL).to.include({ settledTo: '2026-11-20', count: 1 });
  });

  it('says what is wrong with a symbol or a window', async () => {
    const problem = async (symbol: string, query: string) => {
      const { status, text } = await get(symbol, query);
      const { result, error } = JSON.parse(text).chart as { result: null; error: { description: string } };
      expect(result).to.equal(null);
      return [status, error.description.replace(/ -.*|[.,].*/, '')];
    };
    expect((await get('NOPE', 'range=1d')).text).to.equal(
      '{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}',
    );
    expect(await problem('AAPL', 'period1=20&period2=10')).to.deep.equal([400, 'Invalid input']);
    expect(await problem('META', windowOf('2001-01-01T00:00:00Z', '2002-01-01T00:00:00Z'))).to.deep.equal([
      400,
      "Data doesn't exist for startDate = 978307200",
    ]);
    expect(await problem('AAPL', 'range=7d')).to.deep.equal([422, 'Invalid input']);
    expect(await problem('AAPL', 'interval=7m')).to.deep.equal([422, 'Invalid input']);
    const elsewhere = await ask(sandbox, '/query2.finance.yahoo.com/v11/finance/x', { headers: browser });
    expect([elsewhere.status, Object.keys(JSON.parse(elsewhere.text))]).to.deep.equal([404, ['finance']]);
  });

  it('turns away libraries, and everyone after 60 requests in 60 s', async () => {
    await sandbox.close();
    await open('2026-11-21T12:00:00Z', 60);
    const library = await get('AAPL', 'range=1d', { 'user-agent': 'axios/1.0' });
    expect([library.status, library.text]).to.deep.equal([429, 'Edge: Too Many Requests']);
    const statuses: number[] = [];
    for (let nth = 0; nth < 60; nth += 1) statuses.push((await get('KO', 'range=1d')).status);
    expect(statuses).to.deep.equal([...Array(59).fill(200), 429]);
    const crumb = await ask(sandbox, '/query1.finance.yahoo.com/v1/test/getcrumb', { headers: browser });
    expect([crumb.status, crumb.text]).to.deep.equal([429, 'Too Many Requests']);
    clock.advance(599_999);
    expect((await get('KO', 'range=1d')).status).to.equal(429);
    clock.advance(600_000);
    expect((await get('KO', 'range=1d')).status).to.equal(200);
    const { peakPerMinute, whileBanned } = (await statsOf(sandbox)).sources['yahoo'] ?? {};
    expect({ peakPerMinute, whileBanned }).to.deep.equal({ peakPerMinute: 62, whileBanned: 2 });
  });
});
