import type { Role } from '@tickermill/core';
import type { RunView } from '@tickermill/core/contracts';
import { type Fleet, until } from '@tickermill/testkit';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { isAt, onInstallation, signIn, type WatchedPage } from './open-browser.fixture.ts';

const password = 'a long enough password';

describe('the status page in a browser', () => {
  let fleet: Fleet;
  let browser: Browser;
  onInstallation((opened) => {
    ({ fleet, browser } = opened);
  });

  const text = (page: Page, selector: string) => page.locator(selector).innerText();

  /** The page of a new user, once it shows something. */
  async function visit(name: string, role: Role): Promise<WatchedPage> {
    const watched = await signIn(browser, fleet, { name, role });
    await watched.page.goto('/status');
    await watched.page.locator('#content[aria-busy=false]').waitFor();
    return watched;
  }

  it('shows how everything is, and what changes, by itself', async () => {
    const { page, outside, errors, asked } = await visit('alma', 'operator');
    await until('the page to follow events', () => asked.includes('/api/v1/events'));
    expect(await text(page, 'header'))
      .to.contain('Sandbox')
      .and.to.contain('alma');
    const tracked = Number(await text(page, '#tracked'));
    const { body } = await fleet.ask<{ run_id: string }>('POST', '/api/v1/watchlists/status/items', {
      tickers: ['PEP'],
    });
    // Of the ticker the filings; the prices, and the lists that a first ticker wants, are other runs.
    const run = await until('the run', async () => {
      const found = await fleet.ask<RunView>('GET', `/api/v1/runs/${body.run_id}`);
      return found.body.finished_at ? found.body : null;
    });
    const ofFilings = page.locator('#runs tr', { hasText: `${run.report.requests} requests` }).filter({
      hasText: 'insider-trades',
    });
    await ofFilings.first().locator('.badge.good').waitFor();
    await until('the figures', async () => (await text(page, '#tracked')) === String(tracked + 1));
    expect(await ofFilings.first().innerText()).to.match(
      new RegExp(`insider-trades[^]*done[^]*${run.report.requests} requests[^]*${run.report.created}`),
    );
    await fleet.ask('POST', '/api/v1/sources/sec-edgar/pause');
    await page.getByText('by local').waitFor();
    expect(await text(page, '#sources')).to.contain('paused');
    await fleet.ask('POST', '/api/v1/sources/sec-edgar/resume');
    expect([outside, errors]).to.deep.equal([[], []]);
  });

  it('says when the API is not to be reached, keeps what it knew, and goes on', async () => {
    const { page } = await visit('bert', 'viewer');
    expect(await page.locator('header a', { hasText: 'Queues' }).count()).to.equal(0);
    const tracked = await text(page, '#tracked');
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.getByRole('status').waitFor();
    expect(await text(page, '#connection'))
      .to.contain('cannot be reached')
      .and.to.contain('This is how it was');
    expect(await text(page, '#tracked')).to.equal(tracked);
    await page.unroute('**/api/v1/**');
    await page.locator('#connection').waitFor({ state: 'hidden' });
  });

  it('sets a password, signs out, and signs in with it', async () => {
    const { page, outside } = await visit('carla', 'viewer');
    await page.getByRole('button', { name: 'Password' }).click();
    await page.getByLabel('New password').fill(password);
    await page.getByRole('button', { name: 'Set password' }).click();
    await page.locator('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await isAt(page, '/login');
    await page.goto('/docs');
    await isAt(page, '/login');
    await page.getByLabel('Name').fill('carla');
    await page.getByLabel('Password').fill('not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await isAt(page, '/docs');
    expect(outside).to.deep.equal([]);
  });

  it('leads to the login when the session is over', async () => {
    const { page } = await visit('dora', 'viewer');
    await page.context().clearCookies();
    await isAt(page, '/login');
  });

  it('fits a telephone, in the dark as well, and tells its headings there', async () => {
    await fleet.ask('POST', '/api/v1/scheduler/start');
    const { page } = await visit('emil', 'operator');
    // Two days before: every instant is of another day and takes the most room, whatever the time of this run.
    await page.clock.setFixedTime(Date.now() - 2 * 86_400_000);
    await page.reload();
    await page.locator('#next-run time').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [320, 390, 768, 981, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect(overflow, `${width} px`).to.be.at.most(0);
      }
    }
    const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(ground).to.equal('rgb(16, 20, 18)');
    await page.setViewportSize({ width: 390, height: 800 });
    const label = await page.evaluate(
      "getComputedStyle(document.querySelector('#sources tr > :nth-child(2)'), '::before').content",
    );
    expect(label).to.equal('"State"');
    await fleet.ask('POST', '/api/v1/scheduler/stop');
  });
});
