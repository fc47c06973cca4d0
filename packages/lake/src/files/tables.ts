// The columns of each dataset in a lake.

import type { LakeDataset } from '@tickermill/core';

/** As in other files; `amount` is DECIMAL(38,12), for what is filed with more digits than a price has. */
export type LakeType = 'date' | 'decimal' | 'amount' | 'bigint' | 'text' | 'boolean' | 'instant';

const price = {
  instrument_id: 'bigint',
  date: 'date',
  open: 'decimal',
  high: 'decimal',
  low: 'decimal',
  close: 'decimal',
  adj_close: 'decimal',
  volume: 'bigint',
  currency: 'text',
  provider: 'text',
  final: 'boolean',
  source_ts: 'instant',
} as const;

/** The columns of a dataset's files, in their order, beside those that the path names. */
export const lakeColumns: Readonly<Record<LakeDataset, Readonly<Record<string, LakeType>>>> = {
  prices: price,
  'prices-by-year': { symbol: 'text', ...price },
  'insider-trades': {
    accession: 'text',
    table: 'text',
    line: 'bigint',
    issuer_cik: 'text',
    issuer_name: 'text',
    form: 'text',
    security: 'text',
    date: 'date',
    code: 'text',
    acquired_disposed: 'text',
    shares: 'amount',
    price: 'amount',
    value: 'amount',
    shares_after: 'amount',
    ownership: 'text',
    is_10b5_1: 'boolean',
    owner_ciks: 'text',
    owners: 'text',
    filed_on: 'date',
    filed_at: 'instant',
    superseded_by: 'text',
    same_trade_as: 'text',
    counted: 'boolean',
    provider: 'text',
    source_ts: 'instant',
  },
  fundamentals: {
    cik: 'text',
    period: 'text',
    start_date: 'date',
    end_date: 'date',
    fiscal_year: 'bigint',
    currency: 'text',
    revenue: 'amount',
    gross_profit: 'amount',
    operating_income: 'amount',
    net_income: 'amount',
    eps_basic: 'amount',
    eps_diluted: 'amount',
    diluted_shares: 'amount',
    operating_cash_flow: 'amount',
    capex: 'amount',
    free_cash_flow: 'amount',
    dividends_paid: 'amount',
    dividends_per_share: 'amount',
    cash: 'amount',
    assets: 'amount',
    liabilities: 'amount',
    total_debt: 'amount',
    equity: 'amount',
    provider: 'text',
    source_ts: 'instant',
  },
  valuations: {
    instrument_id: 'bigint',
    metric: 'text',
    value: 'amount',
    reason: 'text',
    as_of: 'date',
    flags: 'text',
    provider: 'text',
    source_ts: 'instant',
  },
};

/** The columns of the catalogue: a row for each file of a lake. */
export const catalogueColumns: Readonly<Record<string, LakeType>> = {
  path: 'text',
  dataset: 'text',
  symbol: 'text',
  year: 'bigint',
  rows: 'bigint',
  bytes: 'bigint',
  sha256: 'text',
  first_day: 'date',
  last_day: 'date',
  position: 'bigint',
  written_at: 'instant',
};

/** The column that says of which days a file has rows. */
export const dayColumn: Readonly<Record<LakeDataset, string>> = {
  prices: 'date',
  'prices-by-year': 'date',
  'insider-trades': 'filed_on',
  fundamentals: 'end_date',
  valuations: 'as_of',
};
