import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunView } from '@tickermill/core/contracts';
import { commandHost } from './command-host.ts';
import { bold, count, dim, duration, fitted, green, print, red, yellow } from './terminal.ts';

const pollMs = 500;
const barWidth = 20;
/** In fewer columns the bar would take the place of the figures. */
const columnsOfBar = 100;

/**
 * Shows the progress of runs until the condition holds or Ctrl-C: on a terminal a live line each, which stays when the
 * run has ended; in a pipe a plain line whenever a run has made progress. Returns the last state of the runs.
 */
export async function watchRuns(
  ask: () => Promise<RunView[]>,
  { isJson, until }: { readonly isJson: boolean; readonly until: (runs: readonly RunView[]) => boolean },
): Promise<RunView[]> {
  const stop = new AbortController();
  once(process, 'SIGINT', { signal: stop.signal }).then(
    () => stop.abort(),
    () => {},
  );
  const isLive = commandHost().stdout.isTTY === true && !isJson;
  const textOf = isJson ? progressOf : lineOf;
  const said = new Map<string, string>();
  let runs: RunView[] = [];
  let drawn = 0;
  let isFirst = true;
  while (!stop.signal.aborted) {
    runs = await ask();
    const isDone = until(runs);
    // The latest come first; runs that ended before the display began are left out, unless they were requested.
    const moving = [...runs]
      .reverse()
      .filter(({ id, finished_at }) => finished_at === null || said.has(id) || (isFirst && isDone));
    const lines = moving
      .map((run) => ({ run, line: textOf(run) }))
      .filter(({ run, line }) => said.get(run.id) !== line);
    const ended = lines.filter(({ run }) => run.finished_at !== null);
    if (isLive) {
      const open = moving.filter(({ finished_at }) => finished_at === null).map(lineOf);
      redraw(drawn, [...ended.map(({ line }) => line), ...open]);
      drawn = open.length;
    } else for (const { run, line } of lines) print(isJson ? JSON.stringify(run) : line);
    for (const { run, line } of lines) said.set(run.id, line);
    if (isFirst && moving.length === 0 && !isJson) print(dim('  nothing is under way; Ctrl-C ends watching'));
    isFirst = false;
    if (isDone) break;
    await sleep(pollMs, undefined, { signal: stop.signal }).catch(() => {});
  }
  stop.abort();
  return runs;
}

/** What of a run is progress: its report says besides how long it has taken, which changes all the time. */
const progressOf = ({ report: { duration_ms: _, ...report }, ...run }: RunView): string =>
  JSON.stringify({ ...run, report });

/** Replaces so many lines drawn before. A line that wraps could not be overwritten whole. */
function redraw(above: number, lines: readonly string[]): void {
  const text = lines.map((line) => `${fitted(line, commandHost().stdout.columns)}\n`).join('');
  commandHost().stdout.write(`${above > 0 ? `\x1b[${above}A` : ''}\x1b[0J${text}`);
}

const colourOf = { done: green, partial: yellow, failed: red, cancelled: red } as Record<string, typeof bold>;

function lineOf({ id, dataset, trigger, state, paused, finished_at, report }: RunView): string {
  const { waiting = 0, queued = 0, running = 0 } = report.tasks_by_state;
  const ended = report.tasks - waiting - queued - running;
  const filled = report.tasks === 0 ? 0 : Math.round((ended / report.tasks) * barWidth);
  const { isTTY, columns = 0 } = commandHost().stdout;
  const hasBar = isTTY === true && columns >= columnsOfBar;
  const bar = hasBar ? `${'━'.repeat(filled)}${dim('─'.repeat(barWidth - filled))}  ` : '';
  const how = (colourOf[state] ?? bold)(paused ? 'paused' : state);
  const took = finished_at === null ? '' : ` in ${duration(report.duration_ms)}`;
  const skipped = report.targets_by_state['skipped'] ?? 0;
  const why = Object.keys(report.skipped).join(', ');
  return `  run ${id}  ${dataset} (${trigger})  ${bar}${how}${took} · ${count(ended)}/${count(report.tasks)} requests · ${count(report.found)} found · ${count(report.created)} created${skipped > 0 ? ` · ${skipped} skipped${why && ` (${why})`}` : ''}`;
}
