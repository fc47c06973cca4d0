import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask, askJson, browser, statsOf } from '../testing/ask.ts';
import { type HandClock, handClock } from '../testing/hand-clock.ts';
import type { ListedFault } from './fault-board.ts';

const tickers = '/www.sec.gov/files/company_tickers.json';
const host = 'www.sec.gov';

describe('faults', () => {
  let clock: HandClock;
  let sandbox: Sandbox;
  let document: string;
  const put = (faults: unknown) => ask(sandbox, '/_sandbox/faults', { method: 'PUT' }, faults);
  const failureOf = (path: string) =>
    ask(sandbox, path).then(
      () => 'none',
      (error: NodeJS.ErrnoException) => error.code,
    );

  before(async () => {
    clock = handClock();
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 25, secCeilingPerSecond: 0, banMs: 5000 }, clock);
    const month = 'from=2026-06-01&to=2026-11-20&detail=accessions';
    const { total } = await askJson<{ total: { accessions: string[] } }>(
      sandbox,
      `/_sandbox/truth/insider-trades?tickers=AAPL&${month}`,
    );
    document = `/www.sec.gov/Archives/edgar/data/320193/${total.accessions[0]}.txt`;
  });
  beforeEach(() => ask(sandbox, '/_sandbox/reset', { method: 'POST' }));
  after(() => sandbox.close());

  it('latency delays the answer', async () => {
    await put({ host, kind: 'latency', rate: 1, for: null, ms: 1234 });
    const before = clock.delays.length;
    expect((await ask(sandbox, tickers)).status).to.equal(200);
    expect(clock.delays.slice(before)).to.deep.equal([1234]);
  });

  it('5xx answers with the page of a failing server', async () => {
    await put({ host, kind: '5xx', rate: 1, for: null, status: 503 });
    const { status, text } = await ask(sandbox, tickers);
    expect([status, text.includes('SEC.gov | File Unavailable')]).to.deep.equal([503, true]);
    await put({ host, kind: '5xx', rate: 1, for: null });
    expect((await ask(sandbox, tickers)).status).to.be.oneOf([500, 503]);
  });

  it('429, page and empty answer in place of any source', async () => {
    const chart = '/query1.finance.yahoo.com/v8/finance/chart/AAPL?range=1d';
    const answers: unknown[] = [];
    for (const kind of ['429', 'page', 'empty']) {
      await put({ host: 'query1.finance.yahoo.com', kind, times: 1 });
      const { status, text } = await ask(sandbox, chart, { headers: browser });
      answers.push([status, text.slice(0, 17)]);
    }
    expect(answers).to.deep.equal([
      [429, 'Too Many Requests'],
      [200, '<!DOCTYPE html>\n<'],
      [200, ''],
    ]);
    await put({ host: 'fc.yahoo.com', kind: 'ban', for: 5000 });
    expect((await ask(sandbox, chart, { headers: browser })).text).to.equal('Edge: Too Many Requests');
    clock.advance(5000);
    expect((await ask(sandbox, chart, { headers: browser })).status).to.equal(200);
  });

  it('reset and truncation break the answer off', async () => {
    await put({ host, kind: 'reset', rate: 1, for: null });
    expect(await failureOf(document)).to.equal('ECONNRESET');
    await put({ host, kind: 'truncation', rate: 1, for: null });
    expect(await failureOf(document)).to.equal('ECONNRESET'); // Node's name for an answer that ends too early
    expect((await statsOf(sandbox)).hosts[host]?.byStatus).to.deep.equal({ aborted: 2 });
  });

  it('cut and malformed spoil a document that arrives whole', async () => {
    const sound = (await ask(sandbox, document)).text;
    await put({ host, kind: 'cut', rate: 1, for: null });
    const short = await ask(sandbox, document);
    expect([short.status, sound.startsWith(short.text)]).to.deep.equal([200, true]);
    expect(short.text.length).to.be.lessThan(sound.length * 0.81);
    await put({ host, kind: 'malformed', rate: 1, for: null });
    const mangled = await ask(sandbox, document);
    expect([mangled.status, mangled.text.length]).to.deep.equal([200, sound.length + 1]);
    const tag = /<\/([a-z]\w*)X>/.exec(mangled.text)?.[1];
    expect(sound).to.include(`<${tag}>`);
    const list = (await ask(sandbox, tickers)).text;
    expect(() => JSON.parse(list)).to.throw();
  });

  it('slow lets the body drip', async () => {
    await put({ host, kind: 'slow', rate: 1, for: null, ms: 4000 });
    const before = clock.delays.length;
    const { status, text } = await ask(sandbox, document);
    expect([status, text.endsWith('</SEC-DOCUMENT>\n')]).to.deep.equal([200, true]);
    const waited = clock.delays.slice(before);
    expect([waited.length, waited.reduce((sum, ms) => sum + ms)]).to.deep.equal([20, 4000]);
  });

  it('ban begins a block at once', async () => {
    await put({ host: 'data.sec.gov', kind: 'ban', rate: 1, for: 9000 });
    clock.advance(8999);
    expect((await ask(sandbox, tickers)).text).to.include('Request Rate Threshold Exceeded');
    clock.advance(9000);
    expect((await ask(sandbox, tickers)).status).to.equal(200);
    expect((await put({ host: 'example.com', kind: 'ban', rate: 1, for: null })).status).to.equal(422);
  });

  it('keep to their host, path, time and number', async () => {
    await put([
      { host: 'data.sec.gov', kind: '5xx', rate: 1, for: null },
      { host: '*', path: '/Archives/', kind: '5xx', rate: 1, for: null, times: 1 },
      { host, path: 'tickers', kind: '5xx', rate: 1, for: 1000 },
    ]);
    expect(await Promise.all([document, document].map(async (path) => (await ask(sandbox, path)).status))).to.include(
      200,
    );
    expect((await ask(sandbox, tickers)).status).to.be.greaterThan(499);
    const listed = await askJson<ListedFault[]>(sandbox, '/_sandbox/faults');
    expect(listed.map(({ hits, endsInMs }) => [hits, endsInMs])).to.deep.equal([
      [0, null],
      [1, 1000],
    ]);
    clock.advance(1000);
    expect((await ask(sandbox, tickers)).status).to.equal(200);
    await ask(sandbox, '/_sandbox/reset', { method: 'POST' });
    expect(await askJson(sandbox, '/_sandbox/faults')).to.deep.equal([]);
  });

  it('strike at their rate, the same requests in every run', async () => {
    const run = async () => {
      await ask(sandbox, '/_sandbox/reset', { method: 'POST' });
      await put({ host, kind: '5xx', rate: 0.3, for: null });
      const statuses: number[] = [];
      for (let nth = 0; nth < 60; nth += 1) statuses.push((await ask(sandbox, tickers)).status);
      return statuses;
    };
    const statuses = await run();
    expect(statuses.filter((status) => status >= 500).length).to.be.within(8, 30);
    expect(await run()).to.deep.equal(statuses);
  });

  it('that make no sense are refused with the field', async () => {
    const fieldOf = async (body: unknown) => {
      const { status, text } = await put(body);
      return [status, (JSON.parse(text) as { fields: { field: string }[] }).fields[0]?.field];
    };
    expect(await fieldOf({ host, kind: 'latency', rate: 2, for: null })).to.deep.equal([422, 'rate']);
    expect(await fieldOf([{ host, kind: 'fire', rate: 1, for: null }])).to.deep.equal([422, '0.kind']);
    expect(await fieldOf('nonsense')).to.deep.equal([422, 'body']);
  });
});
