import { readFile } from 'node:fs/promises';
import { PipelineError } from '@tickermill/core';
import {
  PortfolioDetail,
  PortfolioHistoryResponse,
  PortfoliosResponse,
  PortfolioTradesResponse,
  PortfolioTradeView,
  PortfolioView,
  TradeImportView,
} from '@tickermill/core/contracts';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { findApi } from '../api-client.ts';
import { writeBody } from '../download.ts';
import { detailLines, historyLines, lotLines, portfolioLines, tradeLines } from '../portfolios.ts';
import { counted, dim, green, print } from '../terminal.ts';

interface Json {
  json?: boolean;
}

const asJson = ['--json', 'print the answer as JSON'] as const;
const place = (name: string, ...more: string[]) => ['portfolios', name, ...more].map(encodeURIComponent).join('/');

/** `tickermill portfolio`: trades that you record, valued by the stored prices. */
export function portfolioCommand(): Command {
  const command = new Command('portfolio')
    .description('Portfolios: what you hold, what it is worth, and how that came to be.')
    // With their arguments the commands would leave no room for what they do.
    .configureHelp({ subcommandTerm: (each) => each.name() })
    .option(...asJson)
    .action(showAll);
  command
    .command('list')
    .description('Every portfolio with its last snapshot.')
    .option(...asJson)
    .action(showAll);
  withSettings(command.command('create'), 'USD', 'fifo')
    .description('Make a portfolio.')
    .argument('<name>', 'its name')
    .option(...asJson)
    .action(async (name: string, { json, ...settings }: Settings & Json) => {
      const made = await findApi().ask('POST', 'portfolios', PortfolioView, { body: { name, ...settings } });
      print(json ? JSON.stringify(made) : `  ${green('✓')} ${made.name} is kept in ${made.currency}`);
    });
  withSettings(command.command('change'))
    .description('Rename a portfolio, or value it otherwise: its history is made anew.')
    .argument('<name>', 'its name')
    .option('--name <name>', 'its new name')
    .option(...asJson)
    .action(async (name: string, { json, ...settings }: Settings & Json) => {
      const changed = await findApi().ask('PATCH', place(name), PortfolioView, { body: settings });
      print(json ? JSON.stringify(changed) : `  ${green('✓')} ${changed.name}, ${changed.currency}, ${changed.method}`);
    });
  command
    .command('remove')
    .description('Delete a portfolio with its trades and its history.')
    .argument('<name>', 'its name')
    .option(...asJson)
    .action(async (name: string, { json }: Json) => {
      await findApi().ask('DELETE', place(name), z.null());
      print(json ? JSON.stringify({ removed: name }) : `  ${green('✓')} ${name} is removed`);
    });
  addLooks(command);
  addTrades(command);
  addFiles(command);
  return command;
}

interface Settings {
  name?: string;
  currency?: string;
  method?: string;
}

function withSettings(command: Command, currency?: string, method?: string): Command {
  const which = new Option('--method <method>', 'which shares a sale takes: the oldest, or at average cost');
  return command
    .addOption(new Option('--currency <code>', 'the currency in which it is valued').default(currency))
    .addOption(which.choices(['fifo', 'average']).default(method));
}

async function showAll({ json }: Json): Promise<void> {
  const { items } = await findApi().ask('GET', 'portfolios', PortfoliosResponse);
  if (json) return print(JSON.stringify(items));
  if (items.length === 0) return print(dim('  there are none: tickermill portfolio create Core'));
  for (const line of portfolioLines(items)) print(line);
}

function addLooks(command: Command): void {
  command
    .command('show')
    .description('What a portfolio holds and is worth: value, day change, weights.')
    .argument('<name>', 'its name')
    .option('--on <day>', 'at the end of this day; by default after its last close or trade')
    .option('--lots', 'with the lots of each holding')
    .option(...asJson)
    .action(async (name: string, { on, lots, json }: { on?: string; lots?: boolean } & Json) => {
      const portfolio = await findApi().ask('GET', place(name), PortfolioDetail, { query: { on } });
      if (json) return print(JSON.stringify(portfolio));
      for (const line of detailLines(portfolio)) print(line);
      if (lots) for (const line of ['', ...lotLines(portfolio)]) print(line);
    });
  command
    .command('history')
    .description('Its snapshots: the value at the end of each day, the latest first.')
    .argument('<name>', 'its name')
    .option('--from <day>', 'from this day on')
    .option('--to <day>', 'up to this day')
    .option('--limit <number>', 'at most so many (50)')
    .option('--csv', 'all of them as CSV')
    .option(...asJson)
    .action(async (name: string, { csv, json, ...query }: { csv?: boolean; limit?: string } & Json) => {
      const api = findApi();
      if (csv) return writeBody(await api.download(place(name, 'history'), 'text/csv', query), undefined);
      const { items } = await api.ask('GET', place(name, 'history'), PortfolioHistoryResponse, { query });
      if (json) return print(JSON.stringify(items));
      if (items.length === 0) return print(dim('  there are no snapshots yet'));
      for (const line of historyLines(items)) print(line);
    });
  command
    .command('trades')
    .description('Its trades, the first ones first.')
    .argument('<name>', 'its name')
    .option('--limit <number>', 'at most so many (50)')
    .option('--page <number>', 'the second page are those behind (1)')
    .option(...asJson)
    .action(async (name: string, { json, ...query }: { limit?: string; page?: string } & Json) => {
      const { items } = await findApi().ask('GET', place(name, 'trades'), PortfolioTradesResponse, { query });
      if (json) return print(JSON.stringify(items));
      if (items.length === 0) return print(dim('  there are none: tickermill portfolio buy --help'));
      for (const line of tradeLines(items)) print(line);
    });
}

interface TradeOptions extends Json {
  on: string;
  at?: string;
  fee?: string;
  currency?: string;
  ticker?: string;
  out?: boolean;
}

const withTrade = (command: Command): Command =>
  command
    .requiredOption('--on <day>', 'the day of the trade')
    .option('--currency <code>', 'the currency, GBp for pence; by default that of the stored prices')
    .option(...asJson);

async function record(
  name: string,
  trade: Readonly<Record<string, string | undefined>>,
  { json }: Json,
): Promise<void> {
  const stored = await findApi().ask('POST', place(name, 'trades'), PortfolioTradeView, { body: trade });
  if (json) print(JSON.stringify(stored));
  else for (const line of tradeLines([stored])) print(line);
}

function addTrades(command: Command): void {
  for (const kind of ['buy', 'sell'] as const)
    withTrade(command.command(kind))
      .description(kind === 'buy' ? 'Record a purchase.' : 'Record a sale: no more than is held.')
      .argument('<name>', 'the portfolio')
      .argument('<ticker>', 'what')
      .argument('<shares>', 'how many, fractions too')
      .requiredOption('--at <price>', 'the price of a share')
      .option('--fee <amount>', 'what it cost besides')
      .action((name: string, ticker: string, quantity: string, { on, at, fee, currency, json }: TradeOptions) =>
        record(name, { kind, ticker, quantity, price: at, on, fee, currency }, { json: json ?? false }),
      );
  withTrade(command.command('transfer'))
    .description('Record shares that come from elsewhere, or go there: no purchase, no sale.')
    .argument('<name>', 'the portfolio')
    .argument('<ticker>', 'what')
    .argument('<shares>', 'how many')
    .option('--at <price>', 'what a share had cost, of those that come')
    .option('--out', 'they go')
    .action((name: string, ticker: string, quantity: string, { on, at, out, currency, json }: TradeOptions) => {
      const kind = out ? 'transfer-out' : 'transfer-in';
      return record(name, { kind, ticker, quantity, price: at, on, currency }, { json: json ?? false });
    });
  withTrade(command.command('dividend'))
    .description('Record a dividend that was paid.')
    .argument('<name>', 'the portfolio')
    .argument('<ticker>', 'whose')
    .argument('<amount>', 'all of it, not per share')
    .action((name: string, ticker: string, amount: string, { on, currency, json }: TradeOptions) =>
      record(name, { kind: 'dividend', ticker, amount, on, currency }, { json: json ?? false }),
    );
  withTrade(command.command('fee'))
    .description('Record a fee that belongs to no purchase or sale.')
    .argument('<name>', 'the portfolio')
    .argument('<amount>', 'all of it')
    .option('--ticker <ticker>', 'whose it is, if it is for one of them')
    .action((name: string, amount: string, { on, ticker, currency, json }: TradeOptions) =>
      record(name, { kind: 'fee', ticker, amount, on, currency }, { json: json ?? false }),
    );
  command
    .command('remove-trade')
    .description('Remove a trade that was wrong; the history since is made anew.')
    .argument('<name>', 'the portfolio')
    .argument('<id>', 'the number that "tickermill portfolio trades" shows')
    .option(...asJson)
    .action(async (name: string, id: string, { json }: Json) => {
      await findApi().ask('DELETE', place(name, 'trades', id), z.null());
      print(json ? JSON.stringify({ removed: id }) : `  ${green('✓')} trade ${id} is removed`);
    });
}

function addFiles(command: Command): void {
  command
    .command('import')
    .description('Record the trades of a CSV, all or none.')
    .argument('<name>', 'the portfolio')
    .argument('<file>', 'with the columns kind, date, ticker, quantity, price, amount, fee, currency')
    .option('--replace', 'in place of all trades that it has')
    .option(...asJson)
    .action(async (name: string, file: string, { replace, json }: { replace?: boolean } & Json) => {
      const body = await readFile(file, 'utf8').catch((cause: unknown) => {
        throw new PipelineError('FILE_UNREADABLE', `${file} cannot be read.`, { cause });
      });
      const options = { query: { replace }, body, type: 'text/csv' };
      const done = await findApi().ask('POST', place(name, 'trades', 'import'), TradeImportView, options);
      const removed = done.removed > 0 ? `, in place of ${counted(done.removed, 'trade')}` : '';
      print(json ? JSON.stringify(done) : `  ${green('✓')} ${counted(done.rows, 'trade')}${removed}`);
    });
  command
    .command('export')
    .description('All trades as CSV, as they can be imported.')
    .argument('<name>', 'the portfolio')
    .option('--output <file>', 'write them here, in place of the standard output')
    .option('--bom', 'a byte order mark first, for Excel')
    .option('--safe', 'an apostrophe before cells that a spreadsheet would take for a formula')
    .option('--json', 'as JSON, the first 1,000')
    .action(async (name: string, options: { output?: string; bom?: boolean; safe?: boolean } & Json) => {
      const { output, bom, safe, json } = options;
      const api = findApi();
      const type = json ? 'application/json' : 'text/csv';
      const query = json ? { limit: 1_000 } : { bom, safe };
      await writeBody(await api.download(place(name, 'trades'), type, query), output);
    });
}
