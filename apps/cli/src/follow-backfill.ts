import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackfillView } from '@tickermill/core/contracts';
import type { ApiClient } from './api-client.ts';
import { commandHost } from './command-host.ts';
import { bold, count, counted, dim, green, instant, overwrite, printAside, red, yellow } from './terminal.ts';

const pollMs = 1_000;
const plainLineMs = 10_000;
const barWidth = 28;

/**
 * Follows a backfill on the standard error until it has ended: one live line on a terminal, a plain line at intervals
 * elsewhere. Ctrl-C ends only the display, and returns null: the workers go on.
 */
export async function followBackfill(api: ApiClient, id: string): Promise<BackfillView | null> {
  const stop = new AbortController();
  once(process, 'SIGINT', { signal: stop.signal }).then(
    () => stop.abort(),
    () => {},
  );
  let saidAt = performance.now();
  const isLive = commandHost().stderr.isTTY === true;
  while (!stop.signal.aborted) {
    const backfill = await api.ask('GET', `backfills/${id}`, BackfillView);
    const isOver = backfill.finished_at !== null;
    const line = progressOf(backfill);
    if (isLive) overwrite(isOver ? '' : line);
    else if (performance.now() - saidAt >= plainLineMs) {
      saidAt = performance.now();
      printAside(line);
    }
    if (isOver) {
      stop.abort();
      return backfill;
    }
    await sleep(pollMs, undefined, { signal: stop.signal }).catch(() => {});
  }
  if (isLive) printAside('');
  return null;
}

function progressOf(backfill: BackfillView): string {
  const { state, percent, tasks, rows_stored, rows_per_second, ends_at } = backfill;
  const filled = Math.round((percent / 100) * barWidth);
  const bar = `${'━'.repeat(filled)}${dim('─'.repeat(barWidth - filled))}`;
  const how = state === 'running' ? '' : ` ${yellow(state)}`;
  const rate = rows_per_second === null ? '' : ` · ${count(Math.round(rows_per_second))} rows/s`;
  const end = ends_at === null ? '' : ` · until ${instant(ends_at)}`;
  return `  ${bar} ${bold(`${percent.toFixed(1)} %`)}${how} · ${count(endedOf(backfill))}/${count(tasks)} requests · ${counted(rows_stored, 'row')}${rate}${end}`;
}

/** Tasks of a backfill that have ended. */
export function endedOf({ tasks, tasks_by_state: { waiting = 0, queued = 0, running = 0 } }: BackfillView): number {
  return tasks - waiting - queued - running;
}

/** A backfill in a few lines. */
export function describeBackfill(backfill: BackfillView): string[] {
  const { id, dataset, state, percent, from, to, tickers, rows_stored, targets_by_state, finished_at, ends_at } =
    backfill;
  const mark = state === 'done' ? green('✓') : state === 'failed' || state === 'cancelled' ? red('✗') : bold('·');
  const states = Object.entries(targets_by_state).map(([name, number]) => `${count(number)} ${name}`);
  const whose = tickers === null ? 'all instruments' : counted(tickers.length, 'ticker');
  return [
    `  ${mark} backfill ${id} ${bold(state)} ${percent} %  ${dataset} of ${whose}, ${from} to ${to}`,
    `    ${count(endedOf(backfill))} of ${counted(backfill.tasks, 'request')} · ${counted(rows_stored, 'row')} stored`,
    ...(states.length > 0 ? [`    instruments: ${states.join(', ')}`] : []),
    ...(finished_at ? [`    ended ${instant(finished_at)}`] : ends_at ? [`    ends about ${instant(ends_at)}`] : []),
  ];
}
