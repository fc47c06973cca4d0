// One short flow through each of the pages that are lists with actions.
import {
  ChecksResponse,
  PortfolioTradesResponse,
  SilencesResponse,
  WatchlistItemsResponse,
  WatchRulesResponse,
} from '@tickermill/core/contracts';
import { type Fleet, until } from '@tickermill/testkit';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { onInstallation, type WatchedPage, watchPage } from './open-browser.fixture.ts';

describe('the lists of the dashboard in a browser', () => {
  let fleet: Fleet;
  let browser: Browser;
  onInstallation((opened) => {
    ({ fleet, browser } = opened);
  });
  before(async () => {
    await fleet.ask('POST', '/api/v1/watchlists/default/items', { tickers: ['AAPL'] });
  });

  async function open(path: string): Promise<WatchedPage> {
    const watched = await watchPage(browser, fleet.api.url, fleet.token);
    await watched.page.goto(path);
    await watched.page.locator('main h1').waitFor();
    return watched;
  }
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
  const confirm = (page: Page, name: string) =>
    page.locator('dialog[open]').getByRole('button', { name, exact: true }).click();

  it('says what a threshold would have found, and changes it', async () => {
    const { page, outside, errors } = await open('/settings?open=price_jump');
    await page.getByLabel(/^percent: /).fill('50');
    await press(page, 'What would this have found in 30 days?');
    await page.locator('[data-preview]').waitFor();
    await press(page, 'Save');
    await page.getByText('price_jump is changed').waitFor();
    const { items } = ChecksResponse.parse((await fleet.ask('GET', '/api/v1/qa/checks')).body);
    expect(items.find(({ check }) => check === 'price_jump')?.thresholds[0]?.value).to.equal(50);
    expect([outside, errors]).to.deep.equal([[], []]);
  });

  it('mutes all alerts with a reason, says until when, and ends that', async () => {
    const { page, errors } = await open('/alerts');
    await press(page, 'Mute all');
    await page.getByLabel('Reason').fill('a night of work');
    await confirm(page, 'Mute all');
    await page.getByRole('link', { name: 'Silenced' }).click();
    await page.getByRole('rowheader', { name: 'everything' }).waitFor();
    await page.getByRole('cell', { name: 'a night of work' }).waitFor();
    await press(page, 'End the mute');
    await page.getByText('Nothing is silenced').waitFor();
    expect(SilencesResponse.parse((await fleet.ask('GET', '/api/v1/silences')).body).items).to.deep.equal([]);
    expect(errors).to.deep.equal([]);
  });

  it('says what a backfill would cost before it may be started', async () => {
    await until('AAPL to be known', async () => (await fleet.ask('GET', '/api/v1/coverage/AAPL')).status === 200);
    const { page, errors } = await open('/backfills?tickers=AAPL&from=2026-01-02');
    const start = page.getByRole('button', { name: 'Start', exact: true });
    expect(await start.getAttribute('aria-disabled')).to.equal('true');
    await press(page, 'What would it cost?');
    await page.locator('[data-forecast]').waitFor();
    expect(new URL(page.url()).search).to.equal('?tickers=AAPL&from=2026-01-02');
    expect(errors).to.deep.equal([]);
  });

  it('tracks the tickers of a CSV on a new watchlist', async () => {
    const { page, errors } = await open('/universe?tab=watchlists');
    await press(page, 'Make a watchlist');
    await page.getByLabel('Name').fill('mine');
    await confirm(page, 'Make a watchlist');
    await page.getByRole('link', { name: 'mine', exact: true }).click();
    await press(page, 'CSV in');
    const csv = {
      name: 'mine.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('name,ticker\n"Microsoft, Inc.",MSFT\n'),
    };
    await page.locator('input[type=file]').setInputFiles(csv);
    await page.getByText('1 ticker read from the file').waitFor();
    await confirm(page, 'Track');
    await page.getByRole('link', { name: 'MSFT', exact: true }).waitFor();
    const { body } = await fleet.ask('GET', '/api/v1/watchlists/mine/items');
    expect(WatchlistItemsResponse.parse(body).items.map(({ ticker }) => ticker)).to.deep.equal(['MSFT']);
    expect(errors).to.deep.equal([]);
  });

  it('says what a refresh would ask before it starts, shows its report, the figures it brought, and a screen of them', async () => {
    const { body } = await fleet.ask<{ run_id: string }>('POST', '/api/v1/refresh?tickers=AAPL,NOSUCH');
    await until('the report', async () => {
      const report = await fleet.ask<{ ended_at: string | null }>('GET', `/api/v1/refresh-reports/${body.run_id}`);
      const metrics = await fleet.ask<{ items: unknown[] }>('GET', '/api/v1/fundamentals/AAPL/metrics');
      return report.body.ended_at !== null && metrics.body.items.length > 0;
    });
    const { page, outside, errors } = await open('/runs');
    await page.getByRole('link', { name: 'Refreshes' }).click();
    await press(page, 'Refresh now');
    await page
      .locator('dialog[open]')
      .getByText(/requests? to sec-edgar/)
      .waitFor();
    await confirm(page, 'Cancel');
    await page.getByRole('link', { name: body.run_id, exact: true }).click();
    await page.getByRole('table', { name: 'By dataset' }).getByText('company-facts').waitFor();
    await page.getByText('on no list of companies any more').waitFor();
    await page.getByText('none was made').waitFor();
    expect(new URL(page.url()).searchParams.get('open')).to.equal(body.run_id);

    await page.goto('/tickers/AAPL');
    await page.getByRole('link', { name: 'Fundamentals' }).click();
    const figure = page.getByRole('button', { name: /Free cash flow, FY \d{4}, derived$/ }).first();
    await figure.click();
    const source = page.getByRole('region', { name: /^Free cash flow, FY/ });
    await source.getByText(/^\d{10}-\d\d-\d{6}$/).waitFor();
    await page.getByLabel('Periods').selectOption('quarter');
    await page
      .getByRole('columnheader', { name: /^Q1 \d{4}/ })
      .first()
      .waitFor();
    await page.reload();
    await page
      .getByRole('columnheader', { name: /^Q1 \d{4}/ })
      .first()
      .waitFor();

    await page.goto('/tickers');
    await page.getByRole('link', { name: 'Screen' }).click();
    await page.getByLabel('Metric').selectOption('price');
    await page.getByLabel('At least').fill('0.01');
    await press(page, 'Add bound');
    const row = page.getByRole('table').getByRole('link', { name: 'AAPL' });
    await row.waitFor();
    expect(new URL(page.url()).searchParams.get('bounds')).to.equal('price:0.01:');
    await page.reload();
    await row.waitFor();
    await page.goto('/screen?bounds=price::0.01');
    await page.getByText('No stock lies within these bounds.').waitFor();
    await press(page, 'Remove Price ≤ 0.01');
    await row.waitFor();
    expect([outside, errors]).to.deep.equal([[], []]);
  });

  it('makes a portfolio, records trades in it, and refuses to sell what is not there', async () => {
    await until('AAPL to be known', async () => (await fleet.ask('GET', '/api/v1/coverage/AAPL')).status === 200);
    const { page, errors } = await open('/portfolios');
    await press(page, 'Make a portfolio');
    await page.getByLabel('Name', { exact: true }).fill('핵심 1');
    await confirm(page, 'Make a portfolio');
    await page.getByText('It holds nothing.').waitFor();
    const record = async (kind: string, shares: string) => {
      await press(page, 'Record a trade');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Kind').selectOption(kind);
      await dialog.getByLabel('Day').fill('2026-11-16');
      await dialog.getByLabel('Ticker').fill('AAPL');
      await dialog.getByLabel('Shares').fill(shares);
      await dialog.getByLabel('Price', { exact: true }).fill('187.20');
      await confirm(page, 'Record a trade');
    };
    await record('buy', '10');
    await page.locator('#holdings').getByRole('link', { name: 'AAPL' }).waitFor();
    await record('sell', '11');
    await page.getByRole('alert').getByText('holds 10 AAPL').waitFor();
    await page.keyboard.press('Escape');
    const { body } = await fleet.ask('GET', `/api/v1/portfolios/${encodeURIComponent('핵심 1')}/trades`);
    const trades = PortfolioTradesResponse.parse(body).items;
    expect(trades.map(({ kind, quantity }) => [kind, quantity])).to.deep.equal([['buy', '10']]);
    expect(errors.filter((error) => !error.includes('422'))).to.deep.equal([]);
  });

  it('leads from a trade to its filing and its insider, and watches for more', async () => {
    await until('the trades of AAPL', async () => {
      const { body } = await fleet.ask<{ items: unknown[] }>('GET', '/api/v1/insider-trades?ticker=AAPL');
      return body.items.length > 0;
    });
    const { page, errors } = await open('/insider-trades?ticker=AAPL');
    await page.locator('tbody a[href^="/filings/"]').first().click();
    await page.getByRole('heading', { name: /^Form [345]/ }).waitFor();
    await page.locator('a[href^="/insiders/"]').first().click();
    await page.getByRole('heading', { name: 'What its trades come to' }).waitFor();
    await page.goto('/insider-trades?tab=rules');
    await press(page, 'Add a watch rule');
    await page.getByLabel('Transaction codes').fill('P');
    await confirm(page, 'Add a watch rule');
    await page.getByRole('rowheader', { name: 'code P' }).waitFor();
    const rules = WatchRulesResponse.parse((await fleet.ask('GET', '/api/v1/watch-rules')).body);
    expect(rules.items.map(({ codes }) => codes)).to.deep.equal([['P']]);
    expect(errors).to.deep.equal([]);
  });
});
