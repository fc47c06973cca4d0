import { type AskedTicker, PipelineError } from '@tickermill/core';
import { NewPortfolioTrade } from '@tickermill/core/contracts';
import type { NewTrade } from '@tickermill/store/portfolios';
import { instrumentNamed, type ListedInstrument } from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';
import { type CsvLine, csvLines, type Refusal } from '../prices/csv-lines.ts';
import { accept, InvalidInput } from '../problem.ts';
import type { CsvBody } from '../read-body.ts';
import { toNewTrade, usualCurrency } from './asked-trade.ts';

/** A portfolio of more trades than this is none that somebody records. */
const maxTrades = 50_000;

interface AskedLine {
  readonly line: number;
  readonly asked: NewPortfolioTrade;
}

interface Named {
  readonly instrument: ListedInstrument;
  readonly currency: string | null;
}

/**
 * The trades of a CSV, in its order.
 * @throws {PipelineError} `INVALID_INPUT` that names every bad line
 */
export async function readTradeCsv(context: ApiContext, csv: CsvBody, base: string): Promise<NewTrade[]> {
  const read: (AskedLine | Refusal)[] = [];
  for await (const line of csvLines(csv, { firstLine: 1, columns: ['kind', 'date'] })) {
    if (read.length === maxTrades)
      throw new PipelineError('CSV_TOO_LARGE', `line ${line.line}: with it there are more than ${maxTrades} trades.`);
    read.push(readLine(line));
  }
  const lines = read.filter((each): each is AskedLine => 'asked' in each);
  const bad = read.filter((each): each is Refusal => !('asked' in each));
  const named = await nameTickers(context, new Set(lines.flatMap(({ asked }) => asked.ticker ?? [])));
  const [now, none] = [context.now(), { instrument: null, currency: base }];
  const trades = lines.flatMap(({ line, asked }): NewTrade[] => {
    const found = asked.ticker === undefined ? none : named.get(asked.ticker);
    if (typeof found === 'string' || found === undefined) {
      bad.push({ line, reason: `ticker: ${found ?? 'is not known'}` });
      return [];
    }
    try {
      return [toNewTrade(asked, { instrument: found.instrument, currency: found.currency, now })];
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      bad.push({ line, reason: error.message });
      return [];
    }
  });
  if (bad.length === 0) return trades;
  bad.sort((one, other) => one.line - other.line);
  throw new InvalidInput(bad.map(({ line, reason }) => ({ field: `line ${line}`, message: reason })));
}

/** Each ticker with its instrument and currency, or why it has none. */
async function nameTickers(
  { store: { db } }: ApiContext,
  tickers: ReadonlySet<AskedTicker>,
): Promise<Map<AskedTicker, Named | string>> {
  const named = new Map<AskedTicker, Named | string>();
  for (const ticker of tickers) {
    try {
      const instrument = await instrumentNamed(db, ticker);
      const known = instrument && { instrument, currency: await usualCurrency(db, instrument) };
      named.set(ticker, known ?? `nothing is or was listed as ${ticker}`);
    } catch (error) {
      if (!(error instanceof PipelineError) || error.code !== 'AMBIGUOUS_TICKER') throw error;
      named.set(ticker, error.message);
    }
  }
  return named;
}

/** A line, or why it cannot be taken. */
function readLine({ line, fields }: CsvLine): AskedLine | Refusal {
  const { kind, date: on, ticker, quantity, price, amount, fee, currency } = fields;
  const given = { kind: kind?.toLowerCase(), on, ticker, quantity, price, amount, fee, currency };
  try {
    return { line, asked: accept(NewPortfolioTrade, given) };
  } catch (error) {
    if (error instanceof InvalidInput) return { line, reason: error.message };
    throw error;
  }
}
