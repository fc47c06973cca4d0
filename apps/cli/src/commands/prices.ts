import { PipelineError } from '@tickermill/core';
import { arrowType, parquetType } from '@tickermill/core/contracts';
import { Command, Option } from 'commander';
import { findApi } from '../api-client.ts';
import { refuseBinary, writeBody } from '../download.ts';
import { recheck } from '../recheck.ts';
import { whose } from '../whose.ts';

const types = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  arrow: arrowType,
  parquet: parquetType,
} as const;

interface PricesOptions {
  from?: string;
  to?: string;
  asOf?: string;
  adjusted?: boolean;
  format: keyof typeof types;
  output?: string;
  recheck?: string | true;
  watchlist?: string;
  json?: boolean;
}

/** `tickermill prices`: the stored daily prices of one ticker or of many. */
export function pricesCommand(): Command {
  return new Command('prices')
    .description('The stored daily prices of tickers or of a watchlist, exact to the digit.')
    .argument('[ticker...]', 'such as AAPL or BRK.B')
    .option('--watchlist <name>', 'of every ticker on this watchlist')
    .option('--from <day>', 'from this day on')
    .option('--to <day>', 'up to this day')
    .option('--as-of <day>', 'as they were known when this day of UTC was over, or at this instant')
    .option('--adjusted', 'open, high, low and close scaled as adj_close is')
    .addOption(new Option('--format <format>', 'how they are written').choices(Object.keys(types)).default('csv'))
    .option('--recheck [range]', 'request them again, whole or of 2026-01-01..2026-03-31, and print what differs')
    .option('--json', 'the same as --format json; of --recheck the answer as JSON')
    .option('--output <file>', 'write them here, in place of the standard output')
    .action(async (tickers: string[], { from, to, asOf, adjusted, format, output, ...options }: PricesOptions) => {
      const selection = whose(tickers, options.watchlist);
      const [ticker, ...others] = tickers;
      const one = others.length === 0 ? ticker : undefined;
      if (options.recheck !== undefined) {
        if (one === undefined) throw new PipelineError('INVALID_INPUT', '--recheck is of one ticker.');
        return recheck(one, options.recheck, { json: options.json ?? false });
      }
      const written = options.json ? 'json' : format;
      refuseBinary(written, output);
      const query = { from, to, as_of: asOf, adjusted };
      const api = findApi();
      const body =
        one === undefined
          ? api.download('prices', types[written], { ...selection, ...query })
          : api.download(`prices/${encodeURIComponent(one)}`, types[written], query);
      await writeBody(await body, output);
    });
}
