import { paceText } from '@tickermill/core';
import { StatusResponse, SummaryView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { describeDatasets } from '../describe-dataset.ts';
import { runHeadings, toRunRow } from '../run-rows.ts';
import { bold, count, counted, green, instant, print, red, table, wrapped, yellow } from '../terminal.ts';

/** `tickermill status`: what is stored, the sources, the latest runs. */
export function statusCommand(): Command {
  return new Command('status')
    .description('What is stored, how the sources are, and the latest runs.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const api = findApi();
      const [status, summary] = await Promise.all([
        api.ask('GET', 'status', StatusResponse),
        api.ask('GET', 'summary', SummaryView),
      ]);
      if (json) print(JSON.stringify({ ...status, summary }));
      else for (const line of describe(status, summary, api.url)) print(line);
    });
}

function describe(
  { mode, version, tracked_tickers, datasets, market, maintenance, workers, sources, runs, ...status }: StatusResponse,
  summary: SummaryView,
  url: string,
): string[] {
  const marked = mode === 'sandbox' ? `  ${yellow('sandbox data: invented values')}` : '';
  return [
    '',
    `  ${bold('Tickermill')} ${version}  ${url}${marked}`,
    '',
    `  ${counted(tracked_tickers, 'ticker')} tracked`,
    ...describeDatasets(datasets).map((line) => `  ${line}`),
    `  ${describeMarket(market)}`,
    ...describeMaintenance(maintenance),
    ...describeMachines(workers),
    ...describeAlerts(status.alerts, mode),
    ...describeRefused(status.refused_listings),
    ...describeDeadLetters(status.dead_letters),
    ...describeSummary(summary),
    '',
    ...table(
      ['source', 'state', 'pace', 'requests', 'waiting', 'queued', 'running'],
      sources.map((source) => [
        source.source,
        source.quiet_until ? `${source.state} until ${source.quiet_until.slice(11, 19)} UTC` : source.state,
        paceText({ requests: source.pace_per_second, perMs: 1_000 }),
        ...[source.requests, source.waiting, source.queued, source.running].map(count),
      ]),
    ),
    ...sources.flatMap(({ source, quiet_until, quiet_reason }) =>
      quiet_until && quiet_reason ? wrapped(`${source}: ${quiet_reason}`, 110).map((line) => `  ${yellow(line)}`) : [],
    ),
    '',
    ...table(runHeadings, runs.map(toRunRow)),
    '',
  ];
}

const figureNames: Readonly<Record<SummaryView['figures'][number]['name'], string>> = {
  active: 'active',
  new_30d: 'new in 30 days',
  delisted_30d: 'delisted in 30 days',
  lagging: 'over 2 sessions behind',
  missing_dates: 'with missing sessions',
  fetch_errors: 'fetch errors in 24 hours',
  price_jumps_7d: 'price jumps in 7 days',
};
const paints = { green, yellow, red };

/** The seven figures of the day in a line, each with its share and in its colour; empty before the first ticker. */
function describeSummary({ universe, figures }: SummaryView): string[] {
  if (universe === 0) return [];
  const texts = figures.map(({ name, count: number, share, colour }) =>
    paints[colour](`${count(number)} ${figureNames[name]} (${share.toFixed(1)} %)`),
  );
  return [`  quality: ${texts.slice(0, 4).join(' · ')}`, `           ${texts.slice(4).join(' · ')}`];
}

/** `every index up to 2026-11-19 is read, the last final day; polls of the feed overlap up to 20:10:00 UTC`. */
function describeMarket({ watermark, last_final_day, overdue, feed, covered }: StatusResponse['market']): string {
  const index = watermark === null ? 'no index is read yet' : `every index up to ${watermark} is read`;
  const behind = watermark !== null && watermark < last_final_day ? `, final is ${last_final_day}` : '';
  const late = overdue.length > 0 ? yellow(` · overdue: ${overdue.join(', ')}`) : '';
  const polled = feed === null ? '' : ` · feed read up to ${instant(feed.to)}`;
  return `${index}${behind}${late}${polled}${covered ? ' · nothing missed' : ''}`;
}

/** Empty while all chores are healthy; else a line for each chore in trouble. */
function describeMaintenance(chores: StatusResponse['maintenance']): string[] {
  const late = chores.filter(({ state }) => state === 'late');
  const failing = chores.filter(({ state }) => state === 'failing');
  return [
    ...(late.length > 0 ? [yellow(`  maintenance is late: ${late.map(({ name }) => name).join(', ')}`)] : []),
    ...failing.map(({ name, failures, last_error: error }) =>
      yellow(`  maintenance ${name} has failed ${counted(failures, 'time')} in a row: ${error}`),
    ),
  ];
}

/** Empty while every list was read as it should be; else of each that was not, of which exchanges, why and what to do. */
const describeRefused = (refused: StatusResponse['refused_listings']): string[] =>
  refused.flatMap(({ listing, exchanges, message }) =>
    wrapped(`list ${listing} (${exchanges.join(', ')}): ${message}`, 110).map((line) => `  ${yellow(line)}`),
  );

/** Empty while nothing is wrong and every channel has taken a message; in live use it is told that there is none. */
function describeAlerts({ open, channels }: StatusResponse['alerts'], mode: StatusResponse['mode']): string[] {
  const counts = (['critical', 'warning', 'info'] as const).filter((severity) => open[severity] > 0);
  const wrong = counts.map((severity) => `${count(open[severity])} ${severity}`).join(', ');
  const paint = open.critical > 0 ? red : yellow;
  return [
    ...(wrong === '' ? [] : [paint(`  alerts open: ${wrong}; see "tickermill alerts"`)]),
    ...channels.flatMap(({ name, kind, state, last_error, queued }) => {
      const waits = queued > 0 ? `; ${counted(queued, 'message')} ${queued === 1 ? 'waits' : 'wait'}` : '';
      if (state === 'failing')
        return [
          red(`  alerts do not reach ${name} (${kind}): ${last_error}${waits}; try "tickermill alert test ${name}"`),
        ];
      if (state === 'untested')
        return [yellow(`  ${name} (${kind}) was never sent an alert: try "tickermill alert test ${name}"`)];
      return [];
    }),
    ...(mode === 'live' && channels.every(({ state }) => state === 'disabled')
      ? [yellow('  nobody is told what goes wrong: "tickermill alert add NAME KIND" adds a channel of alerts')]
      : []),
  ];
}

/** Empty while there is none. */
const describeDeadLetters = (letters: number): string[] =>
  letters > 0 ? [`  ${counted(letters, 'dead letter')}; see "tickermill dead-letters"`] : [];

/** Empty while the clocks and disks of all workers are well. */
const describeMachines = (workers: StatusResponse['workers']): string[] =>
  workers.flatMap(({ worker, clock_ahead_ms: ahead, clock_wrong_since, disk_low_since, ...disk }) => [
    ...(clock_wrong_since
      ? [
          yellow(
            `  the clock of ${worker} is ${count(Math.round(Math.abs(ahead) / 1_000))} s ${ahead > 0 ? 'ahead of' : 'behind'} Postgres: it takes no ticks`,
          ),
        ]
      : []),
    ...(disk_low_since
      ? [
          yellow(
            `  the disk of ${worker} has ${((100 * disk.disk_free_bytes) / Math.max(1, disk.disk_total_bytes)).toFixed(1)} % free: all sources are paused until there is more`,
          ),
        ]
      : []),
  ]);
