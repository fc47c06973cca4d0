import type { Role } from '@tickermill/core';
import { LoginLinkView, UserView } from '@tickermill/core/contracts';
import { type Fleet, onTeardown, openFleet } from '@tickermill/testkit';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Names the Chromium to run; set by scripts/test.mjs. */
const program = () => process.env['TESTKIT_CHROMIUM'];

/** Playwright's own 30 s are what a busy machine takes. */
const waitMs = 120_000;

/** A page that remembers what it asked for and what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** The paths that it asked for. */
  readonly asked: readonly string[];
  /** Requests to another host than that of the page. */
  readonly outside: readonly string[];
  /** Errors of scripts, lines of the console that are errors, and what the content security policy refused. */
  readonly errors: readonly string[];
}

/** Skips a suite where there is no Chromium to be had, which scripts/test.mjs tells aloud; on CI it fails. */
function needChromium(test: Mocha.Context): void {
  if (program()) return;
  if (process.env['CI']) throw new Error('There is no Chromium on this machine: see "node scripts/chromium.mjs".');
  console.log('    NOT RUN: there is no Chromium on this machine.');
  test.skip();
}

/** A headless Chromium that speaks to nobody by itself. */
function openBrowser(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
  return chromium.launch({
    executablePath: program() ?? '',
    timeout: waitMs,
    args: ['--no-sandbox', '--disable-gpu', ...quiet],
  });
}

let browser: Promise<Browser> | undefined;
let fleet: Promise<Fleet> | undefined;

/** Has what all suites of a run share closed at the end of the run: before the servers, which were there before it. */
async function share<T extends { close(): Promise<void> }>(opening: Promise<T>): Promise<T> {
  const opened = await opening;
  onTeardown(() => opened.close());
  return opened;
}

/** Gives a suite the browser that all of them share; without one it is skipped. The pages of each test are closed after it. */
export function onBrowser(use: (browser: Browser) => void): void {
  let found: Browser | undefined;
  before(async function () {
    needChromium(this);
    browser ??= share(openBrowser());
    found = await browser;
    use(found);
  });
  const contexts = () => found?.contexts() ?? [];
  // An open page follows the events, and a caller may do so only a few times at once.
  afterEach(() => Promise.all(contexts().flatMap((context) => context.pages().map((page) => page.close()))));
  after(() => Promise.all(contexts().map((context) => context.close())));
}

/**
 * Gives a suite the browser and the installation that all suites of pages share. Starting one takes five seconds of the
 * processor, so a suite names its users and tickers apart from those of the others, and ends what it began.
 */
export function onInstallation(use: (opened: { fleet: Fleet; browser: Browser }) => void): void {
  let found: Browser;
  onBrowser((opened) => {
    found = opened;
  });
  before(async () => {
    // What fails once has failed: the console shows it without a wait.
    fleet ??= share(openFleet({ TASK_ATTEMPTS: '1' }));
    use({ fleet: await fleet, browser: found });
  });
}

/** What a browser keeps apart from all else: cookies, cache and storage. `token` goes with each request. */
export async function openContext(browser: Browser, origin: string, token?: string): Promise<BrowserContext> {
  const headers = token === undefined ? {} : { extraHTTPHeaders: { authorization: `Bearer ${token}` } };
  const context = await browser.newContext({ baseURL: origin, viewport: { width: 1280, height: 900 }, ...headers });
  context.setDefaultTimeout(waitMs);
  return context;
}

/** A page of `origin` in a context of its own. */
export const watchPage = async (browser: Browser, origin: string, token?: string): Promise<WatchedPage> =>
  watchPageIn(await openContext(browser, origin, token), origin);

/** One more page of a context, which has in its cache what the others have fetched. */
export async function watchPageIn(context: BrowserContext, origin: string): Promise<WatchedPage> {
  const page = await context.newPage();
  const asked: string[] = [];
  const outside: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => {
    const { protocol, origin: host, pathname } = new URL(request.url());
    asked.push(pathname);
    if (protocol.startsWith('http') && host !== origin) outside.push(request.url());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (line) => {
    if (line.type() === 'error') errors.push(line.text());
  });
  return { page, asked, outside, errors };
}

export const isAt = (page: Page, path: string) => page.waitForURL((url) => url.pathname === path);

/** A page of a new user, who has just opened a login link. */
export async function signIn(
  browser: Browser,
  { ask, api }: Pick<Fleet, 'ask'> & { readonly api: { readonly url: string } },
  user: { name: string; role: Role },
): Promise<WatchedPage> {
  const { id } = UserView.parse((await ask('POST', '/api/v1/users', user)).body);
  const { url } = LoginLinkView.parse((await ask('POST', `/api/v1/users/${id}/login-link`)).body);
  const watched = await watchPage(browser, api.url);
  await watched.page.goto(url);
  await watched.page.getByRole('button', { name: 'Sign in' }).press('Enter');
  await isAt(watched.page, '/');
  return watched;
}
