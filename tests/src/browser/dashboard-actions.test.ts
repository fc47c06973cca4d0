// What a person can do from the dashboard on a bad night, each to its end: what was asked, what came of it, and who may.
import {
  AlertsResponse,
  ApiTokensResponse,
  DeadLettersResponse,
  ExemptionsResponse,
  FindingsResponse,
  SilencesResponse,
  UsersResponse,
} from '@tickermill/core/contracts';
import { openQueues } from '@tickermill/engine';
import { bulkActionsChore } from '@tickermill/engine/maintenance';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { z } from 'zod';
import { openReceiver, type Receiver } from '../alerts/receiver.fixture.ts';
import { makeFaults, type Night, night, openNight } from './night.fixture.ts';
import { onBrowser, signIn, type WatchedPage, watchPage } from './open-browser.fixture.ts';

describe('the actions of the dashboard', () => {
  let opened: Night;
  let browser: Browser;
  let receiver: Receiver;
  onBrowser((shared) => {
    browser = shared;
  });
  before(async () => {
    [opened, receiver] = await Promise.all([openNight(), openReceiver()]);
    await makeFaults(opened);
  });
  after(async () => {
    await receiver?.close();
    await opened?.close();
  });

  async function open(path: string): Promise<WatchedPage> {
    const watched = await watchPage(browser, opened.url, opened.token);
    await watched.page.goto(path);
    return watched;
  }
  const get = async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> =>
    schema.parse((await opened.ask('GET', path)).body);
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
  const confirm = (page: Page, name: string) =>
    page.locator('dialog[open]').getByRole('button', { name, exact: true }).click();
  const toast = (page: Page, text: string | RegExp) => page.getByRole('status').getByText(text).waitFor();
  const asUser = {
    ask: <T>(method: 'GET' | 'POST', path: string, body?: unknown) =>
      opened.ask<T>(method, path.replace('/api/v1/', ''), body),
  };
  const visit = (name: string, role: 'viewer' | 'operator' | 'admin') =>
    signIn(browser, { ...asUser, api: { url: opened.url } }, { name, role });

  it('resolve a finding with a note, by the keyboard, and exempt a ticker until a day', async () => {
    const { page, errors } = await open('/quality?check=price_jump');
    const rows = page.getByRole('table', { name: 'Findings' }).locator('tbody tr');
    await rows.nth(1).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /: price_jump$/ }).waitFor();
    await page.keyboard.press('e');
    await page.locator('dialog[open]').getByLabel('Note').fill('a merger');
    await confirm(page, 'Resolve');
    await toast(page, /is resolved while its evidence stays the same/);
    await rows.nth(1).waitFor({ state: 'detached' });
    const resolved = (await get('qa/findings?check=price_jump&state=resolved', FindingsResponse)).items;
    expect(resolved.map(({ note, resolved_as: as }) => [note, as])).to.deep.equal([['a merger', 'person']]);

    await page.goto('/quality?check=zero_volume');
    await rows.first().getByRole('link').click();
    await press(page, 'Exempt the ticker');
    await page.getByLabel('Reason').fill('it is seldom traded');
    await confirm(page, 'Exempt the ticker');
    await toast(page, /EMPTY is exempt from zero_volume until .*: 1 finding covered now/);
    await page.goto('/quality?tab=exemptions');
    await press(page, 'End');
    await confirm(page, 'End');
    await toast(page, 'EMPTY is judged by zero_volume again.');
    expect((await get('qa/exemptions', ExemptionsResponse)).items).to.deep.equal([]);
    expect(errors).to.deep.equal([]);
  });

  it('revive a dead letter, and say why a day of one is missing', async () => {
    const { page, errors } = await open('/quality?tab=letters&code=RATE_LIMITED');
    await press(page, 'Revive');
    await page.getByRole('heading', { name: /^Revive .*NEW5/ }).waitFor();
    await confirm(page, 'Revive');
    await toast(page, /NEW5.* is revived/);
    await page.getByText('No dead letter matches').waitFor();
    const left = (await get('dead-letters', DeadLettersResponse)).items;
    expect(left.map(({ error_code: code }) => code)).to.deep.equal(['GONE', 'GONE']);
    await page.goto('/tickers/NEW1?why=2025-11-20');
    await page.locator('[data-why="2025-11-20"]', { hasText: /dead letter|set aside/i }).waitFor();
    expect(errors).to.deep.equal([]);
  });

  it('change many rows at once: what it would do, the work, what failed of it, and calling it off', async () => {
    const { store, rows } = opened.world;
    const queues = openQueues({ backend: { kind: 'postgres', url: store.url }, log: silentLog });
    const work = () => bulkActionsChore({ store, queues, now: () => new Date() }).run();
    const bury = (...symbols: string[]) =>
      rows(`INSERT INTO dead_letters (dataset, target, target_kind, error_code, error_message, failed_on, created_at)
        SELECT 'daily-prices', instrument_id::text, 'instrument', 'NOT_FOUND', 'it is not known', ARRAY['${night}']::date[], '${night}T02:00Z'
        FROM symbols WHERE symbol IN (${symbols.map((symbol) => `'${symbol}'`).join()})`);
    await bury('NEW11', 'NEW12');
    const { page, errors } = await open('/quality?tab=letters&code=NOT_FOUND');
    const start = async (confirm: string) => {
      await press(page, 'Select all that match');
      await page.getByText('All rows that match are selected').waitFor();
      await press(page, 'Revive');
      await page.locator('dialog[open]').getByRole('button', { name: confirm, exact: true }).waitFor();
    };
    await start('Revive (2)');
    await page.getByText(/^2 dead letters will be revived/).waitFor();
    // Others have come since it was said.
    await bury('NEW13', 'NEW14');
    await confirm(page, 'Revive (2)');
    await page.getByRole('alert').filter({ hasText: 'BULK_COUNT_MOVED' }).waitFor();
    await confirm(page, 'Cancel');
    await press(page, 'Select none');

    await start('Revive (4)');
    await confirm(page, 'Revive (4)');
    const progress = page.getByRole('region', { name: /^Bulk action \d+$/ });
    await progress.getByText('0 of 4 done').waitFor();
    await rows(
      `DELETE FROM dead_letters WHERE target = (SELECT instrument_id::text FROM symbols WHERE symbol = 'NEW13')`,
    );
    await work();
    await progress.getByText('3 of 4 done').waitFor();
    await progress.getByText('1 failed').waitFor();
    await progress.getByRole('link', { name: 'Report' }).click();
    const report = page.getByRole('table', { name: /^Items of bulk action/ });
    await report.getByRole('row', { name: /NEW13.*NOT_FOUND/ }).waitFor();
    expect(await report.locator('tbody tr').count()).to.equal(1);

    await page.goto('/quality?check=missing_dates');
    await press(page, 'Select this page');
    await press(page, 'Resolve');
    await page.locator('dialog[open]').getByLabel('Why').fill('a holiday');
    await page
      .locator('dialog[open]')
      .getByRole('button', { name: /^Resolve \(\d+\)$/ })
      .click();
    await progress.getByRole('button', { name: 'Call it off' }).click();
    await toast(page, /^Called off: \d+ rows left as they were/);
    await work();
    expect((await get('qa/findings?check=missing_dates&state=resolved', FindingsResponse)).items).to.deep.equal([]);
    expect(errors.filter((error) => !error.includes('409'))).to.deep.equal([]);
    await queues.close();
  });

  it('acknowledge an alert, and silence others after saying which', async () => {
    const { page, errors } = await open('/alerts');
    const rows = page.getByRole('table', { name: 'Open' }).locator('tbody tr');
    await rows.nth(1).waitFor();
    await rows.first().getByRole('link').click();
    await press(page, 'Acknowledge');
    await page.locator('dialog[open]').getByLabel('Note').fill('mine');
    await confirm(page, 'Acknowledge');
    await toast(page, /The alert is acknowledged/);
    await rows.nth(1).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Acknowledged' }).click();
    await page.getByRole('table', { name: 'Acknowledged' }).locator('tbody tr').first().waitFor();
    const acked = (await get('alerts?state=open', AlertsResponse)).items.filter(({ acked_at: at }) => at !== null);
    expect(acked.map(({ kind, ack_note: note }) => [kind, note])).to.deep.equal([['source-blocked', 'mine']]);

    await page.goto('/alerts');
    await press(page, 'Silence');
    await page.getByLabel('Dataset').selectOption('daily-prices');
    await press(page, 'What it would hold now');
    await page.getByText('It would hold 1 open alert now').waitFor();
    await page.getByLabel('Reason').fill('being repaired');
    await confirm(page, 'Silence');
    await toast(page, /^Silenced until/);
    expect((await get('silences', SilencesResponse)).items.map(({ dataset }) => dataset)).to.deep.equal([
      'daily-prices',
    ]);
    await page.goto('/alerts?tab=silences');
    await press(page, 'End');
    await confirm(page, 'End');
    await page.getByText('Nothing is silenced').waitFor();
    expect(errors).to.deep.equal([]);
  });

  it('add a channel, test it, and say what it did not take', async () => {
    const { page, errors } = await open('/settings?tab=channels');
    await press(page, 'Add a channel');
    await page.getByLabel('Name', { exact: true }).fill('ours');
    await page.getByRole('combobox', { name: /^Kind/ }).selectOption('webhook');
    await page.getByLabel('Address').fill(`${receiver.url}/hook`);
    await confirm(page, 'Add a channel');
    await toast(page, 'ours is added. Test it now.');
    await press(page, 'Test');
    await confirm(page, 'Test');
    await toast(page, /^ours took the message/);
    expect(receiver.received.map(({ path }) => path)).to.deep.equal(['/hook']);
    receiver.answer = () => ({ status: 500, body: 'no' });
    await page.goto('/alerts?tab=channels');
    await press(page, 'Test');
    await confirm(page, 'Test');
    await toast(page, /^ours did not take it: .*500/);
    expect(errors).to.deep.equal([]);
  });

  it('accept a list that has shrunk', async () => {
    const { page, errors } = await open('/universe?tab=listings');
    await press(page, 'Accept');
    await page.getByText('It names 5 instruments instead of 900.').waitFor();
    await confirm(page, 'Accept');
    await toast(page, 'The list of XETR is accepted and read again.');
    const [confirmed] = await opened.world.rows<{ size: number }>(
      `SELECT rows AS size FROM listing_runs WHERE mic = 'XETR' AND confirmed_at IS NOT NULL`,
    );
    expect(confirmed).to.deep.equal({ size: 5 });
    expect(errors).to.deep.equal([]);
  });

  it('lead from a gap to its forecast, start the backfill, pause, resume and cancel it', async () => {
    const { page, errors } = await open('/tickers/HOLE?why=2025-11-18');
    await page.locator('[data-why="2025-11-18"]').waitFor();
    await page.goto('/backfills?tickers=HOLE&from=2025-11-01&to=2025-11-21');
    await press(page, 'What would it cost?');
    await page.locator('[data-forecast]', { hasText: '1 instrument' }).waitFor();
    await press(page, 'Start');
    await toast(page, /^Backfill \d+ has started/);
    const detail = page.getByRole('region', { name: /^Backfill \d+$/ });
    await detail.getByRole('button', { name: 'Pause' }).click();
    await detail.getByText('paused').first().waitFor();
    await detail.getByRole('button', { name: 'Resume' }).click();
    await detail.getByRole('button', { name: 'Pause' }).waitFor();
    await detail.getByRole('button', { name: 'Cancel' }).click();
    await confirm(page, 'Cancel');
    await toast(page, /is called off/);
    await detail
      .getByText(/^(Called off|cancelled)/)
      .first()
      .waitFor();
    expect(errors).to.deep.equal([]);
  });

  it('change a threshold of a figure, whose colour follows', async () => {
    const { page } = await open(`/?date=${night}`);
    const card = page.locator('[data-figure=lagging]');
    await card.getByText('red', { exact: true }).waitFor();
    await page.goto('/settings?open=lag_check');
    await page.getByRole('spinbutton', { name: /^Red above/ }).fill('100');
    await page.getByRole('spinbutton', { name: /^Yellow above/ }).fill('99');
    await press(page, 'Save');
    await toast(page, /lag_check is changed/);
    await page.goto(`/?date=${night}`);
    await card.getByText('green', { exact: true }).waitFor();
  });

  it('add a user, change the role and disable it; make a token and revoke it', async () => {
    const { page, errors } = await open('/settings?tab=users');
    await press(page, 'Add a user');
    await page.getByLabel('Name').fill('rosa');
    await confirm(page, 'Add a user');
    await toast(page, /^rosa is added/);
    const row = page.getByRole('row', { name: /rosa/ });
    await row.getByRole('button', { name: 'Login link' }).click();
    await confirm(page, 'Login link');
    const link = await page.locator('dialog output').textContent();
    await confirm(page, 'Close');
    const other = await watchPage(browser, opened.url);
    await other.page.goto(link ?? '');
    await other.page.getByRole('button', { name: 'Sign in' }).click();
    await other.page.getByRole('button', { name: /rosa, role viewer/ }).waitFor();
    await row.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('combobox', { name: /^Role/ }).selectOption('operator');
    await page.getByLabel('Disabled: cannot sign in').check();
    await confirm(page, 'Save');
    await toast(page, 'rosa is changed.');
    const { items } = await get('users', UsersResponse);
    expect(items.find(({ name }) => name === 'rosa')).to.include({ role: 'operator', disabled: true });
    // The session is over at once.
    await other.page.goto('/runs');
    await other.page.waitForURL('**/login?next=%2Fruns');

    await page.goto('/settings?tab=tokens');
    await press(page, 'Create a token');
    await page.getByLabel('Name').fill('a-program');
    await confirm(page, 'Create a token');
    const token = (await page.locator('dialog output').textContent()) ?? '';
    expect((await opened.ask('GET', 'runs', undefined, token)).status).to.equal(200);
    expect((await opened.ask('POST', 'scheduler/stop', {}, token)).status).to.equal(403);
    await confirm(page, 'Close');
    await press(page, 'Revoke');
    await confirm(page, 'Revoke');
    await toast(page, 'a-program is revoked.');
    expect((await opened.ask('GET', 'runs', undefined, token)).status).to.equal(401);
    expect((await get('tokens', ApiTokensResponse)).items[0]?.revoked_at).to.be.a('string');
    await page.goto('/settings?tab=audit');
    await page.getByRole('cell', { name: /token/i }).first().waitFor();
    expect(errors).to.deep.equal([]);
  });

  it('set their own password, and sign in by it', async () => {
    const { page } = await visit('nora', 'operator');
    await page.goto('/settings?tab=password');
    await page.getByLabel(/^New password12/).fill('a long enough password');
    await page.getByLabel(/^New password again/).fill('a long enough passwort');
    expect(await page.getByRole('button', { name: 'Set password' }).getAttribute('aria-disabled')).to.equal('true');
    await page.getByLabel(/^New password again/).fill('a long enough password');
    await press(page, 'Set password');
    await toast(page, /^Your password is set/);
    await page.getByRole('button', { name: /Account/ }).click();
    await press(page, 'Sign out');
    await page.waitForURL('**/login');
    await page.getByLabel('Name').fill('nora');
    await page.getByLabel('Password').fill('a wrong password indeed');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Password').fill('a long enough password');
    await page.keyboard.press('Enter');
    await page.locator('main h1', { hasText: 'Overview' }).waitFor();
  });

  it('are told to a viewer with the role that may, on every page, and are refused by the API too', async () => {
    const { page } = await visit('vito', 'viewer');
    const [finding] = (await get('qa/findings?check=missing_dates', FindingsResponse)).items;
    const [alert] = (await get('alerts?state=open', AlertsResponse)).items;
    for (const [path, actions] of [
      [`/quality?open=${finding?.id}`, ['Resolve', 'Exempt the ticker', 'Ask again', 'Run checks now']],
      ['/quality?tab=letters', ['Revive']],
      [`/alerts?open=${alert?.id}`, ['Silence', 'Mute all']],
      ['/alerts?tab=channels', ['Test']],
      ['/universe?tab=listings', ['Read all lists now']],
      ['/universe?tab=watchlists', ['Make a watchlist']],
      ['/portfolios', ['Make a portfolio']],
      ['/settings?open=price_jump', ['Save']],
      ['/runs/1', ['Add a note']],
      ['/sources', ['Pause', 'Pace']],
      ['/schedules', ['Stop all']],
      ['/backfills', ['What would it cost?', 'Start']],
      ['/tickers', ['Track a ticker']],
      ['/insider-trades?tab=rules', ['Add a watch rule']],
    ] as const) {
      await page.goto(path);
      for (const action of actions) {
        const button = page
          .getByRole('button', { name: new RegExp(`^${action.replace('?', '\\?')} ?\\((operator|admin)\\)$`) })
          .first();
        await button.waitFor();
        expect(await button.getAttribute('aria-disabled'), `${path}: ${action}`).to.equal('true');
      }
    }
    const token = await page.evaluate(
      `fetch('/api/v1/me').then((answer) => answer.json()).then((me) => me.csrf_token)`,
    );
    const refused = await page.evaluate(
      `Promise.all(['qa/run', 'scheduler/stop', 'qa/findings/${finding?.id}/resolve'].map((path) => fetch('/api/v1/' + path,
        { method: 'POST', headers: { 'x-csrf-token': ${JSON.stringify(token)}, 'content-type': 'application/json' }, body: '{}' }).then(({ status }) => status)))`,
    );
    expect(refused).to.deep.equal([403, 403, 403]);
  });
});
