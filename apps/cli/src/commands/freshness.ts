import { DeadlineView, FreshnessResponse, type FreshnessView } from '@tickermill/core/contracts';
import { Command, InvalidArgumentError } from 'commander';
import { findApi } from '../api-client.ts';
import { duration, green, instant, print, table, yellow } from '../terminal.ts';

interface Wanted {
  time?: string;
  zone?: string;
  warning?: number;
  critical?: number;
  percent?: number;
  enable?: boolean;
  disable?: boolean;
  json?: boolean;
}

/** `tickermill freshness`: whether each dataset has its session in time; `freshness deadline`: by when it is to have it. */
export function freshnessCommand(): Command {
  const command = new Command('freshness')
    .description('Whether each dataset has the last session of each exchange, and by how much it is late.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = await findApi().ask('GET', 'freshness', FreshnessResponse);
      if (json) print(JSON.stringify(items));
      else if (items.length === 0) print('  no session is due yet: one counts for what was tracked before it opened');
      else for (const line of table(headings, items.map(toRow))) print(line);
    });
  command
    .command('deadline')
    .description('By when a dataset is to have the session of an exchange; change it.')
    .argument('<dataset>', 'such as daily-prices')
    .argument('<exchange>', 'its MIC, such as XNYS')
    .option('--time <HH:MM>', 'on the day of the session, or on the next where it closes later')
    .option('--zone <zone>', 'the time zone of that, such as America/New_York')
    .option('--warning <minutes>', 'so long after it a miss is a warning', toNumber)
    .option('--critical <minutes>', 'so long after it a miss is critical', toNumber)
    .option('--percent <percent>', 'so much makes a session be there', toNumber)
    .option('--enable', 'judge it')
    .option('--disable', 'judge it no more')
    .option('--json', 'print the answer as JSON')
    .action(async (dataset: string, exchange: string, { time, warning, critical, json, ...wanted }: Wanted) => {
      const { zone, percent, enable, disable } = wanted;
      const body = {
        wall_time: time,
        zone,
        percent,
        warning_minutes: warning,
        critical_minutes: critical,
        enabled: enable ? true : disable ? false : undefined,
      };
      const place = `deadlines/${encodeURIComponent(dataset)}/${encodeURIComponent(exchange.toUpperCase())}`;
      const deadline = await findApi().ask('PATCH', place, DeadlineView, { body });
      if (json) print(JSON.stringify(deadline));
      else
        print(
          `  ${green('✓')} ${deadline.dataset} of ${deadline.exchange}: by ${deadline.wall_time} ${deadline.zone}${deadline.enabled ? '' : ', not judged'}`,
        );
    });
  return command;
}

function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It must be a number.');
  return number;
}

const headings = ['dataset', 'exchange', 'last session', 'due', 'deadline', 'there', 'state'];
const toRow = (each: FreshnessView): string[] => [
  each.dataset,
  each.exchange,
  each.session ?? 'none yet',
  each.due_session,
  instant(each.deadline),
  `${Math.floor(each.percent)} %`,
  describeState(each),
];

function describeState({ state, late_minutes }: FreshnessView): string {
  if (state === 'ready') return green('on time');
  if (state === 'waiting') return 'waiting';
  return yellow(`late by ${duration(late_minutes * 60_000)}`);
}
