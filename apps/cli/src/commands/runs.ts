import {
  RunNightsResponse,
  RunsResponse,
  RunTimelineView,
  RunView,
  TargetsResponse,
  type TargetView,
} from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import { runHeadings, toRunRow } from '../run-rows.ts';
import { describeSkips } from '../skip-reasons.ts';
import { bold, count, counted, dim, duration, instant, print, table } from '../terminal.ts';

interface ListOptions {
  dataset?: string;
  trigger?: string;
  state?: string;
  ticker?: string;
  limit?: string;
  json?: boolean;
}

const targetsShown = '200';

/** `tickermill runs`: the latest runs, one of them with its targets, and an operator's hold on them. */
export function runsCommand(): Command {
  const runs = new Command('runs')
    .description('The latest runs; with a number that run, its targets and its report.')
    .argument('[run]', 'the number of one')
    .option('--dataset <dataset>', 'only runs of this dataset')
    .option('--trigger <trigger>', 'only schedule, late, manual, backfill, retry or tracked runs')
    .option('--state <state>', 'only planning, running, done, partial, failed or cancelled runs')
    .option('--ticker <ticker>', 'only runs of this ticker')
    .option('--limit <number>', 'at most so many runs, or targets')
    .option('--json', 'print the answer as JSON')
    .action((id: string | undefined, options: ListOptions) => (id === undefined ? list(options) : show(id, options)));
  runs
    .command('nights')
    .description('How the runs of each dataset went, night by night, the latest first.')
    .option('--days <number>', 'so many nights (14)')
    .option('--json', 'print the answer as JSON')
    .action(async ({ days, json }: { days?: string; json?: boolean }) => {
      const answer = await findApi().ask('GET', 'runs/nights', RunNightsResponse, { query: { days } });
      if (json) return print(JSON.stringify(answer));
      const rows = answer.items.map(({ night, dataset, states, worst }) => [
        night,
        dataset,
        Object.entries(states)
          .map(([state, n]) => `${n} ${state}`)
          .join(', '),
        worst.run_id,
      ]);
      for (const line of table(['night', 'dataset', 'runs', 'the worst'], rows)) print(line);
    });
  runs
    .command('timeline')
    .description('How a run went by time, with its pauses, and the run before it.')
    .argument('<run>', 'the number that "tickermill runs" shows')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const answer = await findApi().ask('GET', `runs/${encodeURIComponent(id)}/timeline`, RunTimelineView);
      if (json) return print(JSON.stringify(answer));
      const rows = answer.phases.map(({ kind, from, to, requests, failed, sources }) => [
        kind,
        instant(from),
        to === null ? 'goes on' : duration(Date.parse(to) - Date.parse(from)),
        kind === 'requests' ? count(requests) : '',
        failed === 0 ? '' : count(failed),
        sources.join(', '),
      ]);
      for (const line of table(['phase', 'from', 'took', 'requests', 'failed', 'sources'], rows)) print(line);
      if (answer.before) for (const line of table(runHeadings, [toRunRow(answer.before)])) print(line);
    });
  const does = { cancel: 'Call a run off', pause: 'Have a run wait', resume: 'Let a paused run go on' } as const;
  for (const [action, description] of Object.entries(does)) {
    runs
      .command(action)
      .description(`${description}. What is on its way to the source may end.`)
      .argument('<run>', 'the number that "tickermill runs" shows')
      .option('--json', 'print the answer as JSON')
      .action(async (id: string, { json: isJson }: { json?: boolean }) => {
        const run = await findApi().ask('POST', `runs/${encodeURIComponent(id)}/${action}`, RunView);
        if (isJson) return print(JSON.stringify(run));
        const how = run.paused ? ', paused' : run.ending ? `, to be ${run.ending}` : '';
        print(`  run ${run.id} is ${run.state}${how}`);
      });
  }
  return runs;
}

async function list({ json, limit = '20', dataset, trigger, state, ticker }: ListOptions): Promise<void> {
  const query = { dataset, trigger, state, ticker: ticker?.toUpperCase(), limit };
  const { items } = await findApi().ask('GET', 'runs', RunsResponse, { query });
  if (json) print(JSON.stringify(items));
  else if (items.length === 0) print(dim('  there are none'));
  else for (const line of table(runHeadings, items.map(toRunRow))) print(line);
}

async function show(id: string, { json, limit = targetsShown }: ListOptions): Promise<void> {
  const api = findApi();
  const path = `runs/${encodeURIComponent(id)}`;
  const run = await api.ask('GET', path, RunView);
  const { items: targets } = await api.ask('GET', `${path}/targets`, TargetsResponse, { query: { limit } });
  if (json) print(JSON.stringify({ ...run, targets_shown: targets }));
  else for (const line of describe(run, targets)) print(line);
  if (run.state === 'failed') setExitCode(exitCodes.failed);
}

function describe({ id, dataset, trigger, state, report, ...run }: RunView, targets: readonly TargetView[]): string[] {
  const about = [
    `${trigger}${run.retry_of ? ` of run ${run.retry_of}` : ''}`,
    run.paused ? 'paused' : '',
    run.ending ?? '',
  ];
  const states = Object.entries(report.targets_by_state).map(([of, n]) => `${n} ${of}`);
  return [
    '',
    `  ${bold(`run ${id}`)}  ${dataset}  ${about.filter(Boolean).join(', ')}  ${bold(state)}`,
    `  began ${instant(run.created_at)}, took ${duration(report.duration_ms)}`,
    `  ${counted(report.targets, 'target')}: ${states.join(', ')}`,
    `  ${counted(report.requests, 'request')} · ${count(report.found)} found · ${count(report.created)} created · ${counted(report.retried, 'task')} tried again`,
    ...describeSkips(report.skipped).map((line) => `  ${line}`),
    ...report.errors.map(({ code, tasks }) => `  ${code}: ${counted(tasks, 'task')}`),
    '',
    ...table(['target', 'tickers', 'state', 'found', 'created', 'why'], targets.map(toTargetRow)),
    ...(targets.length < report.targets ? [`  … and ${report.targets - targets.length} more: --limit`] : []),
    '',
  ];
}

function toTargetRow({ target, tickers, state, found, created, ...row }: TargetView): string[] {
  const joined = row.joined_run ? ` (run ${row.joined_run})` : '';
  const why = row.skip_reason
    ? `${row.skip_reason}${joined}`
    : row.error_code
      ? `${row.error_code}: ${row.error_message}`
      : '';
  return [target, tickers.join(', '), state, count(found), count(created), why];
}
