import { apiRoutes } from '@tickermill/core/contracts';
import type { Fleet } from '@tickermill/testkit';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { onInstallation, watchPage } from './open-browser.fixture.ts';

describe('/docs in a browser', () => {
  let fleet: Fleet;
  let browser: Browser;
  onInstallation((opened) => {
    ({ fleet, browser } = opened);
  });

  it('lists every route, opens one, and asks no other host', async () => {
    const { page, outside, errors } = await watchPage(browser, fleet.api.url, fleet.token);
    await page.goto('/docs');
    // A long list keeps only those in the document that are seen: tag by tag, all are.
    const tags = page.locator('.opblock-tag');
    await tags.last().waitFor();
    let shown = 0;
    for (const tag of await tags.all()) {
      await tag.click();
      await page.locator('.opblock').first().waitFor();
      shown += await page.locator('.opblock').count();
      await tag.click();
      await page.locator('.opblock').first().waitFor({ state: 'detached' });
    }
    expect(shown).to.equal(apiRoutes.length);
    await tags.first().click();
    await page.locator('#operations-Status-getStatus .opblock-summary-control').click();
    await page.locator('#operations-Status-getStatus .responses-table').waitFor();
    expect(outside).to.deep.equal([]);
    expect(errors).to.deep.equal([]);
  });
});
