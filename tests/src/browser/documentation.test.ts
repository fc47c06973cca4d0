import { apiRoutes } from '@tickermill/core/contracts';
import type { Fleet } from '@tickermill/testkit';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { onBrowser, watchPage } from './open-browser.fixture.ts';

describe('/docs in a browser', () => {
  let fleet: Fleet;
  let browser: Browser;
  onBrowser({}, (opened) => {
    ({ fleet, browser } = opened);
  });

  it('lists every route, opens one, and asks no other host', async () => {
    const { page, outside, errors } = await watchPage(browser, fleet.api.url, fleet.token);
    await page.goto('/docs');
    await page
      .locator('.opblock')
      .nth(apiRoutes.length - 1)
      .waitFor();
    expect(await page.locator('.opblock').count()).to.equal(apiRoutes.length);
    await page.locator('#operations-Status-getStatus .opblock-summary-control').click();
    await page.locator('#operations-Status-getStatus .responses-table').waitFor();
    expect(outside).to.deep.equal([]);
    expect(errors).to.deep.equal([]);
  });
});
