import { MarketDaysRequested, MarketDaysResponse, PassedDay } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { count, counted, green, instant, print, table } from '../terminal.ts';

interface DaysOptions {
  market?: string;
  from?: string;
  to?: string;
  limit?: string;
  json?: boolean;
}

interface FetchOptions {
  from?: string;
  to?: string;
  beginSeries?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** `tickermill market`: whole days of markets, and days on which EDGAR was closed. */
export function marketCommand(): Command {
  const command = new Command('market').description('Whole days of markets, and the lists of the whole market.');
  command
    .command('days')
    .description('Whole days of markets that were stored, the latest first: what each brought, and who is missing.')
    .option('--market <market>', 'of this market, such as us')
    .option('--from <day>', 'from this day on')
    .option('--to <day>', 'up to this day')
    .option('--limit <n>', 'so many at most, 20 if left out')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json, limit = '20', ...query }: DaysOptions) => {
      const days = await findApi().ask('GET', 'market-days', MarketDaysResponse, { query: { ...query, limit } });
      if (json) print(JSON.stringify(days));
      else for (const line of describeDays(days)) print(line);
    });
  command
    .command('fetch')
    .description('Ask for whole days of a market: the last one that is published, or those of a range.')
    .argument('<market>', 'such as us')
    .option('--from <day>', 'from this day on')
    .option('--to <day>', 'up to this day')
    .option('--begin-series', 'instruments of which nothing is stored get a series, as traded')
    .option('--dry-run', 'only say how many requests it takes')
    .option('--json', 'print the answer as JSON')
    .action(async (market: string, { json, dryRun, beginSeries, from, to }: FetchOptions) => {
      const body = { market, from, to, ...(beginSeries ? { begin_series: true } : {}) };
      const asked = await findApi().ask('POST', 'market-days', MarketDaysRequested, {
        body,
        query: dryRun ? { dry_run: 'true' } : {},
      });
      if (json) print(JSON.stringify(asked));
      else
        print(
          `  ${asked.run_id === null ? 'It takes' : `${green('✓')} run ${asked.run_id}:`} ` +
            `${counted(asked.requests, 'request')} at most for ${counted(asked.days, 'session')} of ${market}`,
        );
    });
  command
    .command('pass')
    .description('Pass a filing day that has no index because EDGAR was closed: nothing waits for it any more.')
    .argument('<day>', 'YYYY-MM-DD')
    .option('--json', 'print the answer as JSON')
    .action(async (day: string, { json }: { json?: boolean }) => {
      const passed = await findApi().ask('POST', `market/days/${encodeURIComponent(day)}/pass`, PassedDay);
      if (json) print(JSON.stringify(passed));
      else print(`  ${green('✓')} ${passed.day} is passed; every index is read up to ${passed.watermark}`);
    });
  return command;
}

function describeDays({ items, total }: MarketDaysResponse): string[] {
  if (items.length === 0) return ['  No whole day of a market is stored: each provider of them needs a key.'];
  const rows = items.map(({ market, day, provider, rows: all, missing, read_at, ...each }) => [
    ...[market, day, provider],
    ...[all, each.stored, each.confirmed, each.corrected, each.differing, each.apart, missing.length].map(count),
    instant(read_at),
  ]);
  const columns = ['rows', 'stored', 'confirmed', 'corrected', 'differing', 'apart', 'missing', 'read'];
  const missing = items.flatMap((item) =>
    item.missing.length > 0
      ? [`  missing on ${item.day}: ${item.missing.slice(0, 20).join(', ')}${item.missing.length > 20 ? ', …' : ''}`]
      : [],
  );
  return [
    ...table(['market', 'day', 'provider', ...columns], rows),
    `  ${count(items.length)} of ${count(total)}`,
    ...missing,
  ];
}
