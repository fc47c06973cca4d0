import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask } from '../testing/ask.ts';
import { type HandClock, handClock } from '../testing/hand-clock.ts';

describe('Stooq', () => {
  let clock: HandClock;
  let sandbox: Sandbox;
  before(async () => {
    clock = handClock('2026-11-21T12:00:00Z');
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 25, stooqPerDay: 6 }, clock);
  });
  after(() => sandbox.close());
  const download = async (query: string) => (await ask(sandbox, `/stooq.com/q/d/l/?i=d&${query}`)).text;

  it('gives adjusted bars, the oldest first, with fractions of shares', async () => {
    const text = await download('s=aapl.us&d1=20200101&d2=20201231&apikey=k');
    const [header, ...rows] = text.trimEnd().split('\r\n');
    expect([header, rows.length, rows[0]?.slice(0, 10)]).to.deep.equal([
      'Date,Open,High,Low,Close,Volume',
      253,
      '2020-01-02',
    ]);
    for (const row of rows) expect(row).to.match(/^2020-\d\d-\d\d(,\d+(\.\d{1,6})?){4},\d+(\.\d{1,4})?$/);
    expect(rows.some((row) => /,\d+\.\d+$/.test(row))).to.equal(true);
    const truth = await ask(
      sandbox,
      '/_sandbox/truth/daily-prices?tickers=AAPL&from=2020-01-02&to=2020-01-02&detail=bars',
    );
    const { adjClose } = JSON.parse(truth.text).tickers.AAPL.bars[0] as { adjClose: string };
    expect(Number(rows[0]?.split(',')[4])).to.be.closeTo(Number(adjClose), 0.0001);
  });

  it('has no volume on the first day', async () => {
    const rows = (await download('s=vod.uk&d1=19880101&d2=19881031&apikey=k')).trimEnd().split('\r\n').slice(1);
    expect(rows.map((row) => row.split(',').length)).to.deep.equal([5, 6, 6, 6]);
  });

  it('has no data, a limit of the day, and a page for those without a key', async () => {
    expect(await download('s=nope.us&apikey=k')).to.equal('No data');
    expect(await download('s=aapl.us&d1=20300101&d2=20310101&apikey=k')).to.equal('No data');
    expect(await download('s=aapl.us')).to.match(/^<!DOCTYPE html>/);
    expect(await download('s=aapl.us&d1=20261101&apikey=k')).to.match(/^Date,/);
    expect(await download('s=aapl.us&d1=20261101&apikey=k')).to.match(/^Date,/);
    expect(await download('s=aapl.us&d1=20261101&apikey=k')).to.equal('Exceeded the daily hits limit');
    clock.advance(86_400_000);
    expect(await download('s=aapl.us&d1=20261101&apikey=k')).to.match(/^Date,/);
  });
});
