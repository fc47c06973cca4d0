// A Chromium for the tests of pages: the one that CHROMIUM names, else one on the PATH. On CI it is installed where there is
// none (Debian, as root); elsewhere nothing is installed on a machine that is not ours. Only built-ins of Node.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** There is no Chromium here. The message is for a person: why, and what to do. */
export class NoChromium extends Error {}

/**
 * The path of a Chromium.
 * @throws {NoChromium}
 */
export async function findChromium() {
  const found = installed();
  if (found) return found;
  const remedy = 'Install one (apt-get install chromium), or name one: CHROMIUM=/path/to/chrome npm test';
  if (process.env.CI && process.getuid?.() === 0) {
    await run('apt-get', ['update', '-qq']).catch(() => {});
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']).catch((error) => {
      throw new NoChromium(`No Chromium could be installed: ${error.message}\n${remedy}`);
    });
  }
  const now = installed();
  if (now) return now;
  throw new NoChromium(`There is no Chromium on the PATH. ${remedy}`);
}

function installed() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names.flatMap((name) => folders.map((dir) => path.join(dir, name))).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function run(program, args) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text));
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(said.trim().slice(-500)))));
  });
}
