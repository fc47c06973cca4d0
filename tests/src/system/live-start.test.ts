import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@tickermill/runtime/host';
import { checkout, cloneDatabase, type ScratchDatabase, startApp, until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';

type App = Awaited<ReturnType<typeof startApp>>;

const cli = path.join(checkout, 'apps', 'cli', 'bin', 'tickermill.mjs');
const operator = 'Jane Doe jane@example.com';
const world = { SANDBOX_SEC_CEILING: '0', SANDBOX_TODAY: '2026-11-20' };

/** The sandbox stands in for the real hosts behind a gateway, as a recording proxy would. */
describe('a live start', () => {
  let database: ScratchDatabase;
  let sandbox: App;
  const home = path.join(tmpdir(), `tickermill-live-${randomBytes(6).toString('hex')}`);

  before(async () => {
    database = await cloneDatabase();
    sandbox = await startApp('sandbox', { ...world, SANDBOX_PORT: '0' });
  });
  after(async () => {
    await sandbox?.stop();
    await database?.drop();
    rmSync(home, { recursive: true, force: true });
  });

  /** `tickermill up`, which is stopped at the end of `meanwhile`. */
  async function started(
    environment: Record<string, string>,
    args: readonly string[],
    meanwhile: (untilSaid: (what: string) => Promise<unknown>) => Promise<unknown>,
  ): Promise<{ code: unknown; said: string }> {
    const child = spawn(process.execPath, [cli, 'up', ...args], {
      env: {
        ...process.env,
        TICKERMILL_HOME: home,
        DATABASE_URL: database.url,
        API_PORT: '0',
        NO_COLOR: '1',
        SOURCES: 'live',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
    }
    const ended = new Promise((resolve) => child.once('close', resolve));
    try {
      await meanwhile((what) =>
        until(`${what}, or its end`, () => said.includes(what) || child.exitCode !== null, { withinMs: 180_000 }),
      );
    } finally {
      child.kill('SIGTERM');
    }
    return { code: await ended, said };
  }
  /** The same, stopped as soon as it says that it is live. */
  const start = (environment: Record<string, string>, ...args: string[]) =>
    started(environment, args, (untilSaid) => untilSaid('Live:'));
  const named = () => ({ UPSTREAM_GATEWAY: sandbox.url, SEC_USER_AGENT: operator });
  const record = () =>
    withDatabase(database.url, async (client) => {
      const { rows } = await client.query(`SELECT value FROM settings WHERE key = 'terms/sec-edgar'`);
      return rows[0]?.value as { sha256: string; accepted: string } | undefined;
    });

  it('is refused without a name, with or without a gateway, in one sentence', async () => {
    for (const environment of [{}, { UPSTREAM_GATEWAY: sandbox.url }, { SEC_USER_AGENT: 'nobody' }]) {
      const { code, said } = await start(environment);
      expect(code).to.equal(2);
      expect(said.split('\n')[0]).to.match(/^SEC_USER_AGENT: the SEC wants to know who asks; set it to your name/);
    }
    expect(await record()).to.equal(undefined);
  });

  it('shows the terms of each source once, and asks in the name that was given', async () => {
    const first = await start(named());
    expect(first.code, first.said).to.equal(0);
    expect(first.said)
      .to.contain('The terms of SEC EDGAR (www.sec.gov, data.sec.gov)')
      .and.to.match(/at most 10\s+requests a\s+second/)
      .and.to.contain(`in the name of ${operator}`)
      .and.not.to.contain('sandbox data');
    expect(first.said.indexOf('The terms of')).to.be.below(first.said.indexOf('✓ worker'));
    expect(await record()).to.include({ accepted: 'unattended' });

    const second = await start(named());
    expect(second.said).to.contain('Live:').and.not.to.contain('The terms of');
  });

  it('shows them again when the text has changed', async () => {
    await withDatabase(database.url, (client) =>
      client.query(
        `UPDATE settings SET value = value || '{"sha256": "of a former text"}' WHERE key = 'terms/sec-edgar'`,
      ),
    );
    const { said } = await start(named(), '--yes');
    expect(said).to.contain('The terms of SEC EDGAR').and.to.contain('which have changed');
    expect(await record())
      .to.include({ accepted: '--yes' })
      .and.property('sha256')
      .to.match(/^[0-9a-f]{64}$/);
  });

  it('stays up while nothing can be reached, says what and why, and goes on by itself', async () => {
    await withDatabase(database.url, (client) => client.query('DELETE FROM watchlist_items'));
    const port = await freePort();
    let network: App | undefined;
    try {
      const { code, said } = await started(
        { UPSTREAM_GATEWAY: `http://127.0.0.1:${port}`, SEC_USER_AGENT: operator },
        ['--yes'],
        async (untilSaid) => {
          await untilSaid('Ctrl-C stops everything');
          network = await startApp('sandbox', { ...world, SANDBOX_PORT: String(port) });
          await untilSaid('the list of companies is read');
        },
      );
      expect(code, said).to.equal(0);
      expect(said)
        .to.match(/SEC EDGAR did not answer \(\d+ attempts?\)/)
        .and.to.match(/could not be read.*https:\/\/www\.sec\.gov\/\S+: no connection could be made \(ECONNREFUSED\)/)
        .and.to.contain('The installation stays up')
        .and.to.contain('the default watchlist is tracked');
    } finally {
      await network?.stop();
    }
  });
});
