import { type Accession, add, type Cik, type Day, type Decimal } from '@tickermill/core';
import type { Company } from '../market/company.ts';
import type { Edgar } from './edgar.ts';
import type { Filing } from './ownership/filing.ts';
import { findFiling } from './ownership/filings-of-day.ts';
import { tallyOf } from './tally.ts';

/** What EDGAR offers of insider trades: counted on the model of the filings, never by reading what is served. */
export interface OfferedTrades {
  /** Ownership filings about the issuer, by the day on which they were filed. */
  readonly filings: number;
  readonly amendments: number;
  readonly trades: number;
  readonly holdings: number;
  /** Sum of the shares of all transactions, amendments counted beside their originals. */
  readonly shares: Decimal;
  /** Sum of shares × price, USD, of the transactions that state both. */
  readonly value: Decimal;
  readonly accessions: readonly Accession[];
}

/** What there is of one issuer from a day to a day, both included. */
export function offeredTrades(edgar: Edgar, issuer: Company, from: Day, to: Day): OfferedTrades {
  return edgar
    .historyOf(issuer)
    .filter(({ isOwnership, filedOn }) => isOwnership && filedOn >= from && filedOn <= to)
    .map(({ accession }) => offerOf(findFiling(edgar.world, issuer, accession)))
    .reduce(plus, none);
}

/** What there is of several issuers together, each counted once. */
export function offeredInAll(byIssuer: ReadonlyMap<Cik, OfferedTrades>): OfferedTrades {
  return [...byIssuer.values()].reduce(plus, none);
}

const none: OfferedTrades = {
  filings: 0,
  amendments: 0,
  trades: 0,
  holdings: 0,
  shares: '0',
  value: '0',
  accessions: [],
};

function offerOf(filing: Filing | null): OfferedTrades {
  if (!filing) return none;
  return { ...tallyOf(filing), filings: 1, amendments: filing.originalFiledOn ? 1 : 0, accessions: [filing.accession] };
}

function plus(a: OfferedTrades, b: OfferedTrades): OfferedTrades {
  return {
    filings: a.filings + b.filings,
    amendments: a.amendments + b.amendments,
    trades: a.trades + b.trades,
    holdings: a.holdings + b.holdings,
    shares: add(a.shares, b.shares),
    value: add(a.value, b.value),
    accessions: [...a.accessions, ...b.accessions],
  };
}
