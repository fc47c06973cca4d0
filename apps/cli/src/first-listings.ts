// Has the listings of exchanges read by an installation that never read them, and prints one line an exchange.

import { setTimeout as sleep } from 'node:timers/promises';
import { ListingsRequested, RunView, UniverseResponse } from '@tickermill/core/contracts';
import type { ApiClient } from './api-client.ts';
import { count, counted, green, print, yellow } from './terminal.ts';

/** Requests the listings where none was ever read. Returns the run; null: they were read before. */
export async function requestFirstListings(api: ApiClient): Promise<string | null> {
  const { listings } = await api.ask('GET', 'universe', UniverseResponse);
  if (listings.length > 0) return null;
  return (await api.ask('POST', 'universe/refresh', ListingsRequested, { body: {} })).run_id;
}

const pollMs = 500;
/** The start waits no longer for listings: they go on without it. */
const patienceMs = 60_000;

/** Waits until listings are read, and prints how many instruments each exchange lists, or why it is not known. */
export async function showListings(api: ApiClient, runId: string): Promise<void> {
  const until = performance.now() + patienceMs;
  let isRead = false;
  while (!isRead && performance.now() < until) {
    isRead = (await api.ask('GET', `runs/${runId}`, RunView)).finished_at !== null;
    if (!isRead) await sleep(pollMs);
  }
  const { counts, listings } = await api.ask('GET', 'universe', UniverseResponse);
  const isStored = ({ status }: (typeof listings)[number]) => status === 'done' || status === 'unchanged';
  for (const { exchange, status, refused } of listings.filter((each) => !isStored(each)))
    print(`  ${yellow('!')} ${exchange}: ${refused ?? status}`);
  // An exchange may be named by several listings: it has one line.
  const listed = new Map<string, number>();
  for (const { exchange, rows } of listings.filter(isStored)) listed.set(exchange, (listed.get(exchange) ?? 0) + rows);
  for (const [exchange, rows] of listed)
    print(`  ${green('✓')} ${exchange}: ${counted(rows, 'instrument')} listed${describeKinds(counts, exchange)}`);
  if (!isRead) print('    further listings are still being read: npx tickermill universe');
}

const kindsShown = 3;

function describeKinds(counts: UniverseResponse['counts'], exchange: string): string {
  const kinds = new Map<string, number>();
  for (const each of counts.filter((one) => one.exchange === exchange))
    kinds.set(each.kind, (kinds.get(each.kind) ?? 0) + each.count);
  const most = [...kinds].sort(([, one], [, other]) => other - one);
  const others = most.splice(kindsShown).reduce((sum, [, number]) => sum + number, 0);
  const parts = [...most, ...(others > 0 ? [['other', others] as const] : [])];
  return parts.length === 0 ? '' : ` (${parts.map(([kind, number]) => `${count(number)} ${kind}`).join(', ')})`;
}
