import {
  FailuresResponse,
  RunsResponse,
  RunTimelineView,
  RunView,
  SourcesResponse,
  SummaryView,
} from '@tickermill/core/contracts';
import { type Fleet, until } from '@tickermill/testkit';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { onInstallation, signIn, type WatchedPage, watchPage } from './open-browser.fixture.ts';

const password = 'a long enough password';

/** The rows of the list of runs, above which there is a map of them by night. */
const runRows = (page: Page) => page.getByRole('table', { name: 'Runs', exact: true }).locator('tbody tr');

describe('the dashboard in a browser', () => {
  let fleet: Fleet;
  let browser: Browser;
  onInstallation((opened) => {
    ({ fleet, browser } = opened);
  });
  before(async () => {
    await fleet.ask('POST', '/api/v1/watchlists/default/items', { tickers: ['AAPL'] });
  });

  /** A page of the installation's own token, once it shows what is there. */
  async function open(path: string): Promise<WatchedPage> {
    const watched = await watchPage(browser, fleet.api.url, fleet.token);
    await watched.page.goto(path);
    await shown(watched.page);
    return watched;
  }
  const shown = (page: Page) => page.locator('main h1').waitFor();
  const banner = (page: Page, key: string) => page.locator(`[data-banner="${key}"]`);

  it('leads to the login and back to the URL that was asked for', async () => {
    await fleet.ask('POST', '/api/v1/users', { name: 'anna', role: 'viewer', password });
    const { page, outside, errors } = await watchPage(browser, fleet.api.url);
    await page.goto('/runs?state=done');
    await page.getByLabel('Name').fill('anna');
    await page.getByLabel('Password').fill(password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/runs?state=done');
    await shown(page);
    expect(await page.getByRole('combobox', { name: 'State' }).inputValue()).to.equal('done');
    await banner(page, 'sandbox').waitFor();
    await page.getByRole('button', { name: /Account/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/login');
    expect([outside, errors]).to.deep.equal([[], []]);
  });

  it('opens at a link of another site for those who are signed in', async () => {
    const { page } = await signIn(browser, fleet, { name: 'linus', role: 'viewer' });
    await page.route('http://elsewhere.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<a href="${fleet.api.url}/runs?state=done">runs</a>` }),
    );
    await page.goto('http://elsewhere.example/');
    await page.getByRole('link', { name: 'runs' }).click();
    await page.locator('main h1', { hasText: 'Runs' }).waitFor();
    expect(page.url()).to.equal(`${fleet.api.url}/runs?state=done`);
  });

  it('says in every figure what its list says, and leads to it', async () => {
    const { page, errors } = await open('/');
    const { figures } = SummaryView.parse((await fleet.ask('GET', '/api/v1/summary')).body);
    expect(figures).to.have.length(7);
    for (const { name, rows } of figures) {
      const card = page.locator(`[data-figure="${name}"]`);
      await card.locator('a').click();
      const count = Number(await card.getAttribute('data-count'));
      await page.locator(`section:has(> header [aria-expanded=true]) [data-total="${count}"]`).waitFor();
      const list = (await fleet.ask<{ total: number }>('GET', `/api/v1/${rows}`)).body;
      expect(list.total, name).to.equal(count);
    }
    await page.goto('/?panel=quality');
    const jumps = FailuresResponse.parse((await fleet.ask('GET', '/api/v1/qa/failures?figure=price_jumps_7d')).body);
    await page.locator(`#panel-quality [data-total="${jumps.total}"]`).waitFor();
    expect(errors).to.deep.equal([]);
  });

  it('asks for the overview with four requests beside those of the frame', async () => {
    const { page, asked, outside } = await open('/');
    await page.locator('[data-figure=active]').waitFor();
    await page.waitForLoadState('load');
    await until('the stream of events', () => asked.includes('/api/v1/events'));
    const frame = ['/api/v1/me', '/api/v1/status', '/api/v1/scheduler/status', '/api/v1/events'];
    const own = asked.filter((path) => path.startsWith('/api/') && !frame.includes(path));
    expect(own).to.have.members([
      '/api/v1/summary',
      '/api/v1/attention',
      '/api/v1/freshness',
      '/api/v1/scheduler/outcomes',
    ]);
    expect(outside).to.deep.equal([]);
  });

  it('tracks a ticker, follows its run until it is done, and shows what came', async () => {
    const { page, errors } = await open('/tickers');
    await page.getByRole('button', { name: 'Track a ticker' }).click();
    await page.getByLabel('Tickers, separated').fill('NVDA');
    await page.locator('dialog').getByRole('button', { name: 'Track a ticker' }).click();
    await page.getByRole('link', { name: 'Watch it' }).click();
    await page.waitForURL('**/runs/*');
    // Nobody reloads: events and the cache do.
    await page.locator('dd', { hasText: /^✓\s*done$/ }).waitFor();
    await until('the prices', async () => {
      const { body } = await fleet.ask('GET', '/api/v1/runs?dataset=daily-prices&ticker=NVDA');
      return RunsResponse.parse(body).items.some(({ finished_at: at }) => at !== null);
    });
    await page.goto('/tickers/NVDA');
    await page.locator('figure canvas').first().waitFor();
    await page.getByText(/\d+ sessions from/).waitFor();
    await page.getByText('tracked on default').waitFor();
    expect(await page.getByRole('button', { name: 'Track', exact: true }).count()).to.equal(0);
    // Thanksgiving of 2025 says why it is absent, and the URL brings it back.
    await page.getByRole('button', { name: /^Nov 2025/ }).click();
    await page.getByRole('link', { name: /2025-11-27/ }).click();
    await page.locator('[data-why="2025-11-27"]', { hasText: 'Thanksgiving' }).waitFor();
    await page.reload();
    await page.locator('[data-why="2025-11-27"]', { hasText: 'Thanksgiving' }).waitFor();
    expect(errors).to.deep.equal([]);
  });

  it('shows how a run went by time, and how it differs from the one before', async () => {
    const scrape = () =>
      fleet.ask<{ run_id: string }>('POST', '/api/v1/scheduler/scrape/COST?days_back=30&force=true&wait=60');
    const [first, second] = [(await scrape()).body.run_id, (await scrape()).body.run_id];
    const { page, errors } = await open(`/runs/${second}`);
    const { phases, before } = RunTimelineView.parse((await fleet.ask('GET', `/api/v1/runs/${second}/timeline`)).body);
    await page
      .getByRole('figure', { name: 'How it went' })
      .getByText(/^It took .*requests were under way/)
      .waitFor();
    const rows = page.getByRole('table', { name: 'Phases' }).locator('tbody tr');
    await rows.nth(phases.length - 1).waitFor();
    expect(await rows.count()).to.equal(phases.length);
    expect(before?.id).to.equal(first);
    const compared = page.getByRole('table', { name: 'Compared with the run before' });
    const run = RunView.parse((await fleet.ask('GET', `/api/v1/runs/${second}`)).body);
    const figures = await compared
      .getByRole('row', { name: /^Requests/ })
      .locator('td')
      .allTextContents();
    const [now, then] = [run.report.requests, before?.report.requests ?? 0];
    expect(figures.slice(-3).map((text) => text.trim())).to.satisfy(
      ([shown, earlier, change]: string[]) =>
        shown === String(now) && earlier === String(then) && Number(change?.replace(/[−–]/, '-')) === now - then,
    );
    await page.getByRole('link', { name: `Run ${first}` }).click();
    await page.waitForURL(`**/runs/${first}`);
    expect(errors).to.deep.equal([]);
  });

  it('saves a view under a name, shares it, and leads whoever sees it there', async () => {
    const owner = await signIn(browser, fleet, { name: 'vera', role: 'viewer' });
    const openViews = async (page: Page) => {
      await page.getByRole('button', { name: /Account/ }).click();
      await page.getByRole('button', { name: 'Saved views' }).click();
    };
    await owner.page.goto('/runs?state=failed');
    await openViews(owner.page);
    await owner.page.getByText('None yet.').waitFor();
    await owner.page.locator('dialog').getByLabel('Name').fill('what failed');
    await owner.page.getByRole('button', { name: 'Save this view' }).click();
    await owner.page.getByRole('status').getByText('what failed is saved.').waitFor();
    await owner.page.getByRole('button', { name: 'Share', exact: true }).click();
    await owner.page.getByText('yours, shared').waitFor();

    const other = await signIn(browser, fleet, { name: 'ulla', role: 'viewer' });
    await openViews(other.page);
    await other.page.getByText('shared by vera').waitFor();
    await other.page.getByRole('link', { name: 'what failed' }).click();
    await other.page.waitForURL('**/runs?state=failed');
    expect(await other.page.getByRole('combobox', { name: 'State' }).inputValue()).to.equal('failed');

    await owner.page.getByRole('button', { name: 'Remove' }).click();
    await owner.page.getByText('None yet.').waitFor();
    expect([owner.errors, other.errors]).to.deep.equal([[], []]);
  });

  it('keeps the view in the URL, usual things left out, over reload and back', async () => {
    const { page } = await open('/runs');
    await page.getByRole('combobox', { name: 'Dataset' }).selectOption('insider-trades');
    await page.waitForURL('**/runs?dataset=insider-trades');
    await runRows(page).filter({ hasNotText: 'insider-trades' }).first().waitFor({ state: 'detached' });
    await page.reload();
    await shown(page);
    await page.locator('tbody tr').first().waitFor();
    expect(await page.getByRole('combobox', { name: 'Dataset' }).inputValue()).to.equal('insider-trades');
    await runRows(page).locator('th a').first().click();
    await page.waitForURL(/\/runs\/\d+$/);
    await page.goBack();
    await page.waitForURL('**/runs?dataset=insider-trades');
    await page.getByRole('combobox', { name: 'Dataset' }).selectOption('');
    await page.waitForURL(/\/runs$/);
    // What a cell says narrows the list to the rows that say the same.
    await runRows(page).getByRole('link', { name: 'daily-prices', exact: true }).first().click();
    await page.waitForURL('**/runs?dataset=daily-prices');
    await runRows(page).filter({ hasNotText: 'daily-prices' }).first().waitFor({ state: 'detached' });
    expect(await page.getByRole('combobox', { name: 'Dataset' }).inputValue()).to.equal('daily-prices');
  });

  it('pauses a source, says so on every page, and resumes it', async () => {
    const { page } = await open('/sources');
    const row = page.locator('tr', { hasText: 'sec-edgar' });
    await row.getByRole('button', { name: 'Pause' }).click();
    await page.getByLabel('Reason').fill('its terms are being read');
    await page.getByLabel('Ends by itself').selectOption('240');
    await page.locator('dialog').getByRole('button', { name: 'Pause' }).click();
    await banner(page, 'source sec-edgar').waitFor();
    await page.getByRole('link', { name: 'Runs' }).first().click();
    await banner(page, 'source sec-edgar').getByRole('link').click();
    await row.getByRole('button', { name: 'Resume' }).click();
    await banner(page, 'source sec-edgar').waitFor({ state: 'detached' });
    const { items } = SourcesResponse.parse((await fleet.ask('GET', '/api/v1/sources')).body);
    expect(items.find(({ id }) => id === 'sec-edgar')?.state).to.equal('open');
  });

  it('says when events do not come, and when the API is away, and goes on when it is back', async () => {
    const { page } = await watchPage(browser, fleet.api.url, fleet.token);
    await page.route('**/api/v1/events*', (route) => route.abort());
    await page.goto('/sources');
    await banner(page, 'polling').waitFor();
    await page.unroute('**/api/v1/events*');
    await banner(page, 'polling').waitFor({ state: 'detached' });
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.getByRole('link', { name: 'Runs' }).first().click();
    const failure = page.getByRole('alert').filter({ hasText: 'OFFLINE' }).last();
    await failure.waitFor();
    await page.unroute('**/api/v1/**');
    await failure.getByRole('button', { name: 'Again' }).click();
    await runRows(page).first().waitFor();
  });

  it('is used by the keyboard alone: pages, rows, palette, help', async () => {
    const { page } = await open('/');
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.waitForURL('**/runs');
    await page.locator('main h1', { hasText: 'Runs' }).waitFor();
    await runRows(page).first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/runs\/\d+$/);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /Ticker, name/ }).waitFor();
    await page.keyboard.type('aapl');
    await page.getByRole('option', { name: /AAPL/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/tickers/AAPL');
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    const theme = () => page.evaluate('document.documentElement.className');
    const before = await theme();
    await page.keyboard.press('t');
    expect(await theme()).not.to.equal(before);
  });
});
