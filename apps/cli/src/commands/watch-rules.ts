import {
  WatchMatchesResponse,
  type WatchMatchView,
  WatchRulesResponse,
  WatchRuleView,
} from '@tickermill/core/contracts';
import { Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { findApi } from '../api-client.ts';
import { count, dim, green, print, table } from '../terminal.ts';

interface Wanted {
  tickers?: string[];
  watchlist?: string;
  codes?: string[];
  minValue?: string;
  table?: string;
  roles?: string[];
  cluster?: { insiders: number; days: number };
  json?: boolean;
}

/** `tickermill watch-rules`: notifications of filings, and what matched. */
export function watchRulesCommand(): Command {
  const command = new Command('watch-rules')
    .description(
      'What you want to be notified of: trades of insiders, by company, code, value, role, or several in a few days.',
    )
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = await findApi().ask('GET', 'watch-rules', WatchRulesResponse);
      if (json) print(JSON.stringify(items));
      else if (items.length === 0) print(dim('  there are none: tickermill watch-rules add --help'));
      else for (const line of table(headings, items.map(toRow))) print(line);
    });
  command
    .command('add')
    .description('Write a rule. What is not named leaves nothing out.')
    .option('--tickers <tickers>', 'of these companies: AAPL,MSFT', toList)
    .option('--watchlist <name>', 'of the companies on this watchlist')
    .option(
      '--table <table>',
      'trades of non-derivative, derivative, or all summed together; by default shares are summed',
    )
    .option('--codes <codes>', 'trades of these codes: P is a purchase, S a sale', toList)
    .option('--min-value <usd>', 'what these trades of one filing come to at least')
    .option('--roles <roles>', 'of a director, officer, ten-percent-owner or other', toList)
    .option('--cluster <insiders/days>', 'so many insiders within so many days: 3/10', toCluster)
    .option('--json', 'print the answer as JSON')
    .action(async ({ minValue, json, ...named }: Wanted) => {
      const body = { ...named, ...(minValue === undefined ? {} : { min_value: minValue }) };
      const rule = await findApi().ask('POST', 'watch-rules', WatchRuleView, { body });
      if (json) print(JSON.stringify(rule));
      else for (const line of table(headings, [toRow(rule)])) print(line);
    });
  command
    .command('matches')
    .description('The filings that a rule has matched, the latest first.')
    .argument('<rule>', 'the number that "tickermill watch-rules" shows')
    .option('--limit <number>', 'at most so many (50)')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, { limit, json }: { limit?: string; json?: boolean }) => {
      const { items } = await findApi().ask('GET', `${place(id)}/matches`, WatchMatchesResponse, { query: { limit } });
      if (json) print(JSON.stringify(items));
      else if (items.length === 0) print(dim('  there are none'));
      else for (const line of table(matchHeadings, items.map(toMatchRow))) print(line);
    });
  command
    .command('remove')
    .description('Delete a rule with its matches.')
    .argument('<rule>', 'the number that "tickermill watch-rules" shows')
    .option('--json', 'print the answer as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      await findApi().ask('DELETE', place(id), z.null());
      print(json ? JSON.stringify({ removed: id }) : `  ${green('✓')} rule ${id} is removed`);
    });
  return command;
}

const place = (id: string) => `watch-rules/${encodeURIComponent(id)}`;
const toList = (text: string) => text.split(',').map((each) => each.trim());

function toCluster(text: string): { insiders: number; days: number } {
  const match = /^(\d{1,3})\/(\d{1,3})$/.exec(text.trim());
  if (!match) throw new InvalidArgumentError('such as 3/10: three insiders within ten days.');
  return { insiders: Number(match[1]), days: Number(match[2]) };
}

const headings = ['rule', 'companies', 'codes', 'at least (USD)', 'roles', 'cluster', 'matches'];

function toRow({ id, tickers, watchlist, codes, min_value, roles, cluster, matches }: WatchRuleView): string[] {
  const companies = tickers?.join(', ') ?? (watchlist === null ? 'all' : `on ${watchlist}`);
  const within = cluster ? `${cluster.insiders} in ${cluster.days} days` : '–';
  return [
    id,
    companies,
    codes?.join(', ') ?? 'any',
    min_value ?? '–',
    roles?.join(', ') ?? 'any',
    within,
    count(matches),
  ];
}

const matchHeadings = ['filed on', 'accession', 'company', 'insider', 'trades', 'value (USD)', 'insiders'];

function toMatchRow({ filed_on, accession, issuer, owners, trades, value, insiders }: WatchMatchView): string[] {
  const who = owners.map(({ name, cik }) => name ?? cik).join(', ');
  return [
    filed_on,
    accession,
    issuer.symbol ?? issuer.name ?? issuer.cik,
    who,
    count(trades),
    value ?? '–',
    count(insiders),
  ];
}
