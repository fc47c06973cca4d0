import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask, declared, statsOf } from '../testing/ask.ts';
import { type HandClock, handClock } from '../testing/hand-clock.ts';

const tickers = '/www.sec.gov/files/company_tickers.json';
const submissions = '/data.sec.gov/submissions/CIK0000320193.json';

describe('the rules of the SEC', () => {
  let clock: HandClock;
  let sandbox: Sandbox;
  const open = async (secCeilingPerSecond = 10) => {
    clock = handClock();
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 25, banMs: 5000, secCeilingPerSecond }, clock);
  };
  const statusOf = async (path: string) => (await ask(sandbox, path)).status;
  const statusesOf = async (count: number) => {
    const statuses: number[] = [];
    for (let nth = 0; nth < count; nth += 1) statuses.push(await statusOf(nth % 2 === 0 ? tickers : submissions));
    return statuses;
  };
  beforeEach(() => open());
  afterEach(() => sandbox.close());

  it('refuse a client that does not say who it is', async () => {
    for (const agent of ['', 'node-fetch/1.0']) {
      const { status, text } = await ask(sandbox, tickers, { headers: { ...declared, 'user-agent': agent } });
      expect(status).to.equal(403);
      expect(text).to.include('Undeclared Automated Tool').and.to.include('declare your traffic');
    }
  });

  it('allow GET and HEAD alone', async () => {
    const head = await ask(sandbox, tickers, { method: 'HEAD' });
    expect([head.status, head.raw.length]).to.deep.equal([200, 0]);
    expect(Number(head.headers['content-length'])).to.be.greaterThan(100);
    expect((await ask(sandbox, tickers, { method: 'POST' })).status).to.equal(405);
  });

  it('allow ten requests in any second, both hosts together', async () => {
    expect(await statusesOf(9)).to.deep.equal(Array(9).fill(200));
    clock.advance(999);
    expect(await statusesOf(1)).to.deep.equal([200]);
    clock.advance(1); // the nine have left the window
    expect(await statusesOf(9)).to.deep.equal(Array(9).fill(200));
    expect((await statsOf(sandbox)).sources['sec-edgar']?.peakPerSecond).to.equal(10);
  });

  it('block both hosts after the eleventh, without a Retry-After', async () => {
    expect(await statusesOf(10)).to.deep.equal(Array(10).fill(200));
    const blocked = await ask(sandbox, submissions);
    expect(blocked.status).to.equal(403);
    expect(blocked.headers).not.to.have.property('retry-after');
    expect(blocked.text).to.include('<title>SEC.gov | Request Rate Threshold Exceeded</title>');
    clock.advance(4999);
    expect(await statusOf(tickers)).to.equal(403);
  });

  it('renew the block with every request made during it', async () => {
    await statusesOf(11);
    clock.advance(4000);
    expect(await statusOf(tickers)).to.equal(403);
    clock.advance(4999);
    expect(await statusOf(tickers)).to.equal(403);
    clock.advance(5000);
    expect(await statusOf(tickers)).to.equal(200);
  });

  it('let the referee tell what a client did after it could have known', async () => {
    await statusesOf(11); // the eleventh begins the block and is answered with its page
    await statusOf(tickers);
    clock.advance(1000);
    await statusOf(tickers);
    clock.advance(1);
    await statusOf(submissions);
    const { sources, hosts } = await statsOf(sandbox);
    const { requests, whileBanned, whileBannedAfterGrace, byStatus } = sources['sec-edgar'] ?? {};
    expect({ requests, whileBanned, whileBannedAfterGrace }).to.deep.equal({
      requests: 14,
      whileBanned: 3,
      whileBannedAfterGrace: 1,
    });
    expect(byStatus).to.deep.equal({ '200': 10, '403': 4 });
    expect(hosts['data.sec.gov']?.whileBannedAfterGrace).to.equal(1);
    expect(hosts['www.sec.gov']?.whileBannedAfterGrace).to.equal(0);
  });

  it('are off with a ceiling of 0', async () => {
    await sandbox.close();
    await open(0);
    expect(await statusesOf(40)).to.deep.equal(Array(40).fill(200));
  });

  it('begin anew after a reset', async () => {
    await statusesOf(11);
    expect((await ask(sandbox, '/_sandbox/reset', { method: 'POST' })).status).to.equal(204);
    expect(await statusOf(tickers)).to.equal(200);
    const { totals, firstRequests } = await statsOf(sandbox);
    expect([totals.requests, totals.whileBanned, firstRequests]).to.deep.equal([1, 0, [tickers]]);
  });
});
