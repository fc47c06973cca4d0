/** Filings, trades and their statistics as the contracts have them. */
import type {
  FilingDetail,
  FilingView,
  InsiderView,
  TradeGroup,
  TradeTotals,
  TradeView,
} from '@tickermill/core/contracts';
import type {
  InsiderProfile,
  ListedFiling,
  ListedTrade,
  TradeStatistics,
  WholeFiling,
} from '@tickermill/store/insider-trades';
import { contractOf } from './contract-of.ts';

export const viewTrade = (trade: ListedTrade): TradeView => contractOf(trade);
export const viewFiling = (filing: ListedFiling): FilingView => contractOf(filing);
export const viewWholeFiling = (filing: WholeFiling): FilingDetail => contractOf(filing);
export const viewInsider = (insider: InsiderProfile): InsiderView => contractOf(insider);
export const viewStatistics = (
  statistics: Pick<TradeStatistics, 'totals' | 'items'>,
): { totals: TradeTotals; items: TradeGroup[] } => contractOf(statistics);

/** Batches of trades as a list of the API has them. */
export async function* viewBatches(batches: AsyncIterable<ListedTrade[]>): AsyncGenerator<TradeView[]> {
  for await (const batch of batches) yield batch.map(viewTrade);
}
