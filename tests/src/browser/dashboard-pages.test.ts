// What holds of every page of the dashboard: nothing that axe finds, fits a telephone, small, and asks nobody else.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { TradeView } from '@tickermill/core/contracts';
import { checkout, type Fleet, until } from '@tickermill/testkit';
import axe from 'axe-core';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { onInstallation, openContext, type WatchedPage, watchPageIn } from './open-browser.fixture.ts';

const site = `${checkout}apps/dashboard/site`;
const firstViewBytes = 140 * 1_024;
const pageBytes = 60 * 1_024;

/** Every page, by a path of it; `{run}`, `{filing}` and `{insider}` are some that there are. */
const paths = [
  '/',
  '/?panel=active',
  '/?panel=fetch',
  '/tickers',
  '/tickers/AAPL?why=2026-11-19',
  '/tickers/AAPL?fundamentals=year',
  '/screen?bounds=price:0:',
  '/runs',
  '/runs/{run}',
  '/refresh-reports?open={refresh}',
  '/schedules',
  '/backfills',
  '/bulk-actions',
  '/sources',
  '/insider-trades?ticker=AAPL',
  '/filings/{filing}',
  '/insiders/{insider}',
  '/universe',
  '/portfolios?name=Core',
  '/quality',
  '/alerts',
  '/settings',
  '/nowhere',
];

const sizeOf = (path: string) => gzipSync(readFileSync(site + path), { level: 9 }).length;
const sizeOfAll = (names: Iterable<string>) => [...names].reduce((sum, name) => sum + sizeOf(name), 0);
const filesOf = ({ asked }: WatchedPage) => new Set(asked.filter((path) => /\.(?:js|css)$/.test(path)));

describe('every page of the dashboard', () => {
  let fleet: Fleet;
  let browser: Browser;
  let context: BrowserContext;
  const named: Record<string, string> = {};
  const files = new Map<string, ReadonlySet<string>>();
  onInstallation((opened) => {
    ({ fleet, browser } = opened);
  });
  before(async () => {
    context = await openContext(browser, fleet.api.url, fleet.token);
    await fleet.ask('POST', '/api/v1/watchlists/default/items', { tickers: ['AAPL'] });
    await fleet.ask('POST', '/api/v1/portfolios', { name: 'Core' });
    await until('prices and filings', async () => {
      const { body } = await fleet.ask<{ items: { id: string; dataset: string; finished_at: string | null }[] }>(
        'GET',
        '/api/v1/runs?ticker=AAPL',
      );
      named['run'] = body.items[0]?.id ?? '';
      const ended = body.items.filter(({ finished_at: at }) => at !== null).map(({ dataset }) => dataset);
      return ended.includes('daily-prices') && ended.includes('insider-trades');
    });
    const asked = await fleet.ask<{ run_id: string }>('POST', '/api/v1/refresh?tickers=AAPL,NOSUCH');
    named['refresh'] = asked.body.run_id;
    await until('a refresh with its metrics', async () => {
      const report = await fleet.ask<{ ended_at: string | null }>('GET', `/api/v1/refresh-reports/${named['refresh']}`);
      const { body } = await fleet.ask<{ items: unknown[] }>('GET', '/api/v1/fundamentals/AAPL/metrics');
      return report.body.ended_at !== null && body.items.length > 0;
    });
    const { body } = await fleet.ask<{ items: unknown[] }>('GET', '/api/v1/insider-trades?ticker=AAPL&limit=1');
    const { accession, owners } = TradeView.parse(body.items[0]);
    Object.assign(named, { filing: accession, insider: owners[0]?.cik });
    const trade = { kind: 'buy', ticker: 'AAPL', on: '2026-11-16', quantity: '10', price: '187.20' };
    await fleet.ask('POST', '/api/v1/portfolios/Core/trades', trade);
  });

  /** A page once nothing of it is still on its way. */
  async function open(path: string): Promise<WatchedPage> {
    const watched = await watchPageIn(context, fleet.api.url);
    await visit(watched.page, path);
    files.set(path, filesOf(watched));
    return watched;
  }
  async function visit(page: Page, path: string): Promise<void> {
    await page.goto(path.replace(/\{(\w+)\}/, (_, name: string) => named[name] ?? ''));
    await page.locator('main h1').waitFor();
    await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' });
    if (path.startsWith('/tickers/')) await page.locator('figure canvas').first().waitFor();
  }
  const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  /** Between themes only colours differ: of the other theme these rules can find something else. */
  const colourRules = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };
  const violations = (page: Page, rules: unknown) =>
    page.evaluate(
      `axe.run(document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] }).then(
        ({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`,
    );

  for (const path of paths) {
    it(`${path} is clean, fits, and is quiet`, async () => {
      const { page, outside, errors } = await open(path);
      await page.evaluate(axe.source);
      for (const [colorScheme, rules] of [
        ['light', everyRule],
        ['dark', colourRules],
      ] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        // A link to a panel scrolls, and what lies half beneath the bar at the top is no small target.
        await page.evaluate('scrollTo(0, 0)');
        expect(await violations(page, rules), `${path}, ${colorScheme}`).to.deep.equal([]);
      }
      for (const width of [360, 640, 1_920]) {
        await page.setViewportSize({ width, height: 800 });
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(overflow, `${path}, ${width} px`).to.be.at.most(0);
      }
      expect([outside, errors], path).to.deep.equal([[], []]);
    });
  }

  it('is small', async () => {
    const filesAt = async (path: string) => files.get(path) ?? filesOf(await open(path));
    const first = await filesAt('/');
    expect(sizeOfAll(first)).to.be.at.most(firstViewBytes);
    // What is opened by a press, as the query names it, is beside the page.
    for (const path of new Set(paths.map((each) => each.replace(/\?.*/, '')))) {
      const more = [...(await filesAt(path))].filter((name) => !first.has(name));
      expect(sizeOfAll(more), path).to.be.at.most(pageBytes);
    }
  });

  it('has the types of the contracts, and not the contracts', () => {
    const assets = readdirSync(`${site}/assets`);
    expect(assets.length).to.be.above(5);
    for (const name of assets)
      expect(readFileSync(`${site}/assets/${name}`, 'utf8'), name).not.to.contain('invalid_type');
  });

  it('is kept by browsers for good, but for the page that names it', async () => {
    const ask = (path: string, accept = 'text/html') =>
      fetch(fleet.api.url + path, { headers: { authorization: `Bearer ${fleet.token}`, accept } });
    const page = await ask('/runs/12');
    const text = await page.text();
    expect(page.headers.get('cache-control')).to.equal('no-store');
    expect(text).not.to.match(/<style|style=|<script(?![^>]* src=)/);
    const [script = ''] = /\/assets\/[\w-]+\.js/.exec(text) ?? [];
    const asset = await ask(script, '*/*');
    expect(asset.headers.get('cache-control')).to.contain('immutable');
    expect(asset.headers.get('content-encoding')).to.equal('gzip');
    for (const missing of ['/assets/gone-12345678.js', '/api/v1/nowhere'])
      expect((await ask(missing)).status, missing).to.equal(404);
    // A program that asks for a path of no route is told so.
    expect((await ask('/nowhere', 'application/json')).status).to.equal(404);
  });
});
