import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultWatchlist, PipelineError, toPipelineError } from '@tickermill/core';
import {
  type DatasetView,
  RunsResponse,
  RunView,
  SourcesResponse,
  StatusResponse,
  TrackResponse,
} from '@tickermill/core/contracts';
import { firstUser, loginLink, usersOf } from './accounts.ts';
import type { ApiClient } from './api-client.ts';
import { describeDatasets } from './describe-dataset.ts';
import { requestFirstListings, showListings } from './first-listings.ts';
import { followRun } from './progress.ts';
import { describeSkips } from './skip-reasons.ts';
import { bold, counted, dim, duration, green, print, red, yellow } from './terminal.ts';

const failuresShown = 5;

/**
 * Tracks the default watchlist where nothing is tracked yet, and follows its first runs. Where the list of companies
 * cannot be read it says why and returns false: the installation stays up, and `trackLater` goes on.
 */
export async function firstRun(api: ApiClient): Promise<boolean> {
  const { tracked_tickers, runs, datasets } = await api.ask('GET', 'status', StatusResponse);
  const isFollowed = (dataset: string) => datasets.some(({ id, tracked }) => tracked && id === dataset);
  const open = runs.filter(({ finished_at, dataset }) => finished_at === null && isFollowed(dataset));
  const listings = await requestFirstListings(api);
  let tracked: string[] = [];
  if (tracked_tickers === 0) {
    print(`  First start: tracking a default watchlist of ${defaultWatchlist.length} tickers.`);
    const outage = new AbortController();
    const shown = showFailures(api, outage.signal);
    try {
      tracked = await trackDefault(api);
    } catch (error) {
      if (!isOutage(error)) throw error;
      for (const line of await describeOutage(api, error)) print(line);
      return false;
    } finally {
      outage.abort();
      await shown;
    }
  }
  await follow(api, tracked);
  // A later start waits for no run: one of a whole market takes hours, and the way to the dashboard stands below it.
  for (const { id, dataset } of open) print(`  run ${id} of ${dataset} goes on: npx tickermill watch ${id}`);
  if (open.length > 0) print();
  if (listings !== null) {
    await showListings(api, listings);
    print();
  }
  return true;
}

/** Tries again to track the default watchlist, with growing pauses, until it is tracked or the installation stops. */
export async function trackLater(api: ApiClient, signal: AbortSignal): Promise<void> {
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    try {
      const open = await trackDefault(api);
      print(`  ${green('✓')} the list of companies is read; the default watchlist is tracked`);
      return await follow(api, open);
    } catch (error) {
      if (!isOutage(error) && !signal.aborted) print(`  ${red('✗')} ${toPipelineError(error).message}`);
    }
  }
}

const firstPauseMs = 5_000;
const maxPauseMs = 60_000;
const failuresEveryMs = 2_000;

async function trackDefault(api: ApiClient): Promise<string[]> {
  const body = { tickers: defaultWatchlist };
  const { runs } = await api.ask('POST', 'watchlists/default/items', TrackResponse, { body });
  return runs.map(({ run_id }) => run_id);
}

async function follow(api: ApiClient, open: readonly string[]): Promise<void> {
  const { datasets } = await api.ask('GET', 'status', StatusResponse);
  const width = Math.max(...datasets.filter(({ tracked }) => tracked).map(({ title }) => title.length));
  for (const id of [...open].sort((one, other) => Number(one) - Number(other))) {
    const { dataset } = await api.ask('GET', `runs/${id}`, RunView);
    const known = datasets.find((each) => each.id === dataset);
    const run = await followRun(api, id, (known?.title ?? dataset).padEnd(width));
    for (const line of describe(run, known?.nouns ?? usualNouns)) print(line);
  }
  if (open.length > 0) print();
}

/** The run that reads the list of companies failed, or waits for its source. */
const isOutage = (error: unknown): error is PipelineError =>
  error instanceof PipelineError && error.code === 'RUN_FAILED';

/** The latest run that reads the list of companies, if there is one. */
const listRun = async (api: ApiClient): Promise<RunView | undefined> =>
  (await api.ask('GET', 'runs', RunsResponse, { query: { dataset: 'companies', limit: 1 } })).items[0];

/**
 * Prints each failed attempt at the list of companies as it fails, until the signal, so that the screen is never
 * silent.
 */
async function showFailures(api: ApiClient, signal: AbortSignal): Promise<void> {
  let shown = 0;
  while (!signal.aborted) {
    await sleep(failuresEveryMs, undefined, { signal }).catch(() => {});
    const { items } = await api.ask('GET', 'sources', SourcesResponse);
    const failing = items.find(({ consecutive_failures }) => consecutive_failures > shown);
    if (signal.aborted || !failing) continue;
    shown = failing.consecutive_failures;
    const quiet = failing.quiet_until ? `; the next attempt is at ${failing.quiet_until.slice(11, 19)} UTC` : '';
    print(`  ${yellow('!')} ${failing.name} did not answer (${counted(shown, 'attempt')})${quiet}`);
  }
}

async function describeOutage(api: ApiClient, { message }: PipelineError): Promise<string[]> {
  const run = await listRun(api);
  const failure = run?.report.failed[0]?.message;
  const why = failure ? `The list of companies could not be read: ${failure}` : message;
  return [
    `  ${yellow('!')} ${why}`,
    `    See that this machine reaches the internet: its firewall, proxy and DNS; "tickermill doctor" tries each host.`,
    `    The installation stays up and goes on by itself as soon as the list can be read.`,
    '',
  ];
}

/** For runs of a dataset that the API no longer lists. */
const usualNouns = { target: 'target', found: 'record', created: 'row' };

function describe({ state, dataset, report }: RunView, nouns: DatasetView['nouns']): string[] {
  const skips = describeSkips(report.skipped, nouns.target).map((line) => `    ${line}`);
  if (report.targets > 0 && report.targets_by_state['skipped'] === report.targets) {
    return [`  ${yellow('–')} ${dataset}: nothing was requested`, ...skips];
  }
  const mark = state === 'done' ? green('✓') : state === 'failed' ? red('✗') : yellow('!');
  const { failed = 0, gone = 0, partial = 0 } = report.targets_by_state;
  const asked = `${counted(report.targets, nouns.target)} in ${counted(report.requests, 'request')}`;
  const brought = `${counted(report.found, nouns.found)} found, ${counted(report.created, nouns.created)} stored`;
  return [
    `  ${mark} ${dataset}: ${asked} and ${duration(report.duration_ms)}`,
    `    ${brought}, ${failed + gone} failed, ${partial} partial`,
    ...(report.other_issuer > 0
      ? [
          dim(
            `    besides ${counted(report.other_issuer, nouns.found)} of another ${nouns.target}, in which one of these is the owner`,
          ),
        ]
      : []),
    ...skips,
    ...report.failed.slice(0, failuresShown).map(({ tickers, target, state: how, code, message }) => {
      return `      ${tickers.join(', ') || target} ${how}${code ? `: ${code}: ${message}` : ''}`;
    }),
  ];
}

/** Shows what is stored, where to look and what to try next. */
export async function summarise(api: ApiClient, home: string, publicUrl = api.url): Promise<void> {
  const { datasets, tracked_tickers } = await api.ask('GET', 'status', StatusResponse);
  const lines = [...describeDatasets(datasets), ...describeFigures(datasets, tracked_tickers)];
  for (const [nth, line] of lines.entries()) print(`  ${nth === 0 ? bold('In Postgres:') : ' '.repeat(12)} ${line}`);
  print();
  for (const line of await signingIn(api, publicUrl)) print(line);
  print(`  Where to look   npx tickermill status`);
  print(`                  ${path.join(home, 'logs', 'worker.log')}   ${dim('every request, and what was stored')}`);
  print(`  Try next        npx tickermill scrape AAPL --days-back 90`);
  print(`                  npx tickermill trades AAPL`);
  print(`                  npx tickermill receipts   ${dim('that no filing was missed, day by day')}`);
  print(`                  npx tickermill --help`);
  print();
  print(`  Ctrl-C stops everything.`);
}

/** How many tickers are tracked, and what explains that the figures above are others than those of the first runs. */
function describeFigures(datasets: readonly DatasetView[], tickers: number): string[] {
  const hasFilings = datasets.some(
    ({ id, counts }) => id === 'insider-trades' && counts.some(({ count }) => count > 0),
  );
  return [
    `${counted(tickers, 'ticker')} tracked; share classes such as GOOG and GOOGL are one issuer`,
    ...(hasFilings
      ? [dim('All filings count, also those of other issuers; of trades not those that an amendment restates.')]
      : []),
  ];
}

/** How to reach the dashboard: if no user may sign in yet, by a one-time link for the first administrator. */
async function signingIn(api: ApiClient, address: string): Promise<string[]> {
  if ((await usersOf(api)).length > 0) {
    return [`  Dashboard       ${address}   ${dim('npx tickermill login prints a link that signs you in')}`];
  }
  const { url } = await loginLink(api, firstUser);
  return [
    `  Dashboard       ${bold(url)}`,
    `                  ${dim('signs you in once, within 24 h; npx tickermill login prints another link')}`,
  ];
}
