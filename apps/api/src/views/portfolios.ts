/** Portfolios and exchange rates as the contracts have them. */
import type {
  ExchangeRateView,
  PortfolioDetail,
  PortfolioSnapshotView,
  PortfolioTradeView,
  PortfolioView,
} from '@tickermill/core/contracts';
import type { PortfolioValuation } from '@tickermill/engine';
import type { ListedRate, Portfolio, StoredSnapshot, StoredTrade } from '@tickermill/store/portfolios';
import { contractOf } from './contract-of.ts';

export const viewPortfolioRow = ({ id: _, ...portfolio }: Portfolio): PortfolioView => contractOf(portfolio);

export const viewTrade = ({ instrumentId: _, ...trade }: StoredTrade): PortfolioTradeView => contractOf(trade);

export const viewSnapshot = (snapshot: StoredSnapshot): PortfolioSnapshotView => contractOf(snapshot);

export const viewRate = (rate: ListedRate): ExchangeRateView => contractOf(rate);

export const viewDetail = (portfolio: Portfolio, valuation: PortfolioValuation): PortfolioDetail =>
  Object.assign(viewPortfolioRow(portfolio), contractOf(valuation));
