// Two tabs of one browser share one stream of events.
import { openStore } from '@tickermill/store';
import { pruneEvents } from '@tickermill/store/events';
import { type Fleet, until } from '@tickermill/testkit';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { onInstallation, openContext, type WatchedPage, watchPageIn } from './open-browser.fixture.ts';

const stream = '/api/v1/events';

describe('two tabs of the dashboard', () => {
  let fleet: Fleet;
  let browser: Browser;
  let context: BrowserContext;
  onInstallation((opened) => {
    ({ fleet, browser } = opened);
  });
  beforeEach(async () => {
    context = await openContext(browser, fleet.api.url, fleet.token);
  });

  /** A tab that shows the sources, and is said to be in that state. */
  async function openTab(state = 'live'): Promise<WatchedPage> {
    const tab = await watchPageIn(context, fleet.api.url);
    await tab.page.goto('/sources');
    await shows(tab.page, state);
    return tab;
  }
  const shows = (page: Page, state: string) => page.locator(`[data-live=${state}]`).waitFor();
  const streamsOf = ({ asked }: WatchedPage) => asked.filter((path) => path === stream).length;
  const change = (to: 'pause' | 'resume') => fleet.ask('POST', `/api/v1/sources/yahoo/${to}`, {});
  const isPaused = (page: Page) => page.locator('[data-banner="source yahoo"]');

  it('have one stream, whose events reach both, and the other takes over when its tab closes', async () => {
    const first = await openTab();
    const second = await openTab();
    expect([streamsOf(first), streamsOf(second)]).to.deep.equal([1, 0]);
    await change('pause');
    for (const { page } of [first, second]) await isPaused(page).waitFor();
    await first.page.close();
    await until('the other to lead', () => streamsOf(second) === 1);
    await shows(second.page, 'live');
    await change('resume');
    await isPaused(second.page).waitFor({ state: 'detached' });
    expect([second.errors, second.outside]).to.deep.equal([[], []]);
  });

  it('ask everything again where events were lost between two leaders', async () => {
    const first = await openTab();
    const second = await openTab();
    await change('pause');
    await isPaused(second.page).waitFor();
    await change('resume');
    await isPaused(second.page).waitFor({ state: 'detached' });
    await context.route(`**${stream}*`, (route) => route.abort());
    await first.page.close();
    await shows(second.page, 'polling');
    await change('pause');
    const store = openStore({ url: fleet.databaseUrl, connections: 1 });
    await store.sql.$executeRaw`UPDATE events SET at = now() - interval '25 hours'`;
    await pruneEvents(store.sql, { olderThanMs: 24 * 3_600_000, batches: 100 });
    await store.close();
    await context.unroute(`**${stream}*`);
    await shows(second.page, 'live');
    // Nothing is polled while the stream is up, and the event of the source is gone.
    const back = second.asked.lastIndexOf(stream);
    await until('the sources to be asked again', () => second.asked.slice(back).includes('/api/v1/sources'));
    await isPaused(second.page).waitFor();
    await change('resume');
    await isPaused(second.page).waitFor({ state: 'detached' });
  });

  it('say both when the stream is down, and go on when it is back', async () => {
    const first = await openTab();
    const second = await openTab();
    await context.route(`**${stream}*`, (route) => route.abort());
    await first.page.close();
    await shows(second.page, 'polling');
    const third = await openTab('polling');
    for (const { page } of [second, third]) await page.locator('[data-banner=polling]').waitFor();
    // Neither has heard any event yet, behind which the stream could begin.
    await change('pause');
    await context.unroute(`**${stream}*`);
    for (const { page } of [second, third]) {
      await shows(page, 'live');
      await page.locator('[data-banner=polling]').waitFor({ state: 'detached' });
      await isPaused(page).waitFor();
    }
    await change('resume');
    expect(streamsOf(third)).to.equal(0);
  });

  it('ask nothing by themselves while nothing happens, in a day of their clock', async () => {
    await context.clock.install();
    const tab = await openTab();
    const before = tab.asked.length;
    for (let minute = 0; minute < 24 * 60; minute += 10) await context.clock.fastForward('10:00');
    const asked = tab.asked.slice(before).filter((path) => path.startsWith('/api/'));
    expect(asked.length, asked.join(', ')).to.be.below(100);
    await change('pause');
    await until('what is shown to follow', async () => {
      await context.clock.runFor(1_000);
      return (await isPaused(tab.page).count()) === 1;
    });
    await change('resume');
  });
});
