import { CoverageResponse, type CoverageView, type DayRange } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { bold, count, counted, green, instant, print, table, yellow } from '../terminal.ts';

/** `tickermill coverage`: what is stored of a ticker, and what is missing. */
export function coverageCommand(): Command {
  return new Command('coverage')
    .description('What is stored of a ticker, and what is missing by the calendar of its exchange.')
    .argument('<ticker>', 'such as AAPL or BRK.B')
    .option('--dataset <dataset>', 'only daily-prices')
    .option('--json', 'print the answer as JSON')
    .action(async (ticker: string, { dataset, json }: { dataset?: string; json?: boolean }) => {
      const path = `coverage/${encodeURIComponent(ticker)}`;
      const coverage = await findApi().ask('GET', path, CoverageResponse, { query: { dataset } });
      if (json) print(JSON.stringify(coverage));
      else for (const line of coverage.items.flatMap(describe)) print(line);
    });
}

function describe({ dataset, exchange, first_day, last_settled, sessions, ...item }: CoverageView): string[] {
  const { due, covered, absent, missing } = sessions;
  const whole = `${count(covered)} of ${counted(due, 'session')} covered`;
  const since = first_day === null ? 'nothing is stored' : `from ${first_day} to ${last_settled}`;
  const rows = [
    ...rowsOf('covered', item.covered),
    ...item.gaps.map(({ from, to, sessions: gap }) => ['missing', from, to, count(gap)]),
    ...rowsOf('absent', item.absent),
    ...rowsOf('stopgap', item.stopgap),
    ...rowsOf('provisional', item.provisional),
  ];
  const findings = item.findings.map(({ what, day, provider, times }) => [what, day ?? '', provider, count(times)]);
  return [
    '',
    `  ${bold(dataset)}  ${missing === 0 ? green(whole) : yellow(whole)}, ${count(absent)} known to be absent, ${count(missing)} missing`,
    `  ${since}, by the calendar of ${exchange ?? 'New York, as that of its exchange is not known'}`,
    ...(item.mistrusted_at === null ? [] : [`  doubted since ${instant(item.mistrusted_at)}, to be fetched whole`]),
    ...(rows.length === 0 ? [] : ['', ...table(['', 'from', 'to', 'sessions'], rows)]),
    ...(item.findings.length === 0 ? [] : ['', ...table(['odd in answers', 'day', 'from', 'times'], findings)]),
    '',
  ];
}

const rowsOf = (name: string, ranges: readonly DayRange[]) => ranges.map(({ from, to }) => [name, from, to, '']);
