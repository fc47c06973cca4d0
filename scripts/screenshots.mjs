// The pictures of the README, taken in a real Chromium of a first start: "npm run screenshots". Build first.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const pictures = path.join(root, 'docs', 'images');
// Made by the command itself, and open to the user that Postgres runs as where this runs as root.
const home = path.join(tmpdir(), `tickermill-screenshots-${randomBytes(6).toString('hex')}`);

const up = spawn(process.execPath, [path.join(root, 'apps/cli/bin/tickermill.mjs'), 'up'], {
  env: { ...process.env, TICKERMILL_HOME: home, API_PORT: '0', NO_COLOR: '1' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = new Promise((resolve) => up.once('close', resolve));
let said = '';
const isUp = new Promise((resolve, reject) => {
  up.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
    process.stdout.write(text);
    if (said.includes('Ctrl-C stops everything')) resolve();
  });
  up.once('close', () => reject(new Error('The start ended before it was up.')));
});

try {
  await isUp;
  const login = /http\S+\/login\?code=\S+/.exec(said)[0];
  const { origin } = new URL(login);
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  mkdirSync(pictures, { recursive: true });
  const take = (name) => page.screenshot({ path: path.join(pictures, `${name}.png`) });
  await page.goto(login);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${origin}/`);
  await page.getByRole('heading', { name: 'Freshness' }).waitFor();
  await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' });
  await take('dashboard');
  await page.goto(`${origin}/queues/queue/sec-edgar?status=completed`);
  await page
    .getByText(/document · \S+ \d{10}-\d\d-\d{6}/)
    .first()
    .waitFor();
  await take('console');
  await browser.close();
} finally {
  up.kill('SIGTERM');
  await ended;
  rmSync(home, { recursive: true, force: true });
}
