import { expect } from 'chai';
import { openSandbox, type Sandbox } from './sandbox.ts';
import { ask, declared, statsOf } from './testing/ask.ts';

const tickers = '/www.sec.gov/files/company_tickers.json';
const submissions = '/data.sec.gov/submissions/CIK0000320193.json';

describe('answers', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox({ today: '2026-11-20', secCeilingPerSecond: 0 });
  });
  after(() => sandbox.close());

  it('are compressed for those who accept it', async () => {
    const plain = await ask(sandbox, tickers, { headers: { ...declared, 'accept-encoding': 'identity, gzip;q=0' } });
    const packed = await ask(sandbox, tickers, { headers: { ...declared, 'accept-encoding': 'gzip, deflate' } });
    expect([plain.headers['content-encoding'], packed.headers['content-encoding']]).to.deep.equal([undefined, 'gzip']);
    expect(packed.text).to.equal(plain.text);
    expect(packed.raw.length).to.be.lessThan(plain.raw.length / 2);
    const entries = Object.entries(JSON.parse(plain.text) as Record<string, unknown>);
    expect(entries).to.have.length(200);
    expect(entries[0]).to.deep.equal(['0', { cik_str: 320193, ticker: 'AAPL', title: 'Apple Inc.' }]);
  });

  for (const path of [tickers, submissions]) {
    it(`are 304 for those who have them: ${path}`, async () => {
      const { etag = '', 'last-modified': lastModified = '' } = (await ask(sandbox, path)).headers;
      const conditional = async (headers: Record<string, string>) => {
        const { status, raw } = await ask(sandbox, path, { headers: { ...declared, ...headers } });
        return [status, raw.length > 0];
      };
      expect(await conditional({ 'if-none-match': etag })).to.deep.equal([304, false]);
      expect(await conditional({ 'if-none-match': `"x", W/${etag}` })).to.deep.equal([304, false]);
      expect(await conditional({ 'if-modified-since': lastModified })).to.deep.equal([304, false]);
      expect(await conditional({ 'if-none-match': '"x"', 'if-modified-since': lastModified })).to.deep.equal([
        200,
        true,
      ]);
      expect(await conditional({ 'if-modified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' })).to.deep.equal([200, true]);
    });
  }

  it('are counted by status, in bytes as sent', async () => {
    await ask(sandbox, '/_sandbox/reset', { method: 'POST' });
    const { raw, headers } = await ask(sandbox, tickers);
    await ask(sandbox, tickers, { headers: { ...declared, 'if-none-match': headers.etag } });
    await ask(sandbox, '/nowhere.example/x');
    const { hosts, totals, firstRequests } = await statsOf(sandbox);
    const { byStatus, bytes } = hosts['www.sec.gov'] ?? {};
    expect({ byStatus, bytes }).to.deep.equal({ byStatus: { '200': 1, '304': 1 }, bytes: raw.length });
    expect(totals.requests).to.equal(3);
    expect(firstRequests).to.deep.equal([tickers, tickers, '/nowhere.example/x']);
  });

  it('that no one waits for any more count as aborted', async () => {
    let [begin, proceed] = [() => {}, () => {}];
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const gate = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    const delay = () => {
      begin();
      return gate;
    };
    const slow = await openSandbox({ today: '2026-11-20', tickers: 25 }, { now: () => 0, delay });
    try {
      await ask(slow, '/_sandbox/faults', { method: 'PUT' }, { host: '*', kind: 'latency', rate: 1, for: null });
      const client = new AbortController();
      const gone = ask(slow, tickers, { signal: client.signal }).catch(({ name }: Error) => name);
      await begun;
      client.abort();
      expect(await gone).to.equal('AbortError');
      // The server notices the closed connection before it accepts the next one, on which the figures are requested.
      await statsOf(slow);
      proceed();
      expect((await statsOf(slow)).totals.byStatus).to.deep.equal({ aborted: 1 });
    } finally {
      await slow.close();
    }
  });
});
