import { setTimeout as sleep } from 'node:timers/promises';
import { RefreshReportView } from '@tickermill/core/contracts';
import type { ApiClient } from './api-client.ts';
import { commandHost } from './command-host.ts';
import { makeRecentRate, type RecentRate } from './recent-rate.ts';
import { bold, count, dim, duration, fitted, printAside } from './terminal.ts';

const pollMs = 500;
const plainLineMs = 3_000;
const barWidth = 20;

/**
 * Follows a refresh until its report is written, on the standard error: a live bar for each source with its rate and the
 * time that is left on a terminal, plain lines now and then otherwise.
 */
export async function followRefresh(api: ApiClient, runId: string): Promise<RefreshReportView> {
  const began = performance.now();
  const rates = new Map<string, RecentRate>();
  let saidAt = began;
  let drawn = 0;
  const ended = new Set<string>();
  const { stderr } = commandHost();
  for (;;) {
    const report = await api.ask('GET', `refresh-reports/${runId}`, RefreshReportView);
    const lines = new Map<string, string>();
    for (const each of report.sources) {
      const rate = rates.get(each.source) ?? makeRecentRate();
      rates.set(each.source, rate);
      const line = progressLine(each, rate.at(performance.now() - began, each.tasks - each.open));
      if (stderr.isTTY || each.open > 0 || !ended.has(each.source)) lines.set(each.source, line);
    }
    if (stderr.isTTY) {
      const shown = report.ended_at === null ? [...lines.values()] : [];
      const text = shown.map((line) => `${fitted(line, stderr.columns)}\n`).join('');
      stderr.write(`${drawn > 0 ? `\u001b[${drawn}A` : ''}\u001b[0J${text}`);
      drawn = shown.length;
    } else if (performance.now() - saidAt >= plainLineMs) {
      saidAt = performance.now();
      for (const line of lines.values()) printAside(line);
      for (const { source, open } of report.sources) if (open === 0) ended.add(source);
    }
    // Its own run ends a moment after the report is written.
    if (report.ended_at !== null && report.state !== 'running') return report;
    await sleep(pollMs);
  }
}

/** How far the requests to a source are, how fast, and how long what is known of them takes. */
export function progressLine(
  { source, tasks, open }: RefreshReportView['sources'][number],
  rate: number | null,
): string {
  const done = tasks - open;
  const filled = tasks === 0 ? 0 : Math.round((done / tasks) * barWidth);
  const bar = `${'━'.repeat(filled)}${dim('─'.repeat(barWidth - filled))}`;
  const pace = rate === null ? '' : ` · ${rate.toFixed(1)}/s`;
  const left =
    open > 0 && rate !== null && rate > 0 ? ` · ${duration(Math.max(1_000, (open / rate) * 1_000))} left` : '';
  return `  ${source.padEnd(10)} ${bar} ${bold(`${count(done)}/${count(tasks)}`)}${pace}${left}`;
}
