import { earliestBackfillDay } from '@tickermill/core';
import { CoverageResponse, type CoverageView, CoverageYearsResponse, type DayRange } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { bold, count, counted, green, instant, print, table, yellow } from '../terminal.ts';

/** `tickermill coverage`: what is stored of a ticker, and what is missing. */
export function coverageCommand(): Command {
  const coverage = new Command('coverage')
    .description('What is stored of a ticker, and what is missing by the calendar of its exchange.')
    .argument('<ticker>', 'such as AAPL or BRK.B')
    .option('--dataset <dataset>', 'only daily-prices')
    .option('--json', 'print the answer as JSON')
    .action(async (ticker: string, { dataset, json }: { dataset?: string; json?: boolean }) => {
      const path = `coverage/${encodeURIComponent(ticker)}`;
      const coverage = await findApi().ask('GET', path, CoverageResponse, { query: { dataset } });
      if (json) print(JSON.stringify(coverage));
      else for (const line of coverage.items.flatMap((item) => describe(item, coverage.ticker))) print(line);
    });
  coverage
    .command('years')
    .description('What is stored of each of the last years over all listed instruments, and what is missing.')
    .option('--years <number>', 'so many years (10)')
    .option('--json', 'print the answer as JSON')
    .action(async ({ years, json }: { years?: string; json?: boolean }) => {
      const { items } = await findApi().ask('GET', 'coverage', CoverageYearsResponse, { query: { years } });
      if (json) return print(JSON.stringify(items));
      const rows = items.map(({ dataset, year, instruments, incomplete, due, missing }) => [
        dataset,
        String(year),
        count(instruments),
        count(incomplete),
        count(due - missing),
        count(missing),
      ]);
      for (const line of table(['dataset', 'year', 'instruments', 'incomplete', 'sessions', 'missing'], rows))
        print(line);
    });
  return coverage;
}

function describe(
  { dataset, exchange, first_day, last_settled, sessions, ...item }: CoverageView,
  ticker: string,
): string[] {
  const { covered, absent } = sessions;
  // What lies before the first stored session was never requested; only a gap behind it is missing.
  const [firstCovered] = item.covered.map(({ from }) => from).sort();
  const isEarlier = ({ to }: DayRange) => firstCovered === undefined || to < firstCovered;
  const sumOf = (gaps: typeof item.gaps) => gaps.reduce((sum, { sessions: gap }) => sum + gap, 0);
  const earlier = item.gaps.filter(isEarlier);
  const missing = sumOf(item.gaps) - sumOf(earlier);
  const due = sessions.due - sumOf(earlier);
  const whole = `${count(covered)} of ${counted(due, 'session')} covered`;
  const since = firstCovered === undefined ? 'nothing is stored' : `from ${firstCovered} to ${last_settled}`;
  const begin = earlier[0]?.from ?? first_day ?? earliestBackfillDay;
  const from = begin < earliestBackfillDay ? earliestBackfillDay : begin;
  const rows = [
    ...rowsOf('covered', item.covered),
    ...item.gaps.map((gap) => [
      isEarlier(gap) ? 'not requested yet' : 'missing',
      gap.from,
      gap.to,
      count(gap.sessions),
    ]),
    ...rowsOf('absent', item.absent),
    ...rowsOf('stopgap', item.stopgap),
    ...rowsOf('provisional', item.provisional),
  ];
  const findings = item.findings.map(({ what, day, provider, times }) => [what, day ?? '', provider, count(times)]);
  return [
    '',
    `  ${bold(dataset)}  ${missing === 0 ? green(whole) : yellow(whole)}, ${count(absent)} known to be absent, ${count(missing)} missing`,
    `  ${since}, by the calendar of ${exchange ?? 'New York, as that of its exchange is not known'}`,
    ...(earlier.length === 0
      ? []
      : [
          `  ${counted(sumOf(earlier), 'earlier session')} not requested yet: "tickermill backfill ${dataset} ${ticker} --from ${from}"`,
        ]),
    ...(item.mistrusted_at === null ? [] : [`  doubted since ${instant(item.mistrusted_at)}, to be fetched whole`]),
    ...(rows.length === 0 ? [] : ['', ...table(['', 'from', 'to', 'sessions'], rows)]),
    ...(item.findings.length === 0 ? [] : ['', ...table(['odd in answers', 'day', 'from', 'times'], findings)]),
    '',
  ];
}

const rowsOf = (name: string, ranges: readonly DayRange[]) => ranges.map(({ from, to }) => [name, from, to, '']);
