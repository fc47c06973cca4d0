import { setTimeout as sleep } from 'node:timers/promises';
import { RunView, StatusResponse } from '@tickermill/core/contracts';
import type { ApiClient } from './api-client.ts';
import { commandHost } from './command-host.ts';
import { makeRecentRate } from './recent-rate.ts';
import { bold, count, dim, duration, overwrite, printAside, yellow } from './terminal.ts';

const pollMs = 250;
const plainLineMs = 3_000;
const quietAskedEveryMs = 2_000;
const barWidth = 28;

/**
 * Follows a run until it has ended, on the standard error: one live line on a terminal, a plain line now and then
 * otherwise. The standard output is for the answer.
 */
export async function followRun(api: ApiClient, id: string, title: string): Promise<RunView> {
  const began = performance.now();
  let saidAt = began;
  let askedAt = began;
  let quiet = '';
  const rate = makeRecentRate();
  for (;;) {
    const run = await api.ask('GET', `runs/${id}`, RunView);
    if (performance.now() - askedAt >= quietAskedEveryMs) {
      askedAt = performance.now();
      quiet = quietOf(await api.ask('GET', 'status', StatusResponse));
    }
    const line = `  ${title}  ${progressOf(run, rate.at(performance.now() - began, endedOf(run)))}${quiet}`;
    if (commandHost().stderr.isTTY) overwrite(run.finished_at ? '' : line);
    else if (performance.now() - saidAt >= plainLineMs) {
      saidAt = performance.now();
      printAside(line);
    }
    if (run.finished_at) return run;
    await sleep(pollMs);
  }
}

/** Why there is no progress: a source in a quiet period. */
function quietOf({ sources }: StatusResponse): string {
  const quiet = sources.find(({ quiet_until }) => quiet_until !== null);
  return quiet ? ` · ${yellow(`${quiet.source} is quiet until ${quiet.quiet_until?.slice(11, 19)} UTC`)}` : '';
}

const openOf = ({ report: { tasks_by_state } }: RunView): number => {
  const { waiting = 0, queued = 0, running = 0 } = tasks_by_state;
  return waiting + queued + running;
};
const endedOf = (run: RunView): number => run.report.tasks - openOf(run);

/** The bar grows with the tasks known so far: an answer may call for more. */
function progressOf(run: RunView, rate: number | null): string {
  const { report, state } = run;
  const [open, ended] = [openOf(run), endedOf(run)];
  const share = report.tasks === 0 ? 0 : ended / report.tasks;
  const filled = Math.round(share * barWidth);
  const bar = `${'━'.repeat(filled)}${dim('─'.repeat(barWidth - filled))}`;
  const pace = rate === null ? '' : ` · ${rate.toFixed(1)}/s`;
  const left =
    state === 'running' && rate !== null && rate > 0
      ? ` · ${duration(Math.max(1_000, (open / rate) * 1_000))} left`
      : '';
  return `${bar} ${bold(`${count(ended)}/${count(report.tasks)}`)} requests${pace} · ${count(report.created)} stored${left}`;
}
