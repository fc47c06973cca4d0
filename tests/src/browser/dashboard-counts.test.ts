// Every number says the same as the list behind it, on a night with faults of every kind.
import { readFile } from 'node:fs/promises';
import {
  AttentionResponse,
  ChecksResponse,
  ExemptionsResponse,
  FetchErrorsResponse,
  LaggingResponse,
  MissingDatesResponse,
  RunNightsResponse,
  RunsResponse,
  SummaryView,
  UniverseDelta,
  UniverseResponse,
  WatchlistsResponse,
} from '@tickermill/core/contracts';
import { expect } from 'chai';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { makeFaults, makeUniverse, type Night, night, openNight } from './night.fixture.ts';
import { onBrowser, type WatchedPage, watchPage } from './open-browser.fixture.ts';

/** As many tickers as a universe has. */
const instruments = 5_000;
const Groups = z.object({
  items: z.array(z.object({ key: z.string(), tickers: z.array(z.string()), trades: z.int() })),
});
const Rows = z.object({ items: z.array(z.record(z.string(), z.unknown())), total: z.int().optional() });

describe('counts and the lists behind them', () => {
  let opened: Night;
  before(async () => {
    opened = await openNight();
  });
  after(() => opened.close());

  const get = async <S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> =>
    schema.parse((await opened.ask('GET', path)).body);
  /** All rows of a list, page by page. */
  async function rowsOf(path: string): Promise<Record<string, unknown>[]> {
    const all: Record<string, unknown>[] = [];
    for (let page = 1; ; page++) {
      const { items } = await get(`${path}${path.includes('?') ? '&' : '?'}limit=1000&page=${page}`, Rows);
      all.push(...items);
      if (items.length < 1_000) return all;
    }
  }
  const countOf = async (path: string) => (await rowsOf(path)).length;
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);

  describe('in a browser', () => {
    let browser: Browser;
    onBrowser((shared) => {
      browser = shared;
    });
    async function open(path: string): Promise<WatchedPage> {
      const watched = await watchPage(browser, opened.url, opened.token);
      await watched.page.goto(path);
      return watched;
    }

    it('lead whoever comes first to a ticker, its run and an alert, and say why all else is empty', async () => {
      const { page, errors } = await open('/');
      const steps = page.getByRole('region', { name: 'Begin here' });
      await steps.getByRole('link', { name: 'Track a ticker' }).waitFor();
      await page.locator('[data-figure=active][data-count="0"]').waitFor();
      await page.goto('/?panel=timeliness');
      await page.getByText('No ticker is more than two sessions behind.').waitFor();
      for (const [path, why] of [
        ['/quality', 'No check has run yet'],
        ['/runs', 'No run'],
        ['/alerts', 'No alert is open'],
        ['/tickers', 'No'],
        ['/backfills', 'No'],
        ['/universe?tab=listings', 'No list was read yet'],
        ['/quality?tab=letters', 'No target is a dead letter'],
      ] as const) {
        await page.goto(path);
        await page.locator('main').getByText(why).first().waitFor();
      }
      await page.goto('/status');
      await page.locator('#runs').getByText('No run yet').waitFor();
      expect(errors).to.deep.equal([]);
    });

    it('are walked from each card to its rows, page by page, and as CSV', async () => {
      await makeFaults(opened);
      await makeUniverse(opened, instruments);
      const { page, errors } = await open(`/?date=${night}&limit=25`);
      const { figures } = await get(`summary?date=${night}`, SummaryView);
      for (const { name, count } of figures) {
        expect(count, name).to.be.above(0);
        const card = page.locator(`[data-figure="${name}"]`);
        // What still comes would move the card under a press.
        await card.waitFor();
        await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
        await card.locator('a').click();
        expect(Number(await card.getAttribute('data-count')), name).to.equal(count);
        const list = page.locator(`section:has(> header [aria-expanded=true])`);
        await list.locator(`[data-total="${count}"]`).waitFor();
        // Two hundred pages are as many as one.
        if (count > 200) await lastPage(page);
        const rows = await walk(list, count > 200 ? Math.ceil(count / 25) : 1);
        expect(rows, name).to.equal(count > 200 ? ((count - 1) % 25) + 1 : count);
        expect(await csvRows(page, list), `${name} as CSV`).to.equal(count);
        await page.goto(`/?date=${night}&limit=25`);
      }
      expect(errors).to.deep.equal([]);
    });

    it('are those of the causes that need somebody, and of the checks', async () => {
      const { page, errors } = await open('/');
      const { items } = await get('attention', AttentionResponse);
      const letters = items.find(({ key }) => key === 'dead-letters');
      expect(letters?.headline).to.match(/^3 targets/);
      for (const { key } of items) await page.locator(`[data-cause="${key}"]`).waitFor();
      await page.locator('[data-cause="dead-letters"] a').first().click();
      const table = (name: string) => page.getByRole('table', { name, exact: true });
      await hasRows(table('Dead letters'), 3);
      await page.goto('/');
      await page.locator('[data-cause="listing:xetra:XETR"] a').first().click();
      await page.getByRole('button', { name: 'Accept' }).waitFor();
      await page.goto('/');
      await page.locator('[data-cause="alert:source:yahoo"] a').first().click();
      await page.getByRole('row', { name: /yahoo/ }).waitFor();
      expect(await page.locator('tbody tr').count()).to.equal(1);

      await page.goto('/quality?tab=checks');
      const counts = table('Checks').locator('td.number a');
      await counts.first().waitFor();
      const links = await counts.evaluateAll((found) =>
        found.map((link) => [link.getAttribute('href'), link.textContent]),
      );
      expect(links.length).to.be.above(3);
      for (const [href, count] of links) {
        await page.goto(`${href}&limit=200`);
        await hasRows(table('Findings'), Number(count));
      }
      expect(errors).to.deep.equal([]);
    });

    const hasRows = async (table: Locator, rows: number) => {
      await table
        .locator('tbody tr')
        .nth(rows - 1)
        .waitFor();
      expect(await table.locator('tbody tr').count()).to.equal(rows);
    };
    async function lastPage(page: Page) {
      const url = new URL(page.url());
      const total = Number(await page.locator('[data-total]').getAttribute('data-total'));
      url.searchParams.set('page', String(Math.ceil(total / 25)));
      await page.goto(url.href);
    }
    /** Goes through the pages of a list from this one on, and counts their rows. */
    async function walk(list: Locator, from: number): Promise<number> {
      let rows = 0;
      for (let page = from; ; page++) {
        await list.getByText(new RegExp(`^Rows ${((page - 1) * 25 + 1).toLocaleString('en-US')} –`)).waitFor();
        await list.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
        rows += await list.locator('[data-total] tbody tr').count();
        const next = list.getByRole('button', { name: 'Next page' });
        if (await next.isDisabled()) return rows;
        await next.click();
      }
    }
    async function csvRows(page: Page, list: Locator): Promise<number> {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        list.getByRole('button', { name: 'CSV', exact: true }).click(),
      ]);
      const text = await readFile(await file.path(), 'utf8');
      return text.trimEnd().split('\n').length - 1;
    }
  });

  describe('of the API', () => {
    before(async () => {
      await opened.ask('POST', 'qa/exemptions', {
        check: 'zero_volume',
        ticker: 'EMPTY',
        reason: 'it is seldom traded',
        until: new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
      });
    });

    it('are equal for the figures of this night and others', async () => {
      for (const date of ['', `date=${night}`, 'date=2025-11-12'])
        for (const { name, count, rows } of (await get(`summary?${date}`, SummaryView)).figures) {
          const { total } = await get(`${rows}${rows.includes('?') ? '&' : '?'}limit=1`, Rows);
          expect(total, rows).to.equal(count);
          // Of a universe the total alone: its pages are walked above.
          if (count <= 1_000) expect(await countOf(rows), `${name} ${date}`).to.equal(count);
        }
    });

    it('are equal for the parts of a panel', async () => {
      const lagging = await get(`tickers/lagging?date=${night}`, LaggingResponse);
      expect(sum(lagging.histogram.map(({ tickers }) => tickers))).to.equal(lagging.total);
      const failed = await get(`fetch/errors?date=${night}`, FetchErrorsResponse);
      expect(sum(failed.codes.map(({ targets }) => targets))).to.equal(failed.total);
      expect(failed.codes).to.have.length(3);
      for (const { code, targets } of failed.codes)
        expect(await countOf(`fetch/errors?date=${night}&code=${code}`), code).to.equal(targets);
      for (const { ticker, sessions, ranges } of (
        await get(`tickers/missing-dates?date=${night}`, MissingDatesResponse)
      ).items) {
        expect(sum(ranges.map((range) => range.sessions)), ticker).to.equal(sessions);
        expect(await countOf(`qa/findings?check=missing_dates&ticker=${ticker}`), ticker).to.equal(sessions);
      }
    });

    it('are equal for checks, their days, and exemptions', async () => {
      const { items } = await get('qa/checks', ChecksResponse);
      for (const { check, open, exempt } of items) {
        for (const severity of ['critical', 'warning', 'info'] as const)
          expect(await countOf(`qa/findings?check=${check}&severity=${severity}`), check).to.equal(open[severity]);
        const found = await rowsOf(`qa/findings?check=${check}`);
        expect(new Set(found.map(({ symbol }) => symbol)).size, check).to.equal(open.symbols);
        expect(await countOf(`qa/findings?check=${check}&state=exempt`), check).to.equal(exempt);
      }
      expect(items.find(({ check }) => check === 'zero_volume')?.exempt).to.equal(1);
      for (const { check, ticker, findings } of (await get('qa/exemptions', ExemptionsResponse)).items)
        expect(await countOf(`qa/findings?check=${check}&ticker=${ticker}&state=exempt`)).to.equal(findings);
    });

    it('are equal for runs, their nights and their targets', async () => {
      const { items } = await get(`runs/nights?date=${night}&days=3`, RunNightsResponse);
      expect(items).to.have.length(1);
      const runs = (await get('runs?limit=200', RunsResponse)).items;
      for (const { dataset, night: day, runs: count, states } of items) {
        const of = runs.filter((run) => run.dataset === dataset && run.created_at.startsWith(day));
        expect([count, sum(Object.values(states))]).to.deep.equal([of.length, of.length]);
      }
      for (const { id, report } of runs) {
        const targets = await rowsOf(`runs/${id}/targets`);
        expect(targets.length, `run ${id}`).to.equal(report.targets);
        expect(sum(Object.values(report.targets_by_state)), `run ${id}`).to.equal(report.targets);
        for (const [state, count] of Object.entries(report.targets_by_state))
          expect(targets.filter((target) => target['state'] === state).length, `run ${id} ${state}`).to.equal(count);
      }
    });

    it('are equal for the universe, its changes, watchlists and trades', async () => {
      const { counts } = await get('universe', UniverseResponse);
      for (const [exchange, kind] of [
        ['XNAS', 'stock'],
        ['XNYS', 'stock'],
      ] as const) {
        const listed = counts.filter(
          (each) => each.exchange === exchange && each.kind === kind && each.status === 'active',
        );
        expect(await countOf(`instruments?exchange=${exchange}&kind=${kind}`)).to.equal(
          sum(listed.map(({ count }) => count)),
        );
      }
      const delta = await get('universe/delta?month=2025-11', UniverseDelta);
      expect(sum(Object.values(delta.counts))).to.equal(delta.items.length);
      for (const [what, count] of Object.entries(delta.counts))
        expect(delta.items.filter((change) => change.what === what).length, what).to.equal(count);
      for (const { name, tickers } of (await get('watchlists', WatchlistsResponse)).items)
        expect(await countOf(`watchlists/${name}/items`), name).to.equal(tickers);
      for (const [group, param] of [
        ['ticker', 'ticker'],
        ['code', 'code'],
        ['insider', 'owner'],
      ] as const) {
        const { items } = await get(`insider-trades/stats?group_by=${group}`, Groups);
        expect(items.length, group).to.be.above(0);
        for (const { key, tickers, trades } of items) {
          const of = group === 'ticker' ? tickers[0] : key;
          const list = `insider-trades?${param}=${of}&table=non-derivative`;
          expect(await countOf(list), list).to.equal(trades);
        }
      }
    });
  });
});
