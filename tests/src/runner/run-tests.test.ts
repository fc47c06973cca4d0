import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout, until } from '@tickermill/testkit';
import { expect } from 'chai';

const urlOf = (...parts: string[]) => JSON.stringify(pathToFileURL(path.join(checkout, ...parts)).href);

/** Two that end, and one that hangs with a program of its own beside it. */
const hanging = (opening = '') => `
  import { spawn } from 'node:child_process';
  import { hasRedis, openScratchStore, scratchRedis } from ${urlOf('packages/testkit/dist/index.js')};
  describe('a suite', () => {
    it('passes', () => {});
    it('fails', () => { throw new Error('as it was told'); });
    it('hangs', async () => {
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
      ${opening}
      console.log('everything is open');
      await new Promise(() => {});
    });
  });`;
const withServers = hanging('await openScratchStore(); if (hasRedis()) await scratchRedis();');
const passing = `describe('another suite', () => { it('passes too', () => {}); it.skip('is skipped', () => {}); });`;

interface Totals {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** A run of the tests within this one. */
interface Run {
  readonly process: ChildProcess;
  /** What it has printed. */
  said(): string;
  ended(): Promise<Totals>;
}

describe('a run of tests', () => {
  let folder: string;
  let runs: ChildProcess[] = [];
  before(function () {
    if (!existsSync('/proc')) this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'runner-'));
    mkdirSync(path.join(folder, 'tmp'));
  });
  afterEach(async () => {
    for (const run of runs) run.kill('SIGKILL');
    runs = [];
    await until('nothing to be left', () => leftovers().length === 0);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs each of these sources as a test file in a process of its own. */
  function start(sources: readonly string[], environment: Record<string, string> = {}): Run {
    const parts = sources.map((source, index) => {
      const file = path.join(folder, `${index}.test.mjs`);
      writeFileSync(file, source);
      return [file];
    });
    const options = `{ setup: ${JSON.stringify(path.join(checkout, 'packages/testkit/dist/global.js'))} }`;
    writeFileSync(
      path.join(folder, 'main.mjs'),
      `import { runTests } from ${urlOf('scripts/run-tests.mjs')};
       console.log('totals ' + JSON.stringify(await runTests(${JSON.stringify(parts)}, ${options})));
       process.exit();`,
    );
    const child = spawn(process.execPath, [path.join(folder, 'main.mjs')], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: path.join(folder, 'tmp'), ...environment },
    });
    runs.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    const closed = new Promise((resolve) => child.once('close', resolve));
    return {
      process: child,
      said: () => said,
      async ended() {
        await closed;
        const line = said.split('\n').find((each) => each.startsWith('totals '));
        if (!line) throw new Error(`it tells no totals:\n${said}`);
        return JSON.parse(line.slice('totals '.length)) as Totals;
      },
    };
  }

  /** Folders of the run, and processes that know their name or work in them. */
  function leftovers(): string[] {
    const temporary = path.join(folder, 'tmp');
    const processes = readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(temporary);
      } catch {
        return false;
      }
    });
    return [...readdirSync(temporary), ...processes];
  }

  async function openEverything(run: Run): Promise<void> {
    await until('the test that hangs', () => run.said().includes('everything is open'));
    expect(leftovers().length).to.be.above(2);
  }

  it('counts what its processes ran, and reports a failure when it happens', async () => {
    const run = start([withServers, passing]);
    await openEverything(run);
    await until('the failure to be told', () => /a suite\s+fails:\s+Error: as it was told\s+at /.test(run.said()));
    run.process.kill('SIGTERM');
    const { passed, failed, skipped } = await run.ended();
    expect(passed).to.equal(2);
    expect(failed).to.have.length(2);
    expect(failed[0]).to.equal('a suite fails');
    expect(failed[1]).to.match(/^mocha ended \(SIGKILL\) before its tests did, while it ran "a suite hangs"/);
    expect(skipped).to.deep.equal(['another suite is skipped']);
    expect(leftovers()).to.deep.equal([]);
  });

  it('passes when all do', async () => {
    const { passed, failed } = await start([passing]).ended();
    expect([passed, failed]).to.deep.equal([1, []]);
  });

  it('ends the same way by Ctrl-C', async () => {
    const run = start([hanging()]);
    await openEverything(run);
    run.process.kill('SIGINT');
    expect(await run.ended()).to.include({ passed: 1, endedBy: 'SIGINT' });
    expect(leftovers()).to.deep.equal([]);
  });

  it('leaves nothing behind when it is killed', async () => {
    const run = start([withServers]);
    await openEverything(run);
    run.process.kill('SIGKILL');
    await until('nothing to be left', () => leftovers().length === 0);
  });

  it('sweeps what one has left whose guard was killed with it, and nothing of one that lives', async () => {
    const [lost, living] = [start([hanging()]), start([hanging()])];
    await openEverything(lost);
    await openEverything(living);
    const owners = () => readdirSync(path.join(folder, 'tmp')).filter((name) => name.startsWith('tickermill-test-'));
    expect(owners()).to.have.length(2);
    for (const pid of guardsOf(lost)) process.kill(pid, 'SIGKILL');
    lost.process.kill('SIGKILL');
    await start([passing]).ended();
    const [left, ...more] = owners();
    expect(more).to.deep.equal([]);
    const owner = JSON.parse(readFileSync(path.join(folder, 'tmp', left ?? '', 'owner.json'), 'utf8'));
    expect(owner.pid).to.equal(living.process.pid);
    expect(existsSync(`/proc/${living.process.pid}`)).to.equal(true);
  });

  it('ends itself when no test ends, and says which was running', async () => {
    const alone = `it('passes', () => {}); it('hangs', () => new Promise((resolve) => setTimeout(resolve, 1e8)));`;
    const run = start([alone], { TEST_IDLE_MS: '15000' });
    const { passed, failed } = await run.ended();
    expect(passed).to.equal(1);
    expect(failed.at(-1)).to.equal('No test ended for 15 s: "hangs" was running.');
  });

  function guardsOf(run: Run): number[] {
    return readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid))
      .filter((pid) => {
        try {
          const parent = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[1];
          return (
            parent === String(run.process.pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('/bin/sh')
          );
        } catch {
          return false;
        }
      })
      .map(Number);
  }
});
