// Pictures of a first start, taken in a real Chromium: "npm run screenshots". Build first. Those of the README go to
// docs/images; every page of the dashboard, light, dark and 360 px wide, to a folder that is named at the end.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const pictures = path.join(root, 'docs', 'images');
const every = path.join(tmpdir(), 'tickermill-screenshots');
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

const looks = {
  light: { width: 1280, height: 860, colorScheme: 'light' },
  dark: { width: 1280, height: 860, colorScheme: 'dark' },
  narrow: { width: 360, height: 800, colorScheme: 'light' },
};
/** Pages of the dashboard that the README shows, with the look they are shown in. */
const shown = { dashboard: 'light', ticker: 'dark', runs: 'light' };

try {
  await isUp;
  const login = /http\S+\/login\?code=\S+/.exec(said)[0];
  const { origin } = new URL(login);
  const browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const context = await browser.newContext({ viewport: looks.light, deviceScaleFactor: 1.5 });
  const page = await context.newPage();
  for (const folder of [pictures, every]) mkdirSync(folder, { recursive: true });
  await page.goto(login);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${origin}/`);
  await page.goto(`${origin}/queues/queue/sec-edgar?status=completed`);
  await page
    .getByText(/(?:insider-trades|ownership-index) · /)
    .first()
    .waitFor();
  await page.screenshot({ path: path.join(pictures, 'console.png') });
  const pages = await pagesOf(origin, context);
  for (const [name, at] of Object.entries(pages)) {
    await page.goto(origin + at);
    await page.locator('main h1').waitFor();
    for (const [look, { colorScheme, ...size }] of Object.entries(looks)) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(size);
      // The theme is chosen before the first paint.
      await page.reload();
      await page.locator('main h1').waitFor();
      await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' });
      if (name === 'ticker') await page.locator('figure canvas').first().waitFor();
      await page.screenshot({ path: path.join(every, `${name}-${look}.png`), fullPage: true });
      if (shown[name] === look) await page.screenshot({ path: path.join(pictures, `${name}.png`) });
    }
  }
  await browser.close();
  process.stdout.write(`\n  ${every}\n`);
} finally {
  up.kill('SIGTERM');
  await ended;
  rmSync(home, { recursive: true, force: true });
}

/** The paths of the pages, by name, once there are runs and trades to be seen on them. */
async function pagesOf(origin, { request }) {
  const first = async (list) => (await (await request.get(`${origin}/api/v1/${list}`)).json()).items[0];
  const waited = async (list, isThere = Boolean) => {
    for (;;) {
      const item = await first(list);
      if (isThere(item)) return item;
      await delay(1_000);
    }
  };
  const hasEnded = (run) => run?.finished_at;
  await waited('runs?ticker=AAPL&dataset=daily-prices', hasEnded);
  const run = await waited('runs?ticker=AAPL&dataset=insider-trades', hasEnded);
  const asked = await request.post(`${origin}/api/v1/refresh?limit=20`);
  const { run_id: refresh } = await asked.json();
  const trade = await waited('insider-trades?ticker=AAPL');
  return {
    dashboard: '/',
    tickers: '/tickers',
    ticker: '/tickers/AAPL',
    fundamentals: '/tickers/AAPL?fundamentals=year',
    screen: '/screen',
    runs: '/runs',
    run: `/runs/${run.id}`,
    'refresh-reports': `/refresh-reports?open=${refresh}`,
    schedules: '/schedules',
    backfills: '/backfills',
    'bulk-actions': '/bulk-actions',
    sources: '/sources',
    'insider-trades': '/insider-trades',
    filing: `/filings/${trade.accession}`,
    insider: `/insiders/${trade.owners[0].cik}`,
    universe: '/universe',
    portfolios: '/portfolios',
    quality: '/quality',
    alerts: '/alerts',
    settings: '/settings',
  };
}
