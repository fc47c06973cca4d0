import { PipelineError } from '@tickermill/core';
import {
  ConfirmedView,
  ListingsRequested,
  UniverseDelta,
  UniverseInstrumentView,
  UniverseResponse,
} from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { bold, count, dim, instant, print, table } from '../terminal.ts';

interface Options {
  asOf?: string;
  exchange?: string;
  kind?: string;
  limit?: string;
  json?: boolean;
}

/** `tickermill universe`: what is listed where and how it is known; of one ticker, everything; and what a person decides. */
export function universeCommand(): Command {
  const command = new Command('universe')
    .description(
      'Instruments by exchange, kind and status, and how each listing was read; of a ticker, what is known of it.',
    )
    .argument('[ticker]', 'such as AAPL, or XETR:SAP; a delisted one by its last symbol')
    .option('--as-of <day>', 'what was listed on a day, the delisted included')
    .option('--exchange <mic>', 'of one exchange, such as XNAS')
    .option('--kind <kind>', 'of one kind, such as stock or etf')
    .option('--limit <number>', 'how many instruments are shown as of a day (50)')
    .option('--json', 'print the answer as JSON')
    .action(async (ticker: string | undefined, options: Options) => {
      if (ticker === undefined) return showUniverse(options);
      const view = await findApi().ask('GET', `universe/${encodeURIComponent(ticker)}`, UniverseInstrumentView);
      if (options.json) print(JSON.stringify(view));
      else for (const line of describeInstrument(view)) print(line);
    });
  return command.addCommand(deltaCommand()).addCommand(confirmCommand()).addCommand(readCommand());
}

async function showUniverse({ asOf, exchange, kind, limit, json }: Options): Promise<void> {
  const query = {
    ...(asOf && { as_of: asOf }),
    ...(exchange && { exchange }),
    ...(kind && { kind }),
    ...(limit && { limit }),
  };
  const universe = await findApi().ask('GET', 'universe', UniverseResponse, { query });
  if (json) return print(JSON.stringify(universe));
  const isNarrowed = exchange !== undefined || kind !== undefined;
  if (universe.counts.length === 0 && isNarrowed) return print('  no such instrument is listed');
  const listings = universe.listings.filter((each) => !exchange || each.exchange === exchange.toUpperCase());
  for (const line of describeUniverse({ ...universe, listings })) print(line);
}

export function describeUniverse({ as_of, counts, listings, known_since, instruments }: UniverseResponse): string[] {
  const since = new Map(known_since.map(({ exchange, from }) => [exchange, from]));
  const listed = counts.map((each) => [
    each.exchange,
    each.kind,
    each.status ?? (since.has(each.exchange) ? `known since ${since.get(each.exchange)}` : ''),
    count(each.count),
    each.assumed > 0 ? `${count(each.assumed)} of them assumed` : '',
  ]);
  const read = listings.map(({ exchange, listing, status, rows, read_at, last_success }) => [
    exchange,
    listing,
    status,
    count(rows),
    instant(read_at),
    last_success ?? 'never',
  ]);
  const then = (instruments?.items ?? []).map(({ symbol, exchange, name, kind, status, from, to, assumed }) => [
    symbol,
    exchange,
    name,
    kind,
    status,
    assumed ? 'assumed' : from,
    to ?? '',
  ]);
  return [
    '',
    ...(as_of ? [`  as of ${as_of}`, ''] : []),
    ...(listed.length === 0
      ? [as_of ? `  nothing is known to have been listed on ${as_of}` : '  no instrument is known']
      : table(['exchange', 'kind', as_of ? 'listing' : 'status', 'instruments', ''], listed)),
    '',
    ...(read.length === 0
      ? ['  no list of an exchange was read yet: tickermill universe read']
      : table(['exchange', 'listing', 'last reading', 'rows', 'read', 'last success'], read)),
    ...listings.flatMap(({ refused }) => (refused === null ? [] : [`  ${refused}`])),
    ...(then.length === 0 ? [] : ['', ...table(['symbol', 'exchange', 'name', 'kind', 'now', 'since', 'until'], then)]),
    '',
  ];
}

function describeInstrument(view: UniverseInstrumentView): string[] {
  const { id, symbol, exchange, name, kind, status, isin, currency, symbols, ciks, listings, events } = view;
  const facts = [kind, status, isin, currency, view.delisted_on && `delisted on ${view.delisted_on}`];
  const rows = [
    ...symbols.map((each) => ['symbol', `${each.exchange}:${each.symbol}`, each.from, each.to ?? '']),
    ...ciks.map(({ cik, from, to }) => ['CIK', cik, from, to ?? '']),
    ...listings.map((each) => [
      each.listing,
      `${each.exchange}:${each.exchange_symbol} ${[each.isin, each.cik, ...each.status_flags].filter(Boolean).join(' ')}`,
      each.first_seen,
      each.missing_since ? `missing since ${each.missing_since}` : `seen ${each.last_seen}`,
    ]),
  ];
  const happened = events.map((each) => [
    each.day,
    each.what,
    each.listing ?? '',
    [each.confirmed_by && `by ${each.confirmed_by}`, each.resolution, JSON.stringify(each.evidence)]
      .filter(Boolean)
      .join(' '),
  ]);
  return [
    '',
    `  ${bold(`${exchange}:${symbol}`)}  ${name} ${dim(`(instrument ${id})`)}`,
    `  ${facts.filter(Boolean).join(', ')}`,
    '',
    ...table(['', '', 'since', 'until'], rows),
    '',
    ...table(['day', 'what', 'said by', 'evidence'], happened),
    '',
  ];
}

function deltaCommand(): Command {
  return new Command('delta')
    .description('What is new in a month, what went, and what changed its symbol.')
    .option('--month <month>', 'such as 2026-11 (this one)')
    .option('--json', 'print the answer as JSON')
    .action(async ({ month = new Date().toISOString().slice(0, 7), json }: { month?: string; json?: boolean }) => {
      const delta = await findApi().ask('GET', 'universe/delta', UniverseDelta, { query: { month } });
      if (json) return print(JSON.stringify(delta));
      const rows = delta.items.map((each) => [
        each.day,
        each.what,
        `${each.exchange ?? ''}:${each.symbol ?? ''}`,
        each.name,
        each.what.endsWith('-proposed') && each.resolution === null ? `confirm with: universe confirm ${each.id}` : '',
      ]);
      if (rows.length === 0) return print(`  nothing changed in ${month}`);
      for (const line of table(['day', 'what', 'symbol', 'name', ''], rows)) print(line);
    });
}

function confirmCommand(): Command {
  return new Command('confirm')
    .description('Accept the shrunken list of an exchange, by its MIC; or a proposed change, by its number.')
    .argument('<what>', 'such as XETR, or the number of a change')
    .option('--json', 'print the answer as JSON')
    .action(async (what: string, { json }: { json?: boolean }) => {
      const body = bodyFor(what);
      const done = await findApi().ask('POST', 'universe/confirm', ConfirmedView, { body });
      if (json) return print(JSON.stringify(done));
      if (done.exchange === null) return print(`  instrument ${done.instrument} goes on as ${done.symbol}`);
      print(`  a list of ${count(done.rows ?? 0)} is accepted for ${done.exchange}; run ${done.run_id} reads it again`);
    });
}

/** MICs have letters. */
function bodyFor(what: string): { change: string } | { exchange: string } {
  if (/^\d+$/.test(what)) return { change: what };
  if (/^[A-Za-z0-9]{4}$/.test(what)) return { exchange: what.toUpperCase() };
  throw new PipelineError(
    'INVALID_INPUT',
    `universe confirm: ${what} is neither an exchange such as XETR nor a number.`,
  );
}

function readCommand(): Command {
  return new Command('read')
    .description(
      'Read the listings of all exchanges now, or one: nasdaq, other, euronext, euronext-etfs, lse, xetra, kospi, kosdaq, konex.',
    )
    .argument('[listing]', 'one of them; without it all')
    .option('--json', 'print the answer as JSON')
    .action(async (listing: string | undefined, { json }: { json?: boolean }) => {
      const body = listing === undefined ? {} : { listing };
      const { run_id } = await findApi().ask('POST', 'universe/refresh', ListingsRequested, { body });
      print(
        json
          ? JSON.stringify({ run_id })
          : `  run ${run_id} reads ${listing ?? 'the listings'}: tickermill watch ${run_id}`,
      );
    });
}
