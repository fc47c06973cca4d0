import { type AskedTicker, addDays, assumedMic, dayAt, isOfUnitedStates, micOf, PipelineError } from '@tickermill/core';
import type { NewPortfolioTrade } from '@tickermill/core/contracts';
import { resolveTickers } from '@tickermill/engine';
import type { Database } from '@tickermill/store';
import { type NewTrade, priceCurrencies } from '@tickermill/store/portfolios';
import { instrumentNamed, type ListedInstrument } from '@tickermill/store/universe';
import type { ApiContext } from '../context.ts';

/** The instrument of a trade; a delisted one too. @throws {PipelineError} `UNKNOWN_TICKER`, `AMBIGUOUS_TICKER` */
export async function tradedInstrument(context: ApiContext, ticker: AskedTicker): Promise<ListedInstrument> {
  const known = await instrumentNamed(context.store.db, ticker);
  if (known) return known;
  const [found] = await resolveTickers(context, [ticker]);
  if (found) return found;
  throw new PipelineError('UNKNOWN_TICKER', `Nothing is listed as ${ticker}.`);
}

/** Exchanges that quote in one currency alone. */
const currencyOf: Readonly<Record<string, string>> = { XPAR: 'EUR', XETR: 'EUR', XKRX: 'KRW' };

/** The currency of a trade that names none: that of the stored prices, else that of the exchange; null: unknown. */
export async function usualCurrency(db: Database, instrument: ListedInstrument): Promise<string | null> {
  const stored = (await priceCurrencies(db, [instrument.instrumentId])).get(instrument.instrumentId);
  if (stored !== undefined) return stored;
  const { symbol, mic } = instrument;
  return isOfUnitedStates(mic) ? 'USD' : (currencyOf[micOf(symbol, mic) ?? assumedMic(symbol)] ?? null);
}

/** A trade as it is stored. A day that has not begun is refused: nothing can have been traded on it. */
export function toNewTrade(
  asked: NewPortfolioTrade,
  { instrument, currency, now }: { instrument: ListedInstrument | null; currency: string | null; now: Date },
): NewTrade {
  const refused = (field: string, message: string) =>
    new PipelineError('INVALID_INPUT', `${field}: ${message}`, { detail: { field } });
  if (asked.on > addDays(dayAt(now, 'UTC'), 1)) throw refused('on', `${asked.on} lies in the future.`);
  const code = asked.currency ?? currency;
  if (code === null) throw refused('currency', `no prices of ${asked.ticker} are stored that would tell it: name it.`);
  return {
    instrumentId: instrument?.instrumentId ?? null,
    kind: asked.kind,
    on: asked.on,
    quantity: asked.quantity ?? null,
    price: asked.price ?? null,
    amount: asked.amount ?? null,
    fee: asked.fee ?? null,
    currency: code,
  };
}
