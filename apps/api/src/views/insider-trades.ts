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

/** A trade as the contracts have it, field by field: an export makes a million of them. */
export const viewTrade = (trade: ListedTrade): TradeView => ({
  tickers: trade.tickers,
  issuer_cik: trade.issuerCik,
  issuer_name: trade.issuerName,
  accession: trade.accession,
  form: trade.form,
  table: trade.table,
  line: trade.line,
  security: trade.security,
  date: trade.date,
  deemed_date: trade.deemedDate,
  code: trade.code,
  acquired_disposed: trade.acquiredDisposed,
  shares: trade.shares,
  price: trade.price,
  value: trade.value,
  shares_after: trade.sharesAfter,
  ownership: trade.ownership,
  nature: trade.nature,
  is_10b5_1: trade.is10b5_1,
  filed_on: trade.filedOn,
  filed_at: trade.filedAt,
  owners: trade.owners,
  flags: trade.flags,
  notes: trade.flags.length > 0 ? notesOf(trade) : [],
  superseded_by: trade.supersededBy,
  same_trade_as: trade.sameTradeAs,
  same_trade_line: trade.sameTradeLine,
  counted: trade.counted,
  url: trade.url,
});
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
  // Emptied: it would be held for as long as a slow reader takes for what is made of it.
  for await (const batch of batches) yield batch.splice(0).map(viewTrade);
}
