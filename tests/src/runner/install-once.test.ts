import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout, until } from '@tickermill/testkit';
import { expect } from 'chai';

const urlOf = (script: string) => JSON.stringify(pathToFileURL(path.join(checkout, 'scripts', script)).href);

describe('an installation of the dependencies', () => {
  let folder: string;
  const place = (...parts: string[]) => path.join(folder, ...parts);
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'tickermill-install-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Installs with a program in place of npm, in a process of its own, and returns what it said. */
  function install(program: string): { ended: Promise<string>; said: () => string } {
    writeFileSync(place('npm.mjs'), program);
    const text = `
      import { existsSync } from 'node:fs';
      import { installOnce } from ${urlOf('install-once.mjs')};
      import { runQuietly } from ${urlOf('run-quietly.mjs')};
      const [record, folder, npm, log] = ${JSON.stringify(['installing.json', 'node_modules', 'npm.mjs', 'log'].map((each) => place(each)))};
      const run = (onStart) => runQuietly([npm, folder], { cwd: ${JSON.stringify(folder)}, log, onStart });
      await installOnce({ record, folder, isDone: () => existsSync(folder + '/done'), onWait: () => console.log('waits'), install: run });
      console.log('installed');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
    }
    return { ended: new Promise((resolve) => child.once('close', () => resolve(said))), said: () => said };
  }

  const succeeding = `
    import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
    appendFileSync(process.argv[2] + '.runs', 'run ');
    mkdirSync(process.argv[2], { recursive: true });
    writeFileSync(process.argv[2] + '/done', '');`;

  it('waits for one that a killed command has left behind, and does not begin another', async () => {
    const left = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const { startOf } = (await import(pathToFileURL(path.join(checkout, 'scripts', 'processes.mjs')).href)) as {
      startOf(pid: number): string;
    };
    const pid = left.pid ?? 0;
    await until('its start to be known', () => startOf(pid) !== undefined);
    writeFileSync(place('installing.json'), JSON.stringify({ pid, start: startOf(pid) }));
    const second = install(succeeding);
    await until('it to wait', () => second.said().includes('waits'));
    mkdirSync(place('node_modules'));
    writeFileSync(place('node_modules', 'done'), '');
    left.kill('SIGKILL');
    expect(await second.ended).to.equal('waits\ninstalled\n');
    expect(existsSync(place('node_modules.runs')), 'none was begun').to.equal(false);
  });

  it('begins anew where one was killed amid its work, or its record names a process that is gone', async () => {
    writeFileSync(place('installing.json'), JSON.stringify({ pid: process.pid, start: 'long ago' }));
    mkdirSync(place('node_modules', 'half'), { recursive: true });
    const failing = `
      import { existsSync } from 'node:fs';
      if (existsSync(process.argv[2] + '/half')) {
        console.error('npm error ENOTEMPTY: directory not empty, rmdir node_modules/half');
        process.exit(1);
      }
      ${succeeding}`;
    expect(await install(failing).ended).to.equal('installed\n');
    expect(existsSync(place('node_modules', 'half'))).to.equal(false);
    expect(existsSync(place('installing.json')), 'no record is left').to.equal(false);
  });

  it('says what npm said where the registry cannot be reached, and removes nothing', async () => {
    mkdirSync(place('node_modules'));
    const offline = `console.error('npm error code ENOTFOUND\\nnpm error ENOENT of the cache'); process.exit(1);`;
    expect(await install(offline).ended).to.contain('npm error code ENOTFOUND');
    expect(existsSync(place('node_modules'))).to.equal(true);
    expect(readFileSync(place('log'), 'utf8')).to.contain('ENOTFOUND');
  });
});
