// The report of a refresh as a person reads it, for `refresh` and `report`.

import type { RefreshReportView } from '@tickermill/core/contracts';
import { describeSkips } from './skip-reasons.ts';
import { bold, count, counted, duration, green, instant, print, red, table, yellow } from './terminal.ts';

const failuresShown = 20;

/** The report of a refresh, line by line. `isVerbose`: with all failures that it names, its runs and what was slowest. */
export function describeReport(report: RefreshReportView, { isVerbose }: { readonly isVerbose: boolean }): string[] {
  const { run_id, profile, state, started_at, ended_at, duration_ms, ...counts } = report;
  const mark = state === 'done' ? green('✓') : state === 'failed' || state === 'cancelled' ? red('✗') : yellow('!');
  const rate = counts.success_rate === null ? '' : ` · ${percent(counts.success_rate)} of those requested`;
  const shown = counts.failures.slice(0, isVerbose ? undefined : failuresShown);
  return [
    '',
    `  ${mark} ${bold(`refresh ${run_id}`)}  ${profile}  ${ended_at === null ? 'goes on' : state}`,
    `  started  ${instant(started_at)}`,
    `  ended    ${ended_at === null ? 'not yet' : `${instant(ended_at)}, after ${duration(duration_ms)}`}`,
    `  backup   ${counts.backup ?? 'no backup was made before'}`,
    '',
    `  ${counted(counts.total, 'stock')}: ${count(counts.successful)} successful, ${count(counts.failed)} failed${counts.waiting > 0 ? `, ${count(counts.waiting)} waiting` : ''}, ${count(sum(counts.skipped))} skipped${rate}`,
    ...describeSkips(counts.skipped, 'stock').map((line) => `    ${line}`),
    `  ${counted(counts.new_reports, 'new report')} · ${counted(counts.revisions, 'restated figure')} of ${counted(counts.revised_companies, 'company', 'companies')} · ${counted(counts.findings, 'finding')}`,
    '',
    ...table(
      ['source', 'requests', 'received'],
      counts.sources.map(({ source, requests, bytes }) => [source, count(requests), megabytes(bytes)]),
    ),
    ...counts.errors.map(({ code, tasks }) => `  ${red(code)}: ${counted(tasks, 'request')}`),
    ...(shown.length === 0
      ? []
      : [
          '',
          ...table(
            ['not refreshed', 'dataset', 'state', 'why'],
            shown.map((failure) => [failure.ticker, failure.dataset, failure.state, whyOf(failure)]),
          ),
        ]),
    ...(shown.length < counts.failures.length
      ? [`  … and ${counts.failures.length - shown.length} more: --verbose`]
      : []),
    ...(isVerbose ? describeMore(report) : []),
    '',
  ];
}

function describeMore({ datasets, slowest }: RefreshReportView): string[] {
  return [
    '',
    ...table(
      ['dataset', 'run', 'state', 'targets', 'found', 'stored'],
      datasets.map((each) => [
        each.dataset,
        each.run_id,
        each.state,
        count(each.targets),
        count(each.found),
        count(each.created),
      ]),
    ),
    '',
    ...table(
      ['slowest', 'dataset', 'took'],
      slowest.map(({ ticker, dataset, ms }) => [ticker, dataset, duration(ms)]),
    ),
  ];
}

/** Prints the reports of several refreshes, a line each. */
export function printReports(reports: readonly RefreshReportView[]): void {
  if (reports.length === 0) {
    print('  nothing was refreshed yet: "tickermill refresh" does');
    return;
  }
  const rows = reports.map((each) => [
    each.run_id,
    each.profile,
    each.ended_at === null ? 'goes on' : each.state,
    instant(each.started_at),
    duration(each.duration_ms),
    count(each.total),
    count(each.successful),
    count(each.failed),
    count(sum(each.skipped)),
    each.success_rate === null ? '–' : percent(each.success_rate),
    count(each.new_reports),
    count(each.revisions),
  ]);
  const headings = [
    'run',
    'profile',
    'state',
    'started',
    'took',
    'stocks',
    'successful',
    'failed',
    'skipped',
    'rate',
    'new reports',
    'restated',
  ];
  for (const line of table(headings, rows)) print(line);
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, each) => total + each, 0);
const percent = (fraction: number) => `${(fraction * 100).toFixed(1)} %`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const whyOf = ({ code, message }: { readonly code: string | null; readonly message: string | null }) =>
  [code, message].filter((part) => part !== null).join(': ');
