import { cpSync } from 'node:fs';
import path from 'node:path';
import {
  type Backend,
  type CrashSize,
  checkout,
  crash,
  needRedis,
  openCrashRig,
  type Rig,
  type Scenario,
} from '@tickermill/testkit';
import { expect } from 'chai';

/** Instants and victims are drawn from it. `npm run bench -- crash --seeds N` draws others. */
const seed = 1;

const places: Readonly<Record<Backend, string>> = { postgres: 'Postgres', redis: 'Redis' };

/** Describes crashes on an installation of their own, one scenario after the other. */
export function crashesOf(backend: Backend, scenarios: readonly Scenario[], size: CrashSize): void {
  describe(`crashes, with queues in ${places[backend]}`, function () {
    this.timeout(size.recoverMs + 300_000);
    let rig: Rig | undefined;

    before(async function () {
      if (backend === 'redis') needRedis.call(this);
      rig = await openCrashRig(backend, seed);
    });
    afterEach(function () {
      if (this.currentTest?.state !== 'failed' || !rig) return;
      // The folders of the run are removed at its end.
      const kept = path.join(checkout, '.tickermill', 'logs', `crash-${backend}`);
      cpSync(rig.logsDir, kept, { recursive: true });
      console.log(`    seed ${seed}; what the processes logged is in ${kept}`);
    });
    after(() => rig?.close());

    for (const scenario of scenarios) {
      it(scenario.promise, async () => {
        const { problems } = await crash(rig as Rig, scenario, seed, size);
        expect(problems, `seed ${seed}`).to.deep.equal([]);
      });
    }
  });
}
