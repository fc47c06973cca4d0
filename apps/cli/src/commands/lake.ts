import { setTimeout as sleep } from 'node:timers/promises';
import { PipelineError } from '@tickermill/core';
import {
  LakeExportRequested,
  LakeExportsResponse,
  type LakeExportView,
  LakeView,
  RunView,
  SchedulesResponse,
  ScheduleView,
} from '@tickermill/core/contracts';
import { Argument, Command } from 'commander';
import { type ApiClient, findApi } from '../api-client.ts';
import { commandHost, setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import { lakeQueryCommand } from '../lake-query.ts';
import {
  bytes,
  count,
  counted,
  duration,
  green,
  instant,
  overwrite,
  print,
  printAside,
  red,
  table,
} from '../terminal.ts';

interface ExportOptions {
  whole?: boolean;
  verify?: boolean;
  json?: boolean;
}

/** `tickermill lake`: what the lake holds; exporting to it. */
export function lakeCommand(): Command {
  const command = new Command('lake')
    .description('The lake of Parquet files: what it holds.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const lake = await findApi().ask('GET', 'lake', LakeView);
      if (json) print(JSON.stringify(lake));
      else for (const line of describe(lake)) print(line);
    });
  command
    .command('export')
    .description('Bring the lake up to date: write the partitions that have changed since.')
    .option('--whole', 'write every file anew')
    .option('--verify', 'look for every file first, and write those that are missing')
    .option('--json', 'print the export as JSON')
    .action(exportNow);
  command.addCommand(lakeQueryCommand());
  command
    .command('nightly')
    .description('Whether the lake is brought up to date after the checks of every night; on and off set it.')
    .addArgument(new Argument('[setting]', 'left out: say how it is set').choices(['on', 'off']))
    .option('--json', 'print the schedule as JSON')
    .action(nightly);
  return command;
}

async function nightly(setting: 'on' | 'off' | undefined, { json }: { json?: boolean }): Promise<void> {
  const api = findApi();
  const { items } = await api.ask('GET', 'scheduler/jobs', SchedulesResponse, { query: { dataset: 'lake' } });
  const [found] = items;
  if (!found)
    throw new PipelineError(
      'NOT_FOUND',
      'There is no schedule of the lake: "tickermill schedules add lake" makes one.',
    );
  const schedule =
    setting === undefined
      ? found
      : await api.ask('PATCH', `scheduler/jobs/${found.id}`, ScheduleView, { body: { enabled: setting === 'on' } });
  if (json) print(JSON.stringify(schedule));
  else
    print(
      schedule.enabled ? `  ${green('✓')} exported after the checks of every night` : '  exported only when you ask',
    );
}

const pollMs = 500;

async function exportNow({ whole, verify, json }: ExportOptions): Promise<void> {
  const api = findApi();
  const query = { ...(whole ? { whole: 'true' } : {}), ...(verify ? { verify: 'true' } : {}) };
  const { run_id } = await api.ask('POST', 'lake/exports', LakeExportRequested, { query });
  const ended = await untilEnded(api, run_id, json ? () => {} : showProgress());
  if (commandHost().stderr.isTTY) overwrite('');
  if (json) print(JSON.stringify(ended));
  else print(`  ${endOf(ended)}`);
  if (ended?.state !== 'done') setExitCode(exitCodes.failed);
}

/** Asks until the run of an export has ended. */
async function untilEnded(
  api: ApiClient,
  run: string,
  show: (latest: LakeExportView) => void,
): Promise<LakeExportView | null> {
  for (;;) {
    const { finished_at } = await api.ask('GET', `runs/${run}`, RunView);
    const { items } = await api.ask('GET', 'lake/exports', LakeExportsResponse, { query: { run, limit: 1 } });
    const [latest = null] = items;
    if (latest) show(latest);
    if (finished_at !== null) return latest;
    await sleep(pollMs);
  }
}

/** A line of progress on the standard error: on a terminal it is written over, in a pipe it comes when a tenth more is done. */
function showProgress(): (latest: LakeExportView) => void {
  let tenths = -1;
  return ({ state, due, written }) => {
    if (state !== 'running' || due === 0) return;
    const line = `  ${count(written)} of ${counted(due, 'partition')} written`;
    const now = Math.floor((written * 10) / due);
    if (commandHost().stderr.isTTY) overwrite(line);
    else if (now > tenths) printAside(line);
    tenths = now;
  };
}

function endOf(ended: LakeExportView | null): string {
  if (ended === null) return `${red('✗')} the export was cancelled before it began`;
  const { state, written, removed, files, rows, bytes: size, target, error_message } = ended;
  if (state !== 'done') return `${red('✗')} ${error_message ?? 'the export was cancelled'}`;
  const took = Date.parse(ended.finished_at ?? ended.started_at) - Date.parse(ended.started_at);
  const gone = removed === 0 ? '' : `, ${count(removed)} removed`;
  return `${green('✓')} ${counted(written, 'partition')} written${gone} in ${duration(took)}; ${target} holds ${counted(files, 'file')}, ${counted(rows, 'row')}, ${bytes(size)}`;
}

const describe = ({ target, last, datasets }: LakeView): string[] => [
  '',
  `  ${target}`,
  `  ${last === null ? 'nothing was exported yet: "tickermill lake export" does it' : `latest export ${instant(last.started_at)}: ${last.state}, ${counted(last.written, 'partition')} written`}`,
  ...(last?.error_message ? [`  ${red(last.error_message)}`] : []),
  ...table(
    ['dataset', 'files', 'symbols', 'rows', 'size', 'from', 'to'],
    datasets.map(({ dataset, files, symbols, rows, bytes: size, first_day, last_day }) => [
      dataset,
      count(files),
      count(symbols),
      count(rows),
      bytes(size),
      first_day ?? '–',
      last_day ?? '–',
    ]),
  ),
  '',
];
