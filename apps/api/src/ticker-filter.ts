import type { AskedTicker, Cik } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { ciksOf, type ListedInstrument, resolveInstruments, unknownTickers } from '@tickermill/store/universe';

/**
 * The instrument of a requested ticker, as it is known here: a read causes no request to a source.
 * @throws {PipelineError} `UNKNOWN_TICKER`, `AMBIGUOUS_TICKER`
 */
export async function knownInstrument(db: Database, ticker: AskedTicker): Promise<ListedInstrument> {
  const { found } = await resolveInstruments(db, [ticker]);
  const [instrument] = found;
  if (instrument) return instrument;
  throw await unknownTickers(db, [ticker]);
}

/** The CIKs under which a ticker's filings are stored, shared by all tickers of its company; without one it has none. */
export async function issuersOf(db: Database, ticker: AskedTicker | undefined): Promise<Cik[] | undefined> {
  if (ticker === undefined) return undefined;
  return ciksOf(db, (await knownInstrument(db, ticker)).instrumentId);
}

/**
 * The stored symbol of a ticker; the ticker itself if nothing of that name is listed any more.
 * @throws {PipelineError} `AMBIGUOUS_TICKER`
 */
export async function symbolMeant(db: Database, ticker: AskedTicker | undefined): Promise<string | undefined> {
  if (ticker === undefined) return undefined;
  const { found } = await resolveInstruments(db, [ticker]);
  return found[0]?.symbol ?? ticker;
}
