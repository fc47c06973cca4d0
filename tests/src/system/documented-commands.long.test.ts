import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { RunView, TrackResponse } from '@tickermill/core/contracts';
import { checkout, type Fleet, openFleet, until } from '@tickermill/testkit';
import { expect } from 'chai';
import { commandsInText, commandsOfBlocks, type DocumentedCommand, documents } from './documented-commands.ts';

const cli = path.join(checkout, 'apps', 'cli', 'bin', 'tickermill.mjs');

/** Commands of ours that are only parsed: for the reason given they would not end here, or not on this machine. */
const onlyParsed: readonly (readonly [part: string, why: string])[] = [
  ['drill', 'breaks an installation of its own for minutes: drill.long.test.ts'],
  ['--all --from 2000', 'fetches every listed instrument'],
  ['queue-backend', 'wants an installation that is stopped: queue-move.long.test.ts'],
  ['doctor', 'examines this machine: doctor.test.ts'],
  ['FILE', 'wants a file of the reader'],
  ['alert add', 'wants a secret of the reader'],
  ['alert test', 'wants a channel of the reader'],
  ['chart.json', 'wants a file of the reader'],
  ['monday.backup', 'wants a disk of the reader, and an installation that is stopped'],
  ['ecb.europa.eu', 'wants the network'],
  ['otherlisted.txt', 'wants a file of the reader'],
  ['market fetch us', 'wants a key of the reader'],
  ['parse facts', 'wants a file of the reader'],
  ['parse filing', 'wants a file of the reader'],
  ['parse market-day', 'wants a file of the reader'],
  ['…', 'is shortened'],
];
/** Commands that change the checkout, run for long, or belong to another program: what they name must exist. */
const notRun =
  /^(?:docker|git|cp|npm|node|PGPASSWORD=|psql|[A-Z_]+=[^\s;]+ (?:npm|node|[A-Z_]+=)|tickermill(?:\(\)| ))/;
/** What does not end with 0, with the reason. */
const otherwise: readonly (readonly [part: string, code: number])[] = [
  ['tickermill receipts', 1], // the indexes after the last day of the sandbox are overdue
  ['days_back=0', 22], // shows an error
  ['&after=81234', 22], // names a cursor of another database
  ['$API/login', 22], // has no password of anybody
  ['dead-letters/1/revive', 22], // has none here
  ['4711-1/retry', 22], // names a job of its own
  ['tickermill bulk 3', 1], // names an action of its own
  ['"expected":12', 22], // was confirmed for rows of its own
  ['/api/v1/events', 28], // is a stream without an end
];
/** What the placeholders of a command may stand for. */
const placeholders: readonly (readonly [RegExp, string])[] = [
  [/\[(--[^\]]*)\]/g, '$1'],
  [/(\w+)(?:\|\w+)+/g, '$1'],
  [/<ticker…?>/g, 'AAPL'],
  [/<(?:day|date)>/g, '2026-11-18'],
  [/<(?:name|user)>/g, 'anna'],
  [/<(?:id|run|rule)>/g, '1'],
  [/\bDAY\b/g, '2026-11-18'],
  [/\bNAME\b/g, 'mine'],
  [/\bACTION\b/g, 'revive-dead-letters'],
  [/\bID\b/g, '1'],
  [/FILE…?/g, 'nosuch.csv'],
  [/ (?:…|\.\.\.)$/g, ''],
];

describe('the commands of README and documents', function () {
  this.timeout(300_000);
  let fleet: Fleet;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-documents-'));
    fleet = await openFleet({
      METRICS_TOKEN: 'a token for the metrics alone',
      BACKUP_DIR: path.join(folder, 'backups'),
      LAKE_DIR: path.join(folder, '.tickermill', 'lake'),
      KRX_KEY: 'SANDBOXKEY',
    });
    mkdirSync(path.join(folder, '.tickermill'), { mode: 0o700 });
    for (const [name, token] of Object.entries({ token: fleet.token, 'sandbox-token': fleet.sandbox.token }))
      writeFileSync(path.join(folder, '.tickermill', name), token, { mode: 0o600 });
    // The documents name the second user; each of them adds its own.
    for (const name of ['one', 'two']) await fleet.ask('POST', '/api/v1/users', { name, role: 'viewer' });
    const tickers = ['AAPL', 'MSFT', 'KO', 'GOOG', 'JPM'];
    const { body } = await fleet.ask('POST', '/api/v1/watchlists/default/items', { tickers });
    for (const { run_id } of TrackResponse.parse(body).runs) {
      await until('the first runs to end', async () => {
        const { body: run } = await fleet.ask('GET', `/api/v1/runs/${run_id}`);
        return RunView.parse(run).finished_at !== null;
      });
    }
  });
  after(async () => {
    await fleet.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs a script in the shell of a reader, in a folder with a data directory, and returns what it said. */
  function inShell(script: string, environment: Record<string, string> = {}): Promise<string> {
    const setUp = `
      npx() { shift; ${process.execPath} ${cli} "$@"; }
      curl() { command curl --fail-with-body --max-time 20 "$@"; }`;
    const shell: ChildProcess = spawn('bash', ['-c', `${setUp}\n${script}`], {
      cwd: folder,
      env: {
        ...process.env,
        TICKERMILL_HOME: path.join(folder, '.tickermill'),
        TICKERMILL_URL: fleet.api.url,
        TICKERMILL_TOKEN: fleet.token,
        DATABASE_URL: fleet.databaseUrl,
        METRICS_TOKEN: 'a token for the metrics alone',
        NO_COLOR: '1',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [shell.stdout, shell.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
    }
    return new Promise((resolve) => shell.once('close', () => resolve(said)));
  }

  /** Runs commands one after the other in one shell; returns those that did not end as they should. */
  async function failuresOf(commands: readonly string[]): Promise<string[]> {
    const marked = commands.map((text, nth) => `{ ${asHere(text)}\n} 2>&1; echo "<<${nth} $?>>"`).join('\n');
    const said = await inShell(marked);
    return commands.flatMap((text, nth) => {
      const end = said.indexOf(`<<${nth} `);
      const code = Number(/^<<\d+ (\d+)>>/.exec(said.slice(end))?.[1] ?? -1);
      const wanted = otherwise.find(([part]) => text.includes(part))?.[1] ?? 0;
      const begin = nth === 0 ? 0 : said.indexOf('>>', said.indexOf(`<<${nth - 1} `)) + 3;
      return code === wanted ? [] : [`${text}\n    ended with ${code}: ${said.slice(begin, end).slice(0, 500)}`];
    });
  }

  /** A command with the addresses of this installation; two documents do not add the same. */
  const asHere = (text: string) =>
    text
      .replaceAll('http://127.0.0.1:7420', fleet.api.url)
      .replaceAll('http://127.0.0.1:7421', fleet.sandbox.url)
      .replace('"name": "anna"', '"name": "bert"')
      .replace('"ticker": "KO"', '"ticker": "JPM"')
      .replace(/(\/api\/v1\/events.*)$/, '$1 --max-time 1');

  const isOurs = ({ text }: DocumentedCommand) => /(?:^|\s)npx tickermill\b/.test(text);
  const parsed = ({ text }: DocumentedCommand) => onlyParsed.some(([part]) => text.includes(part));
  const isSandboxes = ({ document }: DocumentedCommand) => document.endsWith('sandbox.md');

  it('can be run as they stand, against an installation', async () => {
    const seen = new Set<string>();
    const scripts = documents.map((document) =>
      commandsOfBlocks(document).filter((command) => {
        if (notRun.test(command.text) || parsed(command)) return false;
        const isNew = !isOurs(command) || !seen.has(command.text);
        seen.add(command.text);
        return isNew;
      }),
    );
    const [sandboxes, others] = [
      scripts.filter((one) => one.some(isSandboxes)),
      scripts.filter((one) => !one.some(isSandboxes)),
    ];
    expect(others.flat().filter(isOurs).length).to.be.greaterThan(25);
    const failures: string[] = [];
    const lane = async () => {
      for (let script = others.shift(); script; script = others.shift())
        failures.push(...(await failuresOf(script.map(({ text }) => text))));
    };
    await Promise.all([lane(), lane()]);
    // What is done to the sandbox would disturb the rest.
    for (const script of sandboxes) failures.push(...(await failuresOf(script.map(({ text }) => text))));
    expect(failures.join('\n')).to.equal('');
  });

  it('are understood where they are not run', async () => {
    const all = documents.flatMap((document) => [
      ...commandsOfBlocks(document).filter((command) => isOurs(command) && parsed(command)),
      ...commandsInText(document).filter(isOurs),
    ]);
    const texts = [
      ...new Set(all.map(({ text }) => placeholders.reduce((so, [from, to]) => so.replaceAll(from, to), text))),
    ];
    const commands = texts.filter((text) => !text.includes('<command>'));
    expect(commands.length).to.be.greaterThan(25);
    // Nothing answers at this address: a command that is understood fails with 1, one that is not with 2. Those that need
    // no installation have their help shown, which refuses unknown commands alone.
    const needsNone = /tickermill (?:backup|restore|drill|doctor|up|config|migrate|down|token|parse|--help)\b/;
    const asked = (text: string) => (needsNone.test(text) ? `${text} --help` : text).replace(/^[A-Z_]+=\S+ /, '');
    const script = commands.map((text, nth) => `${asked(text)} >/dev/null 2>&1; echo "${nth} $?"`);
    const half = Math.ceil(script.length / 2);
    const nobody = { TICKERMILL_URL: 'http://127.0.0.1:1' };
    const said = await Promise.all(
      [script.slice(0, half), script.slice(half)].map((part) => inShell(part.join('\n'), nobody)),
    );
    const codes = new Map(
      said
        .join('')
        .trim()
        .split('\n')
        .map((line) => line.split(' ').map(Number) as [number, number]),
    );
    expect(commands.filter((_, nth) => ![0, 1].includes(codes.get(nth) ?? -1))).to.deep.equal([]);
  });

  it('name npm scripts and files that exist', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(checkout, 'package.json'), 'utf8')) as { scripts: object };
    const all = documents.flatMap((document) => [...commandsOfBlocks(document), ...commandsInText(document)]);
    const wrong = all.filter(({ text }) => {
      const script = /\bnpm (?:run (\S+)|(start|test))\b/.exec(text);
      const isKnown = !script || (script[1] ?? script[2] ?? '') in scripts;
      const files = [...text.matchAll(/(?<=\s)(?:packages|apps|tests|bench|scripts)\/[\w./-]+/g)].map(([file]) => file);
      const sources = files.map((file) => file.replace(/\/dist\/(.*)\.js$/, '/src/$1.ts'));
      return !isKnown || sources.some((file) => !existsSync(path.join(checkout, file)));
    });
    expect(wrong).to.deep.equal([]);
  });
});
