import { OutcomesResponse, SchedulerStatus, SchedulesResponse, ScheduleView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { z } from 'zod';
import { findApi } from '../api-client.ts';
import { type PauseOptions, toPause, withPauseOptions } from '../pause-options.ts';
import { count, counted, dim, green, print, table, yellow } from '../terminal.ts';

interface ListOptions {
  tickers?: boolean;
  dataset?: string;
  ticker?: string;
  limit?: string;
  json?: boolean;
}

interface SetOptions {
  cron?: string;
  zone?: string;
  after?: string;
  notBefore?: string;
  daysBack?: string;
  maxFilings?: string;
  enable?: boolean;
  disable?: boolean;
  json?: boolean;
}

/** `tickermill schedules`: when datasets are requested; adding, changing and removing; stopping and starting all. */
export function schedulesCommand(): Command {
  const command = new Command('schedules')
    .description('When each dataset is requested, and when next.')
    .option('--dataset <dataset>', 'only of this dataset')
    .option('--ticker <ticker>', 'only of this ticker')
    .option('--tickers', 'also each ticker that follows the schedule of its group')
    .option('--limit <number>', 'at most so many (50)')
    .option('--json', 'print the answer as JSON')
    .action(list);
  command.addCommand(
    meant(new Command('add'))
      .description('Write a schedule for a dataset, or give a tracked ticker its own.')
      .argument('<dataset>', 'such as insider-trades or daily-prices')
      .argument('[ticker]', 'a tracked ticker')
      .action(async (dataset: string, ticker: string | undefined, options: SetOptions) => {
        const body = { dataset, ticker, ...toBody(options) };
        printSchedule(await findApi().ask('POST', 'scheduler/jobs', ScheduleView, { body }), options);
      }),
  );
  command.addCommand(
    meant(new Command('set'))
      .description('Change a schedule; a ticker that followed its group has its own from then on.')
      .argument('<id>', 'the number that "tickermill schedules" shows')
      .action(async (id: string, options: SetOptions) => {
        const body = toBody(options);
        printSchedule(await findApi().ask('PATCH', place(id), ScheduleView, { body }), options);
      }),
  );
  command.addCommand(
    new Command('remove')
      .description("Delete a schedule; a ticker's own goes back to what its group means.")
      .argument('<id>', 'the number that "tickermill schedules" shows')
      .option('--json', 'print the answer as JSON')
      .action(async (id: string, { json }: { json?: boolean }) => {
        await findApi().ask('DELETE', place(id), z.null());
        print(json ? JSON.stringify({ removed: id }) : `  ${green('✓')} schedule ${id} is removed`);
      }),
  );
  command.addCommand(
    new Command('outcomes')
      .description('What became of the last slots of each.')
      .option('--last <number>', 'so many slots of each (7)')
      .option('--json', 'print the answer as JSON')
      .action(async ({ last, json }: { last?: string; json?: boolean }) => {
        const { items } = await findApi().ask('GET', 'scheduler/outcomes', OutcomesResponse, { query: { last } });
        if (json) return print(JSON.stringify(items));
        const rows = items.map(({ schedule_id, dataset, ticker, outcomes }) => [
          schedule_id,
          ticker === null ? dataset : `${dataset} of ${ticker}`,
          outcomes
            .map(({ state, skip_reason }) => (skip_reason === null ? state : `skipped: ${skip_reason}`))
            .join(', '),
        ]);
        for (const line of table(['id', 'dataset', 'slots'], rows)) print(line);
      }),
  );
  for (const action of ['pause', 'resume'] as const) {
    const each = new Command(action)
      .description(
        action === 'pause'
          ? 'Skip the slots of a schedule until then, or until resumed.'
          : 'End the pause of a schedule.',
      )
      .argument('<id>', 'the number that "tickermill schedules" shows');
    if (action === 'pause') withPauseOptions(each);
    each
      .option('--json', 'print the answer as JSON')
      .action(async (id: string, { json, ...pause }: { json?: boolean } & PauseOptions) => {
        const body = action === 'pause' ? toPause(pause) : undefined;
        const schedule = await findApi().ask('POST', `${place(id)}/${action}`, ScheduleView, { body });
        printSchedule(schedule, json ? { json } : {});
      });
    command.addCommand(each);
  }
  command.addCommand(
    new Command('start')
      .description('Let all schedules fall due again. What they left out is not made up for.')
      .option('--json', 'print the answer as JSON')
      .action(({ json }: { json?: boolean }) => control('start', undefined, json)),
  );
  command.addCommand(
    new Command('stop')
      .description('Let no schedule ask for anything, until it is started again.')
      .option('--reason <text>', 'why, as everybody reads it')
      .option('--json', 'print the answer as JSON')
      .action(({ json, reason }: { json?: boolean; reason?: string }) => control('stop', { reason }, json)),
  );
  return command;
}

async function control(name: 'start' | 'stop', body: object | undefined, json: boolean | undefined): Promise<void> {
  const scheduler = await findApi().ask('POST', `scheduler/${name}`, SchedulerStatus, { body });
  const { running } = scheduler;
  if (json) return print(JSON.stringify(scheduler));
  print(`  ${running ? green('✓ the schedules run') : yellow('! the schedules are stopped')}`);
}

const place = (id: string) => `scheduler/jobs/${encodeURIComponent(id)}`;

const meant = (command: Command) =>
  command
    .option('--cron <expression>', 'minute, hour, day, month, weekday: "0 3,9,15,21 * * *"')
    .option('--zone <zone>', 'its time zone (UTC)')
    .option('--after <id>', 'follow this schedule in place of a cron expression')
    .option('--not-before <time>', 'follow no earlier than this time of day, HH:MM')
    .option('--days-back <days>', 'how far back each run looks')
    .option('--max-filings <number>', 'at most so many filings that are not stored yet')
    .option('--enable', 'let it fall due')
    .option('--disable', 'let it not fall due')
    .option('--json', 'print the answer as JSON');

function toBody(options: SetOptions): Record<string, unknown> {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const params = { days_back: number(options.daysBack), max_filings: number(options.maxFilings) };
  return {
    cron: options.cron,
    zone: options.zone,
    after: options.after,
    not_before: options.notBefore,
    ...(Object.values(params).some((value) => value !== undefined) ? { params } : {}),
    ...(options.enable ? { enabled: true } : options.disable ? { enabled: false } : {}),
  };
}

async function list({ json, tickers = false, ...named }: ListOptions): Promise<void> {
  const api = findApi();
  const query = { ...named, own: !tickers && named.ticker === undefined };
  const schedules = await api.ask('GET', 'scheduler/jobs', SchedulesResponse, { query });
  if (json) {
    print(JSON.stringify(schedules));
    return;
  }
  const { running } = await api.ask('GET', 'scheduler/status', SchedulerStatus);
  print();
  if (!running) print(`  ${yellow('stopped: nothing falls due until "tickermill schedules start"')}\n`);
  const { items, total } = schedules;
  for (const line of table(['id', 'dataset', 'of', 'when', 'zone', 'next run (UTC)'], items.map(toRow))) print(line);
  if (total > items.length) print(dim(`  … ${count(items.length)} of ${counted(total, 'schedule')}`));
  print();
}

function toRow({
  id,
  dataset,
  kind,
  ticker,
  tickers,
  cron,
  after,
  not_before,
  zone,
  enabled,
  next_run,
  paused_at,
  pause_until,
}: ScheduleView) {
  const of = kind === 'group' ? counted(tickers ?? 0, 'ticker') : (ticker ?? 'the market');
  const when = cron ?? `after ${after}${not_before === null ? '' : `, not before ${not_before}`}`;
  const next =
    paused_at !== null
      ? `paused${pause_until === null ? '' : ` until ${pause_until.slice(0, 16).replace('T', ' ')}`}`
      : enabled
        ? (next_run?.slice(0, 16).replace('T', ' ') ?? '–')
        : 'disabled';
  return [id, dataset, of, when, zone, next];
}

function printSchedule(schedule: ScheduleView, { json }: SetOptions): void {
  if (json) {
    print(JSON.stringify(schedule));
    return;
  }
  const [, row = ''] = table(['id', 'dataset', 'of', 'when', 'zone', 'next run (UTC)'], [toRow(schedule)]);
  print(`  ${green('✓')}${row}`);
}
