import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask, browser } from '../testing/ask.ts';
import { type HandClock, handClock } from '../testing/hand-clock.ts';
import { realAnswer, shapeOf } from '../testing/price-shapes.ts';

describe("Yahoo's quotes and sparks", () => {
  let clock: HandClock;
  let sandbox: Sandbox;
  before(async () => {
    clock = handClock('2026-11-20T17:00:00Z');
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 60, yahooCeilingPerMinute: 0 }, clock);
  });
  after(() => sandbox.close());
  const get = (path: string, cookie?: string) =>
    ask(sandbox, path, { headers: cookie === undefined ? browser : { ...browser, cookie } });
  const query = '/query1.finance.yahoo.com';

  async function session() {
    const { status, headers } = await get('/fc.yahoo.com/');
    expect([404, 502]).to.include(status);
    const [cookie = ''] = headers['set-cookie']?.[0]?.split(';') ?? [];
    expect(cookie).to.match(/^A3=d=AQABB/);
    const { text } = await get(`${query}/v1/test/getcrumb`, cookie);
    expect(text).to.match(/^[\w-]{11}$/);
    return { cookie, crumb: text };
  }

  it('want a cookie and the crumb that belongs to it, for half an hour', async () => {
    const { cookie, crumb } = await session();
    const asked = `${query}/v7/finance/quote?symbols=AAPL,VOD.L,NOPE`;
    const { status, text } = await get(`${asked}&crumb=${crumb}`, cookie);
    expect(status).to.equal(200);
    const { result } = JSON.parse(text).quoteResponse as { result: Record<string, unknown>[] };
    expect(result.map(({ symbol, currency, marketState }) => [symbol, currency, marketState])).to.deep.equal([
      ['AAPL', 'USD', 'REGULAR'],
      ['VOD.L', 'GBp', 'CLOSED'],
    ]);
    const reason = async (path: string, with_?: string) => {
      const refused = await get(path, with_);
      return [refused.status, JSON.parse(refused.text).finance.error.description.split(' -')[0]];
    };
    expect(await reason(asked)).to.deep.equal([401, 'User is unable to access this feature']);
    expect(await reason(`${asked}&crumb=wrong`, cookie)).to.deep.equal([401, 'Invalid Crumb']);
    expect(await reason(`${query}/v1/test/getcrumb`)).to.deep.equal([401, 'Invalid Cookie']);
    const forged = cookie.replace('AQABB', 'AQABB1');
    expect((await get(`${asked}&crumb=${crumb}`, forged)).status).to.equal(401);
    clock.advance(1_800_000);
    expect(await reason(`${asked}&crumb=${crumb}`, cookie)).to.deep.equal([
      401,
      'User is unable to access this feature',
    ]);
    const renewed = await session();
    expect((await get(`${asked}&crumb=${renewed.crumb}`, renewed.cookie)).status).to.equal(200);
  });

  it('are turned away above fifty symbols', async () => {
    const { cookie, crumb } = await session();
    const symbols = (count: number) => Array.from({ length: count }, (_, nth) => `S${nth}`).join(',');
    const statusOf = async (count: number) =>
      (await get(`${query}/v7/finance/quote?crumb=${crumb}&symbols=${symbols(count)}`, cookie)).status;
    expect([await statusOf(50), await statusOf(51)]).to.deep.equal([200, 429]);
  });

  it('spark up to twenty symbols in an order of their own, without those that there are not', async () => {
    const spark = (version: string, symbols: string) =>
      get(`${query}/${version}/finance/spark?symbols=${symbols}&range=5d&interval=1d`);
    const { text } = await spark('v7', 'AAPL,NOPE,MSFT,KO,VOD.L');
    const { result } = JSON.parse(text).spark as { result: { symbol: string }[] };
    expect(result.map(({ symbol }) => symbol)).to.have.members(['AAPL', 'MSFT', 'KO', 'VOD.L']);
    expect(result.map(({ symbol }) => symbol)).not.to.deep.equal(['AAPL', 'MSFT', 'KO', 'VOD.L']);
    const real = realAnswer('yahoo/aapl_spark_5d_v7.json');
    const ours = shapeOf(JSON.parse((await spark('v7', 'AAPL')).text));
    if (real !== null)
      for (const [path, type] of shapeOf(JSON.parse(real))) expect(ours.get(path), path).to.equal(type);
    const flat = JSON.parse((await spark('v8', 'AAPL,KO')).text) as Record<
      string,
      { close: number[]; timestamp: number[] }
    >;
    expect(flat['AAPL']?.close).to.have.length(5);
    expect(flat['KO']?.timestamp).to.have.length(5);
    const many = Array.from({ length: 21 }, (_, nth) => `S${nth}`);
    expect((await spark('v7', many.join())).status).to.equal(400);
    expect((await spark('v8', many.slice(1).join())).status).to.equal(404);
  });
});
