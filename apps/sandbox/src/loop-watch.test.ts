import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect } from 'chai';
import { openRateRule } from './rate-rule.ts';
import { openCounts } from './referee/counts.ts';
import { openSandbox } from './sandbox.ts';
import { ask, statsOf } from './testing/ask.ts';

describe('a request that is seen late', () => {
  const refusedOf = (count: number, at: number, earliest: number) => {
    const rule = openRateRule(10, 5_000);
    return Array.from({ length: count }, () => rule.arrive(at, earliest).isRefused).filter(Boolean).length;
  };

  it('is one too many only if it was, whenever within that time it came', () => {
    expect(refusedOf(11, 0, 0), 'at once').to.equal(1);
    expect(refusedOf(11, 999, 0), 'within a second').to.equal(1);
    expect(refusedOf(20, 1_000, 0)).to.equal(0);
    expect(refusedOf(21, 1_999, 0)).to.equal(1);
    expect(refusedOf(30, 2_000, 0)).to.equal(0);
  });

  it('is placed behind those that were seen before it', () => {
    const rule = openRateRule(2, 5_000);
    expect([0, 600, 999].map((at) => rule.arrive(at).isRefused)).to.deep.equal([false, false, true]);
    const late = openRateRule(2, 5_000);
    expect(
      [
        [0, 0],
        [600, 600],
        [1_000, 700],
        [1_599, 700],
      ].map(([at = 0, earliest]) => late.arrive(at, earliest).isRefused),
    ).to.deep.equal([false, false, false, true]);
  });

  it('counts as come evenly over the time, and beside it as seen', () => {
    const counts = openCounts();
    for (let nth = 0; nth < 16; nth += 1) counts.arrive({ at: 2_000, earliest: 0 }, 'free');
    counts.arrive({ at: 2_005, earliest: 2_000 }, 'free');
    const { peakPerSecond, seenPeakPerSecond } = counts.report();
    expect([peakPerSecond, seenPeakPerSecond]).to.deep.equal([9, 17]);
  });
});

describe('the sandbox under load', () => {
  const path = '/www.sec.gov/files/company_tickers.json';
  /** Sends requests on connections of their own, and says how many have left; a pause between each, ms. */
  const sender = `
    const { connect } = require('node:net');
    const { workerData: { port, count, pauseMs, path, left } } = require('node:worker_threads');
    const sent = new Int32Array(left);
    const head = 'GET ' + path + ' HTTP/1.1\\r\\nhost: x\\r\\nuser-agent: Tickermill tests@example.com\\r\\nconnection: close\\r\\n\\r\\n';
    (async () => {
      for (let nth = 0; nth < count; nth += 1) {
        await new Promise((resolve) => {
          const socket = connect(port, '127.0.0.1', () => socket.write(head, resolve));
          socket.resume().on('error', () => {});
        });
        Atomics.add(sent, 0, 1);
        Atomics.notify(sent, 0);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    })();`;

  async function whileBusy(count: number, pauseMs: number) {
    const sandbox = await openSandbox({ today: '2026-11-20', tickers: 25, filingsPerDay: 0, secCeilingPerSecond: 10 });
    try {
      await ask(sandbox, path);
      const left = new SharedArrayBuffer(4);
      const sent = new Int32Array(left);
      const workerData = { port: Number(new URL(sandbox.url).port), count, pauseMs, path, left };
      const worker = new Worker(sender, { eval: true, workerData });
      const ended = once(worker, 'exit');
      await once(worker, 'online');
      // Nothing of this thread goes on until all of them have left: the sandbox sees them at once.
      for (let known = 0; known < count; known = Atomics.load(sent, 0)) Atomics.wait(sent, 0, known, 60_000);
      await ended;
      return (await statsOf(sandbox)).sources['sec-edgar'];
    } finally {
      await sandbox.close();
    }
  }

  it('does not punish a client that kept to the limit while it could not look', async () => {
    const stats = await whileBusy(20, 110);
    expect(stats).to.deep.include({ requests: 21, whileBanned: 0, byStatus: { 200: 21 } });
    expect(stats?.seenPeakPerSecond).to.be.greaterThan(10);
    expect(stats?.peakPerSecond).to.be.at.most(10);
  });

  it('bans one that did not', async () => {
    const stats = await whileBusy(60, 0);
    expect(stats?.byStatus['403'] ?? 0).to.be.greaterThan(0);
  });
});
