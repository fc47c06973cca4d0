import type { Browser } from 'playwright-core';
import type { Target } from './load.ts';

const dayMinutes = 24 * 60;
const stepMinutes = 5;
/** The first steps load what later ones use. */
const warmSteps = 12;

/** What a tab came to that was left open. */
interface TabDay {
  /** What its page holds on to at the end of the day, garbage collected. */
  readonly memoryMb: number;
  /** The same after its first hour. */
  readonly firstMb: number;
  /** Requests of the day, those that opened the page left out. */
  readonly requests: number;
  /** Those of them that opened the stream of events. */
  readonly streams: number;
}

/**
 * Leaves the overview open for a day of its clock, in steps of five minutes, in each of which a source changes, so that
 * events come and what they touch is asked again.
 */
export async function keepTabOpen(browser: Browser, { origin, headers }: Target): Promise<TabDay> {
  const context = await browser.newContext({ baseURL: origin, extraHTTPHeaders: { ...headers } });
  const page = await context.newPage();
  await page.clock.install();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  let [requests, streams] = [0, 0];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) requests += 1;
    if (pathname === '/api/v1/events') streams += 1;
  });
  const memoryMb = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { metrics } = await devtools.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'JSHeapTotalSize')?.value ?? Number.NaN) / 1e6;
  };
  const change = (to: 'pause' | 'resume') =>
    fetch(`${origin}/api/v1/sources/yahoo/${to}`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: '{}',
    });
  await page.goto('/');
  await page.locator('[data-figure][data-count]').nth(6).waitFor();
  [requests, streams] = [0, 0];
  let firstMb = 0;
  for (let step = 0; step < dayMinutes / stepMinutes; step++) {
    const wasAsked = page.waitForRequest(
      (request) => request.url().includes('/api/v1/sources') || request.url().includes('/api/v1/status'),
    );
    await change(step % 2 === 0 ? 'pause' : 'resume');
    // The events of a second are gathered by a timer, which the clock of the page has.
    const moving = setInterval(() => void page.clock.runFor(1_000), 100);
    await wasAsked;
    clearInterval(moving);
    await page.clock.fastForward(stepMinutes * 60_000);
    if (step === warmSteps) firstMb = await memoryMb();
  }
  const day = { memoryMb: await memoryMb(), firstMb, requests, streams };
  await context.close();
  return day;
}
