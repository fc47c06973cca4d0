import type { RunView } from '@tickermill/core/contracts';
import { askSandbox, type Fleet, until } from '@tickermill/testkit';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { onInstallation, signIn, watchPage } from './open-browser.fixture.ts';

/** What would go past the ledger, by the icons of its buttons. */
const off = ['files', 'pencil', 'clock', 'arrow-up-down', 'play', 'plus', 'ban'].map(
  (name) => `button:has(> .lucide-${name})`,
);
const failed = '/queues/queue/sec-edgar?status=failed';

describe('the job console in a browser', () => {
  let fleet: Fleet;
  let browser: Browser;
  onInstallation((opened) => {
    ({ fleet, browser } = opened);
  });
  before(async () => {
    await fault([{ host: 'www.sec.gov', kind: '5xx', path: '/Archives/', times: 2 }]);
    await fleet.ask('POST', '/api/v1/scheduler/scrape/AAPL?days_back=90&wait=60');
    await fault([]);
  });

  const fault = (faults: object[]) =>
    askSandbox(fleet.sandbox, 'faults', { method: 'PUT', body: JSON.stringify(faults) });
  const latestRun = async () =>
    (await fleet.ask<{ items: RunView[] }>('GET', '/api/v1/runs?trigger=manual&limit=1')).body.items[0];

  it('shows the queues and their jobs, hides what is off, and asks no other host', async () => {
    const { page, outside, errors } = await watchPage(browser, fleet.api.url, fleet.token);
    await page.goto('/queues');
    for (const queue of ['sec-edgar', 'schedule', 'plan', 'finish']) await page.getByText(queue).first().waitFor();
    await page.goto(failed);
    await page
      .getByText(/insider-trades · document · AAPL \d{10}-\d\d-\d{6}/)
      .first()
      .waitFor();
    for (const button of off) expect(await page.locator(button).filter({ visible: true }).count(), button).to.equal(0);
    await page.goto('/queues/job-schedulers');
    await page.getByText('Schedulers').first().waitFor();
    for (const button of off) expect(await page.locator(button).filter({ visible: true }).count(), button).to.equal(0);
    expect(outside).to.deep.equal([]);
    expect(errors).to.deep.equal([]);
  });

  it('retries a failed job by its button, in a manual run of one request', async () => {
    const before = await latestRun();
    const { page, outside, errors } = await signIn(browser, fleet, { name: 'olga', role: 'operator' });
    await page.goto(failed);
    const retry = page.locator('button:has(> .lucide-refresh-cw)').filter({ hasNotText: 'Retry all' });
    await retry.first().click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    const run = await until('the run of the retry', async () => {
      const run = await latestRun();
      return run?.id !== before?.id && run?.finished_at ? run : null;
    });
    expect(run).to.include({ trigger: 'manual', state: 'done' });
    expect(run.report).to.include({ tasks: 1, requests: 1 });
    expect(outside).to.deep.equal([]);
    expect(errors).to.deep.equal([]);
  });
});
