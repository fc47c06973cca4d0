// Tracks many tickers at once: those of an exchange, of the United States, or of a file.

import { readFile } from 'node:fs/promises';
import { AskedTicker, exchangesOfUnitedStates, PipelineError } from '@tickermill/core';
import { SourcesResponse, TrackResponse, UniverseResponse } from '@tickermill/core/contracts';
import { type ApiClient, findApi } from './api-client.ts';
import { confirmed } from './confirm.ts';
import { count, counted, green, print, yellow } from './terminal.ts';

/** Which tickers are meant, and on which watchlist. */
export interface ManyOptions {
  watchlist?: string;
  exchange?: string;
  kind?: string;
  allUs?: boolean;
  file?: string;
  replace?: boolean;
  yes?: boolean;
  json?: boolean;
}

export const defaultWatchlist = 'default';

/** The path of the items of a watchlist. */
export const itemsOf = ({ watchlist = defaultWatchlist }: Pick<ManyOptions, 'watchlist'>): string =>
  `watchlists/${encodeURIComponent(watchlist)}/items`;

/** Whether the options name tickers by something else than themselves. */
export const namesMany = ({ exchange, allUs, file }: ManyOptions): boolean =>
  exchange !== undefined || allUs === true || file !== undefined;

/**
 * Refuses options of which one would be ignored.
 * @throws {PipelineError} `INVALID_INPUT` naming them and what to do
 */
export function checkManyOptions(tickers: readonly string[], options: ManyOptions): void {
  const { exchange, kind, allUs, file, replace } = options;
  const ways = [
    tickers.length > 0 && 'tickers',
    exchange !== undefined && '--exchange',
    allUs === true && '--all-us',
    file !== undefined && '--file',
  ].filter((way) => way !== false);
  const refuse = (why: string) => new PipelineError('INVALID_INPUT', `watch: ${why}`);
  if (ways.length > 1)
    throw refuse(
      `${ways.join(' and ')} name different tickers, of which one would be ignored. Name one at a time: each adds to the watchlist.`,
    );
  if (kind !== undefined && exchange === undefined && allUs !== true)
    throw refuse('--kind narrows what an exchange lists: name it with --exchange, or give --all-us.');
  if (replace === true && !namesMany(options))
    throw refuse('--replace needs the tickers that stay: give --exchange, --all-us or --file.');
}

/** Says what tracking them costs, asks, and tracks them in one request; what was not understood is told. */
export async function trackMany(options: ManyOptions): Promise<void> {
  const api = findApi();
  const { tickers, refused } =
    options.file === undefined ? await listedTickers(api, options) : await readTickers(options.file);
  if (!options.json) for (const line of refused) print(`  ${yellow('!')} ${line}`);
  if (tickers.length === 0) throw new PipelineError('INVALID_INPUT', 'There is no ticker to track.');
  if (!options.json) {
    for (const line of await forecast(api, tickers.length)) print(line);
    if (!options.yes && !(await confirmed('  Go on?'))) return print('  nothing was tracked');
  }
  const body = { tickers, skip_unknown: true, replace: options.replace === true };
  const answer = await api.ask('POST', itemsOf(options), TrackResponse, { body });
  const left = answer.refused.map(({ ticker, reason }) => `${ticker} is left out: ${reason}`);
  if (options.json) return print(JSON.stringify({ ...answer, not_understood: refused }));
  for (const line of left) print(`  ${yellow('!')} ${line}`);
  const known = tickers.length - left.length - answer.tracked;
  const others = [
    known > 0 && `${count(known)} were already`,
    answer.removed > 0 && `${count(answer.removed)} others removed`,
  ];
  print(
    `  ${green('✓')} ${[`${counted(answer.tracked, 'ticker')} newly tracked`, ...others].filter(Boolean).join(', ')}`,
  );
  if (answer.runs.length > 0) print(`    fetched by the runs ${answer.runs.map(({ run_id }) => run_id).join(' and ')}`);
}

const pageSize = 1_000;

/** What exchanges list today. */
async function listedTickers(api: ApiClient, { exchange, kind, allUs }: ManyOptions) {
  const exchanges = allUs ? exchangesOfUnitedStates : [String(exchange).toUpperCase()];
  const tickers: string[] = [];
  for (const mic of exchanges) {
    for (let page = 1; ; page++) {
      const query = {
        as_of: new Date().toISOString().slice(0, 10),
        exchange: mic,
        ...(kind && { kind }),
        page,
        limit: pageSize,
      };
      const { instruments } = await api.ask('GET', 'universe', UniverseResponse, { query });
      const items = instruments?.items ?? [];
      tickers.push(...items.filter(({ to }) => to === null).map(({ symbol }) => `${mic}:${symbol}`));
      if (items.length < pageSize) break;
    }
  }
  return { tickers, refused: [] as string[] };
}

/** The tickers of a CSV, each once, and the lines that are none. */
export async function readTickers(file: string) {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new PipelineError('FILE_UNREADABLE', `${file} cannot be read.`, { cause });
  });
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const cellsOf = (line: string) => line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const heading = cellsOf(lines[0] ?? '').map((cell) => cell.toLowerCase());
  const named = heading.findIndex((cell) => ['ticker', 'symbol'].includes(cell));
  const [tickers, refused] = [new Set<string>(), [] as string[]];
  for (const [nth, line] of lines.entries()) {
    if (line.trim() === '' || (nth === 0 && named >= 0)) continue;
    const cell = cellsOf(line)[Math.max(0, named)] ?? '';
    const ticker = AskedTicker.safeParse(cell).data;
    if (ticker) tickers.add(ticker);
    else refused.push(`line ${nth + 1} of ${file} has no ticker: ${line.slice(0, 80)}`);
  }
  return { tickers: [...tickers], refused };
}

/** So many tickers have their quote asked for at once, and every chart is asked for on one night of seven. */
const [quotesAtOnce, nightsOfChart] = [50, 7];
/** So many series are fetched whole in one night. */
const seriesOfNight = 500;

/** What tracking so many tickers costs, and when all of them are there. */
async function forecast(api: ApiClient, tickers: number): Promise<string[]> {
  const { items } = await api.ask('GET', 'sources', SourcesResponse);
  const paceOf = (id: string) => items.find((source) => source.id === id)?.pace;
  const timeOf = (id: string, requests: number) => {
    const pace = paceOf(id);
    if (pace === undefined) return '';
    const minutes = Math.ceil((requests * pace.per_ms) / pace.requests / 60_000);
    return `, ${minutes < 120 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`} at its pace`;
  };
  const nightly = Math.ceil(tickers / quotesAtOnce) + Math.ceil(tickers / nightsOfChart);
  const nights = Math.ceil(tickers / seriesOfNight);
  const last = new Date(Date.now() + (nights - 1) * 86_400_000).toISOString().slice(0, 10);
  return [
    `  ${counted(tickers, 'ticker')}: about ${counted(nightly, 'request')} for prices a night${timeOf('yahoo', nightly)}`,
    `  first fill: ${counted(tickers, 'series', 'series')}, at most ${seriesOfNight} a night: the last on ${last}`,
    `              ${counted(tickers, 'request')} for insider trades and one for each filing${timeOf('sec-edgar', tickers)}`,
  ];
}
