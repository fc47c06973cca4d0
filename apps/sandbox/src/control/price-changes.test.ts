import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask, askJson, browser } from '../testing/ask.ts';
import { type HandClock, handClock } from '../testing/hand-clock.ts';

interface Bar {
  date: string;
  close: string | null;
  adjClose: string | null;
}
interface Truth {
  tickers: Record<string, { count: number; closes: string; gone: string | null; actions: object[]; bars?: Bar[] }>;
  total: { count: number; closes: string; volume: string };
}

describe('changes of prices on demand', () => {
  let clock: HandClock;
  let sandbox: Sandbox;
  beforeEach(async () => {
    clock = handClock('2026-11-21T12:00:00Z');
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 30, yahooCeilingPerMinute: 0 }, clock);
  });
  afterEach(() => sandbox.close());

  const put = (body: unknown) =>
    ask(sandbox, '/_sandbox/price-changes', { method: 'PUT', headers: { 'content-type': 'application/json' } }, body);
  const barsOf = async (ticker: string, from = '2026-11-16', to = '2026-11-20') => {
    const path = `/_sandbox/truth/daily-prices?tickers=${ticker}&from=${from}&to=${to}&detail=bars`;
    return (await askJson<Truth>(sandbox, path)).tickers[ticker]?.bars ?? [];
  };
  const charted = async (ticker: string) => {
    const path = `/query1.finance.yahoo.com/v8/finance/chart/${ticker}?range=5d&events=div|split`;
    const { status, text } = await ask(sandbox, path, { headers: browser });
    return { status, text };
  };
  const close = (bars: readonly Bar[], date: string) => Number(bars.find((bar) => bar.date === date)?.close);

  it('split shares from a day on: all that was before is another number', async () => {
    const before = await barsOf('TSLA');
    await put({ kind: 'split', ticker: 'TSLA', day: '2026-11-19', numerator: 4, denominator: 1 });
    const after = await barsOf('TSLA');
    for (const { date } of before) expect(close(after, date)).to.be.closeTo(close(before, date) / 4, 0.01);
    expect((await charted('TSLA')).text).to.contain('"splitRatio":"4:1"');
    clock.advance(Date.parse('2026-11-18T22:00:00Z') - clock.now());
    expect(await barsOf('TSLA', '2026-11-16', '2026-11-18'), 'before its day').to.deep.equal(before.slice(0, 3));
  });

  it('take a dividend from what was before its day, and from adjusted closes alone', async () => {
    const before = await barsOf('TSLA');
    await put([{ kind: 'dividend', ticker: 'TSLA', day: '2026-11-18', amount: '1.5' }]);
    const after = await barsOf('TSLA');
    expect(after.map((bar) => bar.close)).to.deep.equal(before.map((bar) => bar.close));
    const moved = after.map((bar, nth) => bar.adjClose !== before[nth]?.adjClose);
    expect(moved).to.deep.equal([true, true, false, false, false]);
  });

  it('correct one close', async () => {
    const before = await barsOf('KO');
    await put({ kind: 'correction', ticker: 'KO', day: '2026-11-17', close: '33.25' });
    const after = await barsOf('KO');
    expect(after.filter((bar, nth) => bar.close !== before[nth]?.close)).to.have.length(1);
    expect(close(after, '2026-11-17')).to.equal(33.25);
  });

  it('rename and delist', async () => {
    const before = await barsOf('META');
    await put([
      { kind: 'rename', ticker: 'META', to: 'FCBK' },
      { kind: 'delisting', ticker: 'DIS', day: '2026-11-19' },
      { kind: 'correction', ticker: 'FCBK', day: '2026-11-20', close: '5' },
    ]);
    const old = await charted('META');
    expect([old.status, old.text.includes('"timestamp"')]).to.deep.equal([200, false]);
    expect((await barsOf('FCBK')).slice(0, 4)).to.deep.equal(before.slice(0, 4));
    expect(close(await barsOf('FCBK'), '2026-11-20')).to.equal(5);
    expect((await charted('DIS')).status).to.equal(404);
    const { tickers } = await askJson<Truth>(
      sandbox,
      '/_sandbox/truth/daily-prices?tickers=META,DIS&from=2026-11-16&to=2026-11-20',
    );
    expect([tickers['META']?.gone, tickers['DIS']?.gone, tickers['DIS']?.count]).to.deep.equal([
      'renamed',
      'delisted',
      0,
    ]);
    await ask(sandbox, '/_sandbox/reset', { method: 'POST' });
    expect(await barsOf('META')).to.deep.equal(before);
    expect(await askJson(sandbox, '/_sandbox/price-changes')).to.deep.equal([]);
  });

  it('are refused with the field that is wrong', async () => {
    const refused = async (body: unknown) => {
      const { status, text } = await put(body);
      return [status, JSON.parse(text).fields[0].field];
    };
    expect(await refused({ kind: 'split', ticker: 'KO', day: '2026-11-19' })).to.deep.equal([422, 'numerator']);
    expect(await refused([{ kind: 'delisting', ticker: 'KO', day: '2026-11-32' }])).to.deep.equal([422, '0.day']);
    expect(await refused({ kind: 'delisting', ticker: 'NOPE', day: '2026-11-19' })).to.deep.equal([422, 'ticker']);
    expect(await refused({ kind: 'delisting', ticker: 'KO', day: '2026-11-21' })).to.deep.equal([422, 'ticker']);
    expect(await refused({ kind: 'rename', ticker: 'KO', to: 'PEP' })).to.deep.equal([422, 'ticker']);
  });

  it('leave a truth that is what is charted, bar by bar, and the sum of all tickers', async () => {
    const { text } = await charted('005930.KS');
    const { timestamp, indicators } = JSON.parse(text).chart.result[0];
    const bars = await barsOf('005930.KS', '2026-11-13', '2026-11-21');
    expect(bars).to.have.length.within(4, 6);
    expect(bars.slice(-timestamp.length).map((bar) => Number(bar.close))).to.deep.equal(indicators.quote[0].close);
    const all = await askJson<Truth>(sandbox, '/_sandbox/truth/daily-prices?tickers=*&from=2026-11-16&to=2026-11-20');
    expect(Object.keys(all.tickers)).to.have.length(34);
    const sum = Object.values(all.tickers).reduce((total, { count }) => total + count, 0);
    expect(all.total.count).to.equal(sum);
    const problem = await ask(sandbox, '/_sandbox/truth/daily-prices?tickers=NOPE&from=2026-11-16&to=2026-11-20');
    expect(problem.status).to.equal(404);
  });
});
