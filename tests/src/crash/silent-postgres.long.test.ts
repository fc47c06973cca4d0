import { setTimeout as sleep } from 'node:timers/promises';
import { type Backend, crash, needRedis, openCrashRig, type Rig, type Scenario, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { openSilentProxy, type SilentProxy } from '../store/silent-proxy.fixture.ts';

const seed = 1;
/** What a fleet has to do must be done a minute after the network is back; a slow machine is given two. */
const size = { companies: 8, kills: 1, recoverMs: 120_000 };
const silences = [
  // As after a network address translation that forgot: what is under way waits for answers that never come.
  { name: 'forgotten', how: 'for a moment', ms: 500 },
  // Longer than a client waits for an answer, and than Postgres lets a transaction be idle.
  { name: 'silent', how: 'for 45 s', ms: 45_000 },
];
/** Companies that are odd on purpose are listed first; those that are tracked afterwards are behind those of the run. */
const special = 34;
const asked = { first: 16, count: 3, spacing: 40 };

for (const backend of ['redis', 'postgres'] satisfies Backend[])
  describe(`a network between a whole fleet and Postgres that falls silent, with queues in ${backend}`, function () {
    this.timeout(420_000);
    let rig: Rig | undefined;
    let proxy: SilentProxy;
    before(async function () {
      if (backend === 'redis') needRedis.call(this);
      rig = await openCrashRig(backend, seed, async (address) => {
        const url = new URL(address);
        proxy = await openSilentProxy({ host: url.hostname, port: Number(url.port) });
        url.port = String(proxy.port);
        return url.href;
      });
    });
    after(async () => {
      await rig?.close();
      await proxy?.close();
    });

    let healedAt = 0;
    const scenarioOf = ({ name, how, ms }: (typeof silences)[number], leftOut: number): Scenario => ({
      name,
      promise: `has everything done when it is back that was silent ${how}: by workers, API, planner and reconciler`,
      backends: [backend],
      from: [0.1, 0.3],
      mayOutlast: true,
      async damage({ ask, listedTickers }) {
        proxy.silence();
        await sleep(ms);
        // Connections that fell silent stay so. What was claimed on them is the reconciler's to bring back.
        proxy.heal();
        healedAt = performance.now();
        const tickers = await listedTickers(asked.count, leftOut + asked.first);
        const track = () => ask('POST', '/api/v1/watchlists/afterwards/items', { tickers }).catch(() => null);
        await until('the API to take a request', track, { withinMs: size.recoverMs });
        return 1;
      },
    });

    for (const [nth, silence] of silences.entries()) {
      const leftOut = special + nth * asked.spacing;
      const scenario = scenarioOf(silence, leftOut);
      it(scenario.promise, async () => {
        const { problems, lost, doubled } = await crash(rig as Rig, scenario, seed, size, leftOut);
        console.log(`      all done ${((performance.now() - healedAt) / 1_000).toFixed(1)} s after it was back`);
        expect({ problems, lost, doubled }).to.deep.equal({ problems: [], lost: 0, doubled: 0 });
      });
    }
  });
