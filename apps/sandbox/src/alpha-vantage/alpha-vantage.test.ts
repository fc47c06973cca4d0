import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask } from '../testing/ask.ts';
import { type HandClock, handClock } from '../testing/hand-clock.ts';
import { realAnswer, shapeOf } from '../testing/price-shapes.ts';

type Series = Record<string, Record<string, string>>;

describe('Alpha Vantage', () => {
  let clock: HandClock;
  let sandbox: Sandbox;
  beforeEach(async () => {
    clock = handClock('2026-11-21T12:00:00Z');
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 25 }, clock);
  });
  afterEach(() => sandbox.close());
  /** Far enough after the last one for every pace. */
  const query = async (parameters: string, key = 'SECRET123', pauseMs = 15_000) => {
    clock.advance(pauseMs);
    return ask(sandbox, `/www.alphavantage.co/query?${parameters}&apikey=${key}`);
  };

  it('gives the last hundred sessions as they were traded, the newest first', async () => {
    clock.advance(Date.parse('2025-12-31T22:00:00Z') - clock.now());
    const { status, text } = await query('function=TIME_SERIES_DAILY&symbol=NFLX');
    expect(status).to.equal(200);
    const series = (JSON.parse(text) as { 'Time Series (Daily)': Series })['Time Series (Daily)'];
    const days = Object.keys(series);
    expect([days.length, days[0]]).to.deep.equal([100, '2025-12-31']);
    expect(days).to.deep.equal([...days].sort().reverse());
    expect(series['2025-12-31']?.['4. close']).to.match(/^\d+\.\d{4}$/);
    // Ten for one on 17 November 2025: what was before is not adjusted here.
    const close = (day: string) => Number(series[day]?.['4. close']);
    expect(close('2025-11-14') / close('2025-11-17')).to.be.within(9, 11);
    const real = realAnswer('alphavantage/TIME_SERIES_DAILY-MSFT-trimmed-2018-05-10.json');
    if (real !== null) expect([...shapeOf(JSON.parse(text))]).to.deep.equal([...shapeOf(JSON.parse(real))]);
    const csv = await query('function=TIME_SERIES_DAILY&symbol=NFLX&datatype=csv');
    const lines = csv.text.split('\n');
    expect([lines[0], lines.length]).to.deep.equal(['timestamp,open,high,low,close,volume', 102]);
    expect(lines[1]?.split(',').slice(0, 5)).to.deep.equal([
      '2025-12-31',
      ...['1. open', '2. high', '3. low', '4. close'].map((column) => series['2025-12-31']?.[column]),
    ]);
  });

  it('quotes the last session, and nothing for a symbol that there is not', async () => {
    const { text } = await query('function=GLOBAL_QUOTE&symbol=VOD.LON');
    const real = realAnswer('alphavantage/GLOBAL_QUOTE-MSFT-2018-10-05.json');
    if (real !== null) expect([...shapeOf(JSON.parse(text))]).to.deep.equal([...shapeOf(JSON.parse(real))]);
    expect(JSON.parse(text)['Global Quote']['07. latest trading day']).to.equal('2026-11-20');
    expect(JSON.parse((await query('function=GLOBAL_QUOTE&symbol=NOPE')).text)).to.deep.equal({ 'Global Quote': {} });
    const csv = (await query('function=GLOBAL_QUOTE&symbol=KO&datatype=csv')).text;
    expect(csv).to.match(/^symbol,open,high,low,price,volume,latestDay,previousClose,change,changePercent\nKO,/);
  });

  it('answers 200 whatever is wrong, with the reason under one key', async () => {
    const only = async (answer: ReturnType<typeof query>) => {
      const { status, text } = await answer;
      expect(status).to.equal(200);
      return Object.entries(JSON.parse(text) as Record<string, string>).map(([key, reason]) => `${key}: ${reason}`)[0];
    };
    const daily = 'function=TIME_SERIES_DAILY&symbol=AAPL';
    expect(await only(query(`${daily}&outputsize=full`))).to.match(/^Information: .*premium feature/);
    expect(await only(query('function=TIME_SERIES_DAILY&symbol=NOPE'))).to.match(/^Error Message: Invalid API call/);
    expect(await only(query(daily, ''))).to.match(/^Error Message: the parameter apikey is invalid or missing/);
    expect((await query(daily)).text).to.contain('Meta Data');
    expect(await only(query(daily, 'SECRET123', 999))).to.match(/^Information: .*spreading out/);
    for (let nth = 4; nth < 25; nth += 1) await query(daily);
    const used = await only(query(daily));
    expect(used).to.contain('your API key as SECRET123 and our standard API rate limit is 25 requests per day');
    expect((await query(daily, 'OTHER')).text).to.contain('Meta Data');
    clock.advance(86_400_000);
    expect((await query(daily)).text).to.contain('Meta Data');
  });

  it('slows down who asks more than five times a minute', async () => {
    const texts: string[] = [];
    for (let nth = 0; nth < 6; nth += 1) texts.push((await query('function=GLOBAL_QUOTE&symbol=KO', 'K', 2000)).text);
    expect(texts.map((text) => text.includes('Global Quote'))).to.deep.equal([true, true, true, true, true, false]);
  });
});
