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
  TradeTotals as StoredTotals,
  TradeStatistics,
  WholeFiling,
} from '@tickermill/store/insider-trades';
import { type ContractOf, contractOf } from './contract-of.ts';
import { notesOf } from './trade-notes.ts';

export const viewTrade = (trade: ListedTrade): TradeView => ({ ...contractOf(trade), notes: notesOf(trade) });
export const viewFiling = (filing: ListedFiling): FilingView => contractOf(filing);
export const viewWholeFiling = (filing: WholeFiling): FilingDetail => contractOf(filing);
export const viewInsider = ({ totals, latestTrades, ...insider }: InsiderProfile): InsiderView => ({
  ...contractOf(insider),
  totals: viewTotals(totals),
  latest_trades: latestTrades.map(viewTrade),
});
export const viewStatistics = ({
  totals,
  items,
}: Pick<TradeStatistics, 'totals' | 'items'>): { totals: TradeTotals; items: TradeGroup[] } => ({
  totals: viewTotals(totals),
  items: items.map(viewTotals),
});

/** Sums, also under the names that they had before. */
function viewTotals<T extends StoredTotals>(totals: T): ContractOf<T> & TradeTotals {
  const view: ContractOf<StoredTotals> = contractOf<StoredTotals>(totals);
  return {
    ...contractOf(totals),
    ...view,
    trades_bought: view.trades_acquired,
    trades_sold: view.trades_disposed,
    shares_bought: view.shares_acquired,
    shares_sold: view.shares_disposed,
    value_bought: view.value_acquired,
    value_sold: view.value_disposed,
  };
}

/** Batches of trades as a list of the API has them. */
export async function* viewBatches(batches: AsyncIterable<ListedTrade[]>): AsyncGenerator<TradeView[]> {
  for await (const batch of batches) yield batch.map(viewTrade);
}
