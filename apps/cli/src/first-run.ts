import path from 'node:path';
import { defaultWatchlist, type RunView, StatusResponse, TrackResponse } from '@tickermill/core';
import { firstUser, loginLink, usersOf } from './accounts.ts';
import type { ApiClient } from './api-client.ts';
import { followRun } from './progress.ts';
import { bold, counted, dim, duration, green, red, say, yellow } from './terminal.ts';

const failuresShown = 5;

/** Tracks the default watchlist where nothing is tracked yet, and follows what is still being collected. */
export async function firstRun(api: ApiClient): Promise<void> {
  const { tracked_tickers, runs } = await api.ask('GET', 'status', StatusResponse);
  let runId = runs.find(({ finished_at }) => finished_at === null)?.id ?? null;
  if (tracked_tickers === 0) {
    say(`  First start: tracking a default watchlist of ${defaultWatchlist.length} tickers.`);
    const body = { tickers: defaultWatchlist };
    runId = (await api.ask('POST', 'watchlists/default/items', TrackResponse, { body })).run_id;
  }
  if (runId === null) return;
  for (const line of describe(await followRun(api, runId, 'insider trades'))) say(line);
  say();
}

function describe({ state, dataset, report }: RunView): string[] {
  const mark = state === 'done' ? green('✓') : state === 'failed' ? red('✗') : yellow('!');
  const { failed = 0, gone = 0, partial = 0 } = report.targets_by_state;
  const asked = `${counted(report.targets, 'issuer')} asked in ${counted(report.requests, 'request')}`;
  const brought = `${counted(report.found, 'filing')} found, ${counted(report.created, 'trade')} stored`;
  return [
    `  ${mark} ${dataset}: ${asked} and ${duration(report.duration_ms)}`,
    `    ${brought}, ${failed + gone} failed, ${partial} partial`,
    ...report.failed.slice(0, failuresShown).map(({ tickers, target, state: how, code, message }) => {
      return `      ${tickers.join(', ') || target} ${how}${code ? `: ${code}: ${message}` : ''}`;
    }),
  ];
}

/** Says what is stored, where to look and what to try next. */
export async function summarise(api: ApiClient, home: string, publicUrl = api.url): Promise<void> {
  const { insider_trades: stored, tracked_tickers } = await api.ask('GET', 'status', StatusResponse);
  const { filings, trades, holdings, insiders } = stored;
  const rows = [counted(filings, 'filing'), counted(trades, 'trade'), counted(holdings, 'holding')].join(', ');
  say(
    `  ${bold('In Postgres:')} ${rows} of ${counted(insiders, 'insider')}; ${counted(tracked_tickers, 'ticker')} tracked`,
  );
  say();
  for (const line of await signingIn(api, publicUrl)) say(line);
  say(`  Where to look   npx tickermill status`);
  say(`                  ${path.join(home, 'logs', 'worker.log')}   ${dim('what was asked and stored')}`);
  say(`  Try next        npx tickermill scrape AAPL --days-back 90`);
  say(`                  npx tickermill --help`);
  say();
  say(`  Ctrl-C stops everything.`);
}

/** How to get at the status page: where nobody may sign in yet, a link that does it once, for the first administrator. */
async function signingIn(api: ApiClient, address: string): Promise<string[]> {
  if ((await usersOf(api)).length > 0) {
    return [`  Status page     ${address}   ${dim('npx tickermill login prints a link that signs you in')}`];
  }
  const { url } = await loginLink(api, firstUser);
  return [
    `  Status page     ${bold(url)}`,
    `                  ${dim('signs you in once, within 24 h; npx tickermill login prints another link')}`,
  ];
}
