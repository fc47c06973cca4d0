import type { Queues } from '@tickermill/engine';
import { openQueues } from '@tickermill/engine';
import { needRedis, scratchRedis, silentLog, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { openSilentProxy, type SilentProxy } from '../store/silent-proxy.fixture.ts';
import { openThread, type Thread } from './thread.fixture.ts';

describe('connections to Redis that fall silent', () => {
  let proxy: SilentProxy;
  let thread: Thread;
  /** Those of another process that adds jobs, as the API. */
  let queues: Queues;
  before(async function () {
    needRedis.call(this);
    const { url, prefix } = await scratchRedis();
    proxy = await openSilentProxy({ host: new URL(url).hostname, port: Number(new URL(url).port) });
    const proxied = new URL(url);
    proxied.port = String(proxy.port);
    const backend = { kind: 'redis', url: proxied.href, prefix: `${prefix}-silent`, silentMs: 2_000 } as const;
    thread = await openThread(() => backend, { worker: { reconcileMs: 500 } });
    queues = openQueues({ backend, log: silentLog });
    await thread.listCompanies();
    await queues.ping();
  });
  after(async () => {
    await proxy?.close();
    await queues?.close();
    await thread?.close();
  });

  it('are given up by consumers, by the planner and by whoever adds jobs, and others work', async () => {
    proxy.silence();
    // No error is raised: what is under way waits for an answer that never comes, and the next connection works.
    proxy.heal();
    const asked = await thread.request('MSFT', { daysBack: 30, maxFilings: 5 }).catch(() => null);
    await until('whoever adds jobs to be answered', () =>
      queues
        .ping()
        .then(() => true)
        .catch(() => null),
    );
    const run = asked ?? (await thread.request('MSFT', { daysBack: 30, maxFilings: 5 }));
    expect((await thread.awaitRun(run)).state).to.equal('done');
    const [failed] = await thread.rows<{ n: bigint }>(
      `SELECT count(*) AS n FROM tasks WHERE stalls > 1 OR state NOT IN ('done', 'nothing')`,
    );
    expect(failed?.n).to.equal(0n);
  });
});
