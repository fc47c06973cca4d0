import type { Database } from '@tickermill/store';
import { type FoundInstrument, findInstruments, refusedTickers } from '@tickermill/store/universe';
import type { Refusal } from './csv-lines.ts';

/** Lines with the instrument that each is about, however its ticker is spelled; those of no or of several are refused. */
export async function nameLines<L extends { readonly line: number; readonly ticker: string }>(
  db: Database,
  lines: readonly L[],
): Promise<{ named: (L & { readonly instrument: FoundInstrument })[]; refused: Refusal[] }> {
  const tickers = [...new Set(lines.map(({ ticker }) => ticker))];
  const known = new Map((await findInstruments(db, tickers)).map((each) => [each.asked, each]));
  const reasons = known.size < tickers.length ? await refusedTickers(db, tickers) : new Map<string, string>();
  return {
    named: lines.flatMap((line) => {
      const instrument = known.get(line.ticker);
      return instrument ? [{ ...line, instrument }] : [];
    }),
    refused: lines.flatMap(({ line, ticker }) => {
      const reason = reasons.get(ticker);
      return reason === undefined ? [] : [{ line, reason: `ticker: ${reason}` }];
    }),
  };
}
