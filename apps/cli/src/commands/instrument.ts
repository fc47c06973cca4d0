import { InstrumentView, ListingFindingsResponse } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { findingLines } from '../finding-lines.ts';
import { bold, dim, print, table } from '../terminal.ts';

/** `tickermill instrument`: what a ticker is and was called; without one, what lists of companies said otherwise than before. */
export function instrumentCommand(): Command {
  return new Command('instrument')
    .description('Under which symbols and CIKs an instrument was known when; without a ticker what lists have changed.')
    .argument('[ticker]', 'such as AAPL or BRK.B')
    .option('--json', 'print the answer as JSON')
    .action(async (ticker: string | undefined, { json }: { json?: boolean }) => {
      const api = findApi();
      if (ticker === undefined) {
        const answer = await api.ask('GET', 'listing-findings', ListingFindingsResponse);
        if (json) print(JSON.stringify(answer));
        else for (const line of findingLines(answer.items)) print(line);
        return;
      }
      const instrument = await api.ask('GET', `instruments/${encodeURIComponent(ticker)}`, InstrumentView);
      if (json) print(JSON.stringify(instrument));
      else for (const line of describe(instrument)) print(line);
    });
}

function describe({ id, ticker, name, symbols, ciks, findings, watchlists }: InstrumentView): string[] {
  const rows = [
    ...symbols.map(({ symbol, mic, from, to }) => ['symbol', `${mic}:${symbol}`, from, to ?? '']),
    ...ciks.map(({ cik, from, to }) => ['CIK', cik, from, to ?? '']),
  ];
  const tracked = watchlists.length === 0 ? 'not tracked' : `tracked on ${watchlists.join(', ')}`;
  const lists = findings.length === 0 ? [] : ['', ...findingLines(findings)];
  return [
    '',
    `  ${bold(ticker)}  ${name} ${dim(`(instrument ${id}, ${tracked})`)}`,
    '',
    ...table(['', '', 'since', 'until'], rows),
    ...lists,
    '',
  ];
}
