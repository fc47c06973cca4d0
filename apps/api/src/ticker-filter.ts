import { type Cik, PipelineError, type Ticker } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { findInstruments, type ListedInstrument } from '@tickermill/store/universe';

/** The instrument of a ticker that is asked for, as it is known here: who reads makes nobody ask a source. @throws {PipelineError} `UNKNOWN_TICKER` */
export async function knownInstrument(db: Database, ticker: Ticker): Promise<ListedInstrument> {
  const [instrument] = await findInstruments(db, [ticker]);
  if (instrument) return instrument;
  throw new PipelineError('UNKNOWN_TICKER', `No listed company has the ticker ${ticker}.`, {
    detail: { tickers: [ticker] },
  });
}

/** The CIK under which a ticker's filings are stored, shared by all tickers of its company; null: it has none, and no filings. */
export async function issuerOf(db: Database, ticker: Ticker | undefined): Promise<Cik | null | undefined> {
  return ticker === undefined ? undefined : (await knownInstrument(db, ticker)).cik;
}
