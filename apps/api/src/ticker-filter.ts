import { type AskedTicker, type Cik, PipelineError } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import {
  ciksOfAll,
  findWatchlist,
  type ListedInstrument,
  resolveInstruments,
  unknownTickers,
  watchedInstruments,
} from '@tickermill/store/universe';

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

/** Whose rows are selected; no field: everybody's. */
export interface TickerSelection {
  readonly ticker?: AskedTicker | undefined;
  readonly tickers?: readonly AskedTicker[] | undefined;
  readonly watchlist?: string | undefined;
}

/**
 * The instruments of a selection, each once, as they are known here; null: every one.
 * @throws {PipelineError} `UNKNOWN_TICKER`, `AMBIGUOUS_TICKER`, `NOT_FOUND` (the watchlist)
 */
export async function selectedInstruments(
  db: Database,
  { ticker, tickers, watchlist }: TickerSelection,
): Promise<{ instrumentId: bigint; symbol: string }[] | null> {
  if (watchlist !== undefined) {
    if (!(await findWatchlist(db, watchlist)))
      throw new PipelineError('NOT_FOUND', `There is no watchlist ${watchlist}.`);
    return watchedInstruments(db, watchlist);
  }
  const asked = tickers ?? (ticker === undefined ? null : [ticker]);
  if (asked === null) return null;
  const { found, unknown } = await resolveInstruments(db, asked);
  if (unknown.length > 0) throw await unknownTickers(db, unknown);
  return [...new Map(found.map((instrument) => [instrument.instrumentId, instrument])).values()];
}

/** The CIKs under which the filings of a selection are stored, shared by all tickers of a company; without one it has none. */
export async function issuersOf(db: Database, selection: TickerSelection): Promise<Cik[] | undefined> {
  const instruments = await selectedInstruments(db, selection);
  if (instruments === null) return undefined;
  return ciksOfAll(
    db,
    instruments.map(({ instrumentId }) => instrumentId),
  );
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
