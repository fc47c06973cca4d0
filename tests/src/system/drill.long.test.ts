import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkout, type scenarios } from '@tickermill/testkit';
import { expect } from 'chai';

const program = path.join(checkout, 'apps', 'cli', 'bin', 'tickermill.mjs');
const redisServer = process.env['TESTKIT_REDIS_SERVER'];
const backend = redisServer ? 'redis' : 'postgres';
const seed = '1';
/** One is enough here: the tests of crashes strike with every one. */
const scenario = 'restart-postgres';

interface Report {
  readonly ok: boolean;
  readonly backend: string;
  readonly scenarios: readonly {
    readonly scenario: (typeof scenarios)[number]['name'];
    readonly documents: number;
    readonly lost: number;
    readonly doubled: number;
    readonly inside_ban: number;
    readonly problems: readonly string[];
  }[];
  readonly left_out: readonly string[];
  readonly logs: string | null;
}

describe('tickermill drill', function () {
  this.timeout(600_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-drilled-'));
    chmodSync(folder, 0o755); // the user of its Postgres is to reach what is made in it
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it(`breaks an installation of its own, with its queue in ${backend}, loses and doubles nothing, and leaves nothing behind`, async () => {
    const servers = redisServer ? ['--redis-server', redisServer] : [];
    const child = spawn(
      process.execPath,
      [program, 'drill', '--json', '--seed', seed, '--only', scenario, '--backend', backend, ...servers],
      // Settings that would lead it to another installation: none of them is to reach it.
      { env: { ...process.env, TMPDIR: folder, DATABASE_URL: 'postgresql://127.0.0.1:1/none', SOURCES: 'live' } },
    );
    let [answered, logged] = ['', ''];
    child.stdout.on('data', (chunk) => (answered += chunk));
    child.stderr.on('data', (chunk) => (logged += chunk));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code, logged).to.equal(0);

    const report = JSON.parse(answered) as Report;
    expect(report).to.deep.include({ ok: true, backend, left_out: [], logs: null });
    const names = report.scenarios.map(({ scenario }) => scenario);
    expect(names).to.deep.equal([scenario]);
    for (const each of report.scenarios) {
      expect(each, each.scenario).to.deep.include({ lost: 0, doubled: 0, inside_ban: 0, problems: [] });
      expect(each.documents, each.scenario).to.be.greaterThan(100);
      expect(logged).to.contain(`${each.scenario}: it `);
    }
    expect(readdirSync(folder)).to.deep.equal([]);
  });
});
