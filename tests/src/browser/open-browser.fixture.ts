import { type Browser, chromium, type Page } from 'playwright-core';

/** Names the Chromium to run; set by scripts/test.mjs. */
const program = () => process.env['TESTKIT_CHROMIUM'];

/** A page that remembers what it asked for and what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Requests to another host than that of the page. */
  readonly outside: readonly string[];
  /** Errors of scripts, lines of the console that are errors, and what the content security policy refused. */
  readonly errors: readonly string[];
}

/** Skips a suite where there is no Chromium to be had, which scripts/test.mjs tells aloud; on CI it fails. */
export function needChromium(test: Mocha.Context): void {
  if (program()) return;
  if (process.env['CI']) throw new Error('There is no Chromium on this machine: see "node scripts/chromium.mjs".');
  console.log('    NOT RUN: there is no Chromium on this machine.');
  test.skip();
}

/** A headless Chromium that speaks to nobody by itself. */
export function openBrowser(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  return chromium.launch({ executablePath: program() ?? '', args: ['--no-sandbox', '--disable-gpu', ...quiet] });
}

/** A page of `origin` in a context of its own; `token` goes with each of its requests. */
export async function watchPage(browser: Browser, origin: string, token?: string): Promise<WatchedPage> {
  const headers = token === undefined ? {} : { extraHTTPHeaders: { authorization: `Bearer ${token}` } };
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 1280, height: 900 }, ...headers });
  const page = await context.newPage();
  const outside: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith('http') && asked !== origin) outside.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
  });
  return { page, outside, errors };
}
