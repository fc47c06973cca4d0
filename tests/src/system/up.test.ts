import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ReceiptsResponse, RunsResponse, StatusResponse } from '@tickermill/core/contracts';
import { checkout, until, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { runInProcess } from './run-command.fixture.ts';

const cli = path.join(checkout, 'apps', 'cli', 'bin', 'tickermill.mjs');

/** The command line as a process, with its output so far. */
interface RunningCommand {
  readonly child: ChildProcess;
  /** All that it said, on both streams. */
  said(): string;
  /** The standard output alone. */
  answered(): string;
  readonly ended: Promise<number | null>;
}

describe('the command line, on an installation of its own', function () {
  this.timeout(300_000);
  let home: string;
  let environment: NodeJS.ProcessEnv;
  let up: RunningCommand | undefined;
  let kept: StatusResponse['insider_trades'];

  before(() => {
    // Made by the command itself, and open to the user that Postgres runs as where the tests run as root.
    home = path.join(tmpdir(), `tickermill-up-${randomBytes(6).toString('hex')}`);
    environment = {
      ...process.env,
      TICKERMILL_HOME: home,
      API_PORT: '0',
      NO_COLOR: '1',
      LOG_LEVEL: 'debug',
      SANDBOX_TODAY: '2026-11-20',
      // On a machine that is busy with other things arrivals bunch. What the pace comes to is measured, not asserted.
      SANDBOX_SEC_CEILING: '0',
    };
  });
  after(async () => {
    up?.child.kill('SIGTERM');
    await up?.ended;
    rmSync(home, { recursive: true, force: true });
  });

  function run(...args: string[]): RunningCommand {
    const child = spawn(process.execPath, [cli, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let answered = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
    child.stdout?.on('data', (chunk: string) => {
      answered += chunk;
    });
    return { child, said: () => said, answered: () => answered, ended };
  }

  const finished = (...args: string[]) => runInProcess(environment, ...args);

  const serving = (running: RunningCommand) =>
    until('the summary', () => running.said().includes('Ctrl-C stops everything') || running.child.exitCode !== null, {
      withinMs: 180_000,
    });
  const status = async () => StatusResponse.parse(JSON.parse((await finished('status', '--json')).answered));

  /** What a browser meets at a login link: the page, and what its form leads to. */
  async function signInAt(link: string): Promise<number[]> {
    const { origin, searchParams } = new URL(link);
    const page = await fetch(link);
    const body = new URLSearchParams({ code: searchParams.get('code') ?? '' });
    const led = await fetch(`${origin}/login`, { method: 'POST', redirect: 'manual', body });
    const cookie = led.headers.getSetCookie().map((line) => line.split(';', 1)[0]);
    const status = await fetch(`${origin}/`, { headers: { cookie: cookie.join('; '), accept: 'text/html' } });
    expect(new URL(status.url).pathname).to.equal(led.ok || led.status === 303 ? '/' : '/login');
    return [page.status, led.status];
  }
  const linkIn = (said: string) => /http:\/\/\S+\/login\?code=tml_[\w-]{43}/.exec(said)?.[0] ?? '';

  it('says what to do where nothing runs', async () => {
    const command = run('status');
    expect(await command.ended).to.equal(1);
    expect([command.answered(), command.said()]).to.satisfy(
      ([answered, said]: string[]) => answered === '' && said !== '',
    );
    expect(command.said()).to.contain('No installation is running here').and.to.contain('npm start');
  });

  it('starts everything, fetches the default watchlist at the pace, and says so', async () => {
    up = run('up');
    await serving(up);
    const said = up.said();
    for (const line of [
      '✓ Postgres',
      '✓ migrations',
      '✓ sandbox',
      '✓ API',
      '✓ worker',
      'This is sandbox data',
      '✓ insider-trades: 24 issuers',
      '✓ daily-prices: 25 tickers in 25 requests',
      '✓ XNAS: ',
      '✓ XETR: ',
      'daily prices: 25 instruments, from ',
    ]) {
      expect(said).to.contain(line);
    }
    const { tracked_tickers, insider_trades, daily_prices, mode, sources } = await status();
    expect(daily_prices.instruments).to.equal(25);
    expect({ tracked_tickers, mode }).to.deep.equal({ tracked_tickers: 25, mode: 'sandbox' });
    expect(insider_trades.trades).to.be.above(100);
    // A schedule may fall due while this test is at work: the hour of the day is the machine's.
    const runs = RunsResponse.shape.items.parse(JSON.parse((await finished('runs', '--json')).answered));
    const asked = runs.filter(({ trigger }) => trigger !== 'schedule');
    expect(asked.map(({ dataset, trigger, state }) => [dataset, trigger, state])).to.deep.equal([
      ['ownership-index', 'tracked', 'done'],
      ['daily-prices', 'tracked', 'done'],
      ['insider-trades', 'tracked', 'done'],
      ['companies', 'manual', 'done'],
      ['listings', 'manual', 'done'],
    ]);
    const receipts = JSON.parse((await finished('receipts', '--json')).answered) as ReceiptsResponse;
    expect(receipts.watermark, 'the indexes are read at once').to.be.oneOf(['2026-11-19', '2026-11-20']);
    expect(receipts.total.settled).to.equal(receipts.total.filings).and.to.be.above(20);
    const of = (id: string) => sources.find(({ source }) => source === id);
    expect(of('sec-edgar')).to.include({ state: 'open', pace_per_second: 8 });
    expect(of('yahoo')).to.include({ state: 'open' });
    expect(of('yahoo')?.requests).to.be.at.least(25);
  });

  it('lets nobody else into its files, and its processes do no more than write rows', async () => {
    const mode = (...place: string[]) => statSync(path.join(home, ...place)).mode & 0o777;
    expect(mode()).to.equal(process.getuid?.() === 0 ? 0o711 : 0o700);
    for (const folder of ['logs', 'postgres']) expect(mode(folder), folder).to.equal(0o700);
    for (const file of readdirSync(path.join(home, 'logs'))) expect(mode('logs', file), file).to.equal(0o600);
    for (const file of ['token', 'sandbox-token', 'running.json']) expect(mode(file), file).to.equal(0o600);
    const sandbox = /✓ sandbox .*(http:\S+)/.exec(up?.said() ?? '')?.[1];
    const stats = (headers: Record<string, string>) => fetch(`${sandbox}/_sandbox/stats`, { headers });
    expect((await stats({})).status).to.equal(401);
    const token = readFileSync(path.join(home, 'sandbox-token'), 'utf8');
    expect((await stats({ authorization: `Bearer ${token}` })).status).to.equal(200);
    const [password, port] = ['password', 'port'].map((name) =>
      readFileSync(path.join(home, 'postgres', `tickermill.${name}`), 'utf8').trim(),
    );
    const owner = `postgresql://tickermill:${password}@127.0.0.1:${port}/tickermill`;
    const { rows } = await withDatabase(owner, (client) =>
      client.query(`SELECT DISTINCT usename AS user, rolsuper AS super FROM pg_stat_activity JOIN pg_roles ON rolname = usename
        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`),
    );
    expect(rows).to.deep.equal([{ user: 'tickermill_process', super: false }]);
  });

  it('keeps its token to itself and names run and task on the lines of its log', () => {
    expect(statSync(path.join(home, 'token')).mode & 0o777).to.equal(0o600);
    const token = readFileSync(path.join(home, 'token'), 'utf8');
    const log = readFileSync(path.join(home, 'logs', 'worker.log'), 'utf8');
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const collected = lines.filter(({ msg }) => msg === 'collected');
    expect(collected.length).to.be.above(50);
    for (const line of collected) expect(line).to.include.keys('ts', 'level', 'module', 'run_id', 'task_id');
    for (const name of ['worker', 'api', 'up'])
      expect(readFileSync(path.join(home, 'logs', `${name}.log`), 'utf8')).not.to.match(new RegExp(`${token}|tml_`));
  });

  it('prints a link that signs the first administrator in, once, and others when asked', async () => {
    const first = linkIn(up?.said() ?? '');
    expect(await signInAt(first)).to.deep.equal([200, 303]);
    expect(await signInAt(first)).to.deep.equal([401, 401]);
    const another = await finished('login');
    expect(await signInAt(linkIn(another.answered))).to.deep.equal([200, 303]);
    const unknown = await finished('login', 'nobody');
    expect([unknown.code, unknown.said]).to.satisfy(
      ([code, said]: [number, string]) => code === 1 && said.includes('There is no user nobody'),
    );
  });

  it('adds users and sees to them', async () => {
    const added = await finished('user', 'add', 'anna', '--role', 'operator');
    expect(added.answered).to.contain('anna has the role operator');
    expect(await signInAt(linkIn(added.answered))).to.deep.equal([200, 303]);
    expect((await finished('user', 'list')).answered)
      .to.match(/admin +admin/)
      .and.to.match(/anna +operator +link +2\d{3}-/);
    expect((await finished('user', 'role', 'ANNA', 'viewer')).answered).to.contain('anna has the role viewer');
    expect((await finished('user', 'disable', 'anna')).answered).to.contain('disabled');
    expect((await finished('login', 'anna')).code).to.equal(1);
    expect((await finished('user', 'enable', 'anna')).answered).not.to.contain('disabled');
    expect((await finished('user', 'remove', 'anna')).code).to.equal(0);
    expect((await finished('user', 'remove', 'admin')).said).to.contain('last administrator');
    expect((await finished('user', 'add', 'bert', '--role', 'root')).code).to.equal(2);
  });

  it('makes tokens that do what their role allows until they are revoked', async () => {
    const { answered: token } = await finished('token', 'create', 'ci', '--role', 'viewer', '--days', '30');
    expect(token).to.match(/^tm_[\w-]{43}\n$/);
    const by = (...args: string[]) => {
      environment['TICKERMILL_TOKEN'] = token.trim();
      const done = finished(...args);
      delete environment['TICKERMILL_TOKEN'];
      return done;
    };
    expect((await by('status')).code).to.equal(0);
    expect((await by('sources', 'pause', 'sec-edgar')).said).to.contain('asks for the role operator');
    const [listed] = JSON.parse((await finished('token', 'list', '--json')).answered) as { id: string }[];
    expect((await finished('token', 'list')).answered).to.match(/ci +tm_\S{6}… +viewer +local/);
    await finished('token', 'revoke', listed?.id ?? '');
    expect((await by('status')).said).to.contain('no valid token');
  });

  it('scrapes a ticker and prints what it found and created', async () => {
    const first = await finished('scrape', 'aapl', '--days-back', '120', '--max-filings', '100', '--json');
    expect(first.code, first.said).to.equal(0);
    const answer = JSON.parse(first.answered) as Record<string, unknown>;
    expect(answer).to.include({ state: 'done' });
    expect(answer['filings_found']).to.be.a('number').above(0);
    expect(answer['trades_created']).to.be.a('number').above(0);
    const again = await finished('scrape', 'AAPL', '--days-back', '120', '--force');
    expect(again.said)
      .to.match(new RegExp(`filings_found\\s+${answer['filings_found']}`))
      .and.to.match(/trades_created\s+0/);
  });

  it('requests stored prices again, and says what differs', async () => {
    const { code, said } = await finished('prices', 'AAPL', '--recheck', '2026-11-02..2026-11-06');
    expect(code, said).to.equal(0);
    expect(said).to.match(/run \d+ done · nothing differs/);
    const backwards = await finished('prices', 'AAPL', '--recheck', '2026-11-06..2026-11-02');
    expect(backwards.code).to.equal(2);
    expect(backwards.said).to.contain('is no range of days, such as 2026-01-01..2026-03-31');
  });

  it('says what a scrape would do, and why one was not needed', async () => {
    const dry = await finished('scrape', 'AAPL', '--days-back', '200', '--dry-run');
    expect([dry.code, dry.answered]).to.satisfy(
      ([code, said]: [number, string]) => code === 0 && /dry run: 1 target/.test(said),
    );
    const fresh = await finished('scrape', '--all');
    expect(fresh.answered)
      .to.match(/run \d+ requested nothing; --force fetches them all the same/)
      .and.to.match(/\d+ issuers skipped: fetched already within the last hours/);
  });

  it('lists runs, shows one, and follows one until it has ended', async () => {
    const list = await finished('runs', '--trigger', 'manual', '--json');
    const [latest] = JSON.parse(list.answered) as { id: string }[];
    const one = await finished('runs', latest?.id ?? '');
    expect(one.answered).to.contain(`run ${latest?.id}`).and.to.contain('fresh');
    const watched = await finished('watch', latest?.id ?? '');
    expect([watched.code, watched.answered.trimEnd().split('\n').length]).to.deep.equal([0, 1]);
    expect(watched.answered)
      .to.match(/run \d+ {2}insider-trades \(manual\) {2}done/)
      .and.not.to.contain('\x1b');
    const ended = await finished('runs', 'cancel', latest?.id ?? '');
    expect(ended.answered).to.contain('is done');
    expect((await finished('runs', '999')).code).to.equal(1);
    const all = run('watch');
    await finished('scrape', 'MSFT', '--days-back', '300');
    await until('the run to be shown', () => all.answered().includes('(manual)'));
    all.child.kill('SIGINT');
    expect(await all.ended).to.equal(0);
  });

  it('writes, lists and removes watch rules, and shows what they matched', async () => {
    const added = await finished('watch-rules', 'add', '--tickers', 'KO', '--min-value', '0', '--json');
    expect(added.code, added.said).to.equal(0);
    const { id } = JSON.parse(added.answered) as { id: string };
    const cluster = await finished('watch-rules', 'add', '--codes', 'P,S', '--roles', 'officer', '--cluster', '3/10');
    expect(cluster.answered).to.match(/all +P, S +– +officer +3 in 10 days +0/);
    expect((await finished('watch-rules', 'add', '--cluster', 'three')).code).to.equal(2);
    expect((await finished('watch-rules', 'add', '--tickers', 'KO', '--watchlist', 'default')).code).to.equal(2);
    await finished('scrape', 'KO', '--days-back', '300', '--max-filings', '100');
    const matches = JSON.parse((await finished('watch-rules', 'matches', id, '--json')).answered) as {
      accession: string;
    }[];
    expect(matches).to.have.length.above(0);
    expect((await finished('watch-rules')).answered).to.match(
      new RegExp(`${id} +KO +any +0 +any +– +${matches.length}\\b`),
    );
    expect((await finished('watch-rules', 'remove', id)).code).to.equal(0);
    expect((await finished('watch-rules', 'matches', id)).code).to.equal(1);
  });

  it('shows the sources, and holds one', async () => {
    expect((await finished('sources')).answered).to.match(/sec-edgar +open/);
    expect((await finished('status')).answered).to.match(/yahoo +open +40\/min/);
    expect((await finished('sources', 'pause', 'sec-edgar')).answered).to.contain('sec-edgar is paused by local');
    expect((await finished('sources', 'pace', 'sec-edgar', '4/s')).answered).to.contain('4/s, at most 8/s');
    expect((await finished('sources', 'pace', 'sec-edgar', '80/s')).code).to.equal(2);
    expect((await finished('sources', 'pace', 'sec-edgar', 'fast')).code).to.equal(2);
    await finished('sources', 'pace', 'sec-edgar', '8/s');
    expect((await finished('sources', 'resume', 'sec-edgar')).answered).to.contain('sec-edgar is open');
  });

  it('reads kept documents again, page after page, and finds nothing else in them', async () => {
    const { filings } = (await status()).insider_trades;
    const all = await finished('replay', '--source', 'sec-edgar', '--all', '--dry-run', '--json');
    expect(all.code, all.said).to.equal(0);
    expect(JSON.parse(all.answered)).to.include({ dry_run: true, read: filings, unchanged: filings, missing: 0 });
    const older = await finished('replay', '--source', 'sec-edgar', '--since', '2026-01-01');
    expect(older.answered).to.contain('0 documents read by parser version');
    expect((await finished('replay')).code).to.equal(2);
    expect((await finished('replay', '--source', 'nosuch')).said).to.contain('source');
  });

  it('refuses an unknown ticker and bad options with what is wrong', async () => {
    const unknown = await finished('scrape', 'NOSUCH');
    expect(unknown.code).to.equal(1);
    expect(unknown.said).to.contain('No listed company has the ticker NOSUCH');
    const bad = await finished('scrape', 'AAPL', '--days-back', 'many');
    expect(bad.code).to.equal(2);
    expect(bad.said).to.contain('--days-back: must be a number').and.not.to.contain('days_back');
    expect((await finished('trades', 'AAPL', '--since', 'yesterday')).said).to.match(/^--since: /);
    expect((await finished('scrape')).code).to.equal(2);
  });

  it('shows the trades of a ticker, as a table, JSON and CSV', async () => {
    const table = await finished('trades', 'aapl');
    expect(table.code, table.said).to.equal(0);
    expect(table.answered).to.match(/date +insider +role +code +shares +price/);
    const trades = JSON.parse((await finished('trades', 'AAPL', '--limit', '5', '--json')).answered) as object[];
    expect(trades).to.have.lengthOf(5);
    const csv = (await finished('trades', 'AAPL', '--csv')).answered.trim().split('\n');
    expect(csv.length).to.be.above(5);
    const none = await finished('trades', 'AAPL', '--since', '2099-01-01');
    expect([none.code, none.answered]).to.deep.equal([
      0,
      '  No such trade is stored. "tickermill scrape AAPL" fetches what there is.\n',
    ]);
  });

  it('does not ask the real hosts for nobody', async () => {
    const live = spawn(process.execPath, [cli, 'up'], {
      env: { ...environment, TICKERMILL_HOME: `${home}-live`, SOURCES: 'live' },
    });
    let said = '';
    live.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
    expect(await new Promise((resolve) => live.once('close', resolve))).to.equal(2);
    expect(said).to.contain('SEC_USER_AGENT');
    expect(existsSync(`${home}-live`)).to.equal(false);
  });

  it('starts once only', async () => {
    const another = run('up');
    expect(await another.ended).to.equal(1);
    expect(another.said()).to.contain('already runs');
  });

  it('goes on when a worker is killed', async () => {
    const logFile = path.join(home, 'logs', 'worker.log');
    const working = () => readFileSync(logFile, 'utf8').match(/"msg":"working"/g)?.length ?? 0;
    const [line] = readFileSync(logFile, 'utf8').match(/"worker":"[^"]*-(\d+)"/) ?? [];
    const pid = Number(/-(\d+)"$/.exec(line ?? '')?.[1]);
    const before = working();
    process.kill(pid, 'SIGKILL');
    await until('another worker', () => working() > before);
    const { said, code } = await finished('scrape', 'MSFT', '--days-back', '60', '--max-filings', '5', '--json');
    expect(code, said).to.equal(0);
  });

  it('stops in order on Ctrl-C', async () => {
    const stored = (await status()).insider_trades;
    up?.child.kill('SIGINT');
    expect(await up?.ended).to.equal(0);
    expect(up?.said()).to.contain('✓ stopped');
    expect((await finished('status')).code).to.equal(1);
    kept = stored;
  });

  it('makes a token while nothing runs', async () => {
    const command = run('token', 'create', 'offline');
    expect(await command.ended, command.said()).to.equal(0);
    expect(command.answered()).to.match(/^tm_/);
  });

  it('is there again at once, with what it had', async () => {
    up = run('up', '--workers', '2');
    await serving(up);
    expect(up.said()).to.contain('up to date').and.not.to.contain('First start');
    expect(up.said()).to.contain('npx tickermill login').and.not.to.contain('code=');
    expect(up.said()).to.match(/✓ workers .* 2 processes/);
    expect((await status()).insider_trades).to.deep.equal(kept);
    expect((await finished('token', 'list')).answered).to.contain('offline');
    up.child.kill('SIGINT');
    expect(await up.ended).to.equal(0);
  });
});
