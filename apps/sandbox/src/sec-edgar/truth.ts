import { type Accession, add, type Cik, type Day, type Decimal } from '@tickermill/core';
import type { Company } from '../market/company.ts';
import type { Edgar } from './edgar.ts';
import type { Filing } from './ownership/filing.ts';
import { findFiling } from './ownership/filings-of-day.ts';
import { withoutRestated } from './ownership/restated.ts';
import { type Tally, tallyOf } from './tally.ts';

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
  /** The same of what statistics count: the rows that no amendment of these days restates. */
  readonly counted: Tally;
  readonly accessions: readonly Accession[];
}

/** What there is of one issuer from a day to a day, both included. */
export function offeredTrades(edgar: Edgar, issuer: Company, from: Day, to: Day): OfferedTrades {
  const filings = edgar
    .historyOf(issuer)
    .filter(({ isOwnership, filedOn }) => isOwnership && filedOn >= from && filedOn <= to)
    .flatMap(({ accession }) => findFiling(edgar.world, issuer, accession) ?? []);
  const counted = withoutRestated(filings).map(tallyOf).reduce(sum, noTally);
  return { ...filings.map(offerOf).reduce(plus, none), counted };
}

/** What there is of several issuers together, each counted once. */
export function offeredInAll(byIssuer: ReadonlyMap<Cik, OfferedTrades>): OfferedTrades {
  return [...byIssuer.values()].reduce(plus, none);
}

const noTally: Tally = { trades: 0, holdings: 0, shares: '0', value: '0' };
const none: OfferedTrades = { ...noTally, filings: 0, amendments: 0, counted: noTally, accessions: [] };

function offerOf(filing: Filing): OfferedTrades {
  const { accession, originalFiledOn } = filing;
  const amendments = originalFiledOn ? 1 : 0;
  return { ...none, ...tallyOf(filing), filings: 1, amendments, accessions: [accession] };
}

const sum = (a: Tally, b: Tally): Tally => ({
  trades: a.trades + b.trades,
  holdings: a.holdings + b.holdings,
  shares: add(a.shares, b.shares),
  value: add(a.value, b.value),
});

function plus(a: OfferedTrades, b: OfferedTrades): OfferedTrades {
  return {
    filings: a.filings + b.filings,
    amendments: a.amendments + b.amendments,
    ...sum(a, b),
    counted: sum(a.counted, b.counted),
    accessions: [...a.accessions, ...b.accessions],
  };
}
