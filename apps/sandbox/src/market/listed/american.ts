import type { ListedKind } from '@tickermill/core';
import { drawsFor } from '../../random.ts';
import type { Listing } from '../company.ts';
import { inventListings } from '../invented-companies.ts';
import { watchlistListings } from '../watchlist.ts';
import type { Instrument } from './listed-instrument.ts';

/** Symbols that careless readers take for values. */
const treacherous = ['NA', 'TRUE', 'NULL', 'INF'] as const;

/** How an exchange writes a security beside the shares of a company, and how it is stored. */
interface Beside {
  readonly kind: ListedKind;
  readonly words: string;
  /** At the other exchanges: behind the symbol there, and behind it as it is stored. */
  readonly other: readonly [written: string, stored: string];
  /** At Nasdaq: one letter more. */
  readonly nasdaq: string;
}

const beside: readonly (readonly [Beside, number])[] = [
  [
    {
      kind: 'preferred',
      words: '6.25% Series A Cumulative Redeemable Preferred Stock',
      other: ['$A', '-PA'],
      nasdaq: 'P',
    },
    4,
  ],
  [{ kind: 'warrant', words: 'Warrants', other: ['.W', '-WT'], nasdaq: 'W' }, 3],
  [
    {
      kind: 'unit',
      words: 'Units, each consisting of one share and one-half of one warrant',
      other: ['.U', '-UN'],
      nasdaq: 'U',
    },
    2,
  ],
  [{ kind: 'right', words: 'Rights', other: ['.R', '-RT'], nasdaq: 'R' }, 1],
];

/** The part of the list that are shares of companies that file with the SEC. */
const companyShare = 0.75;

/**
 * Everything that is listed in the United States: the companies of the register, as many as the list of the SEC names
 * or more, then funds, preferred shares, warrants, units, rights, and test issues. A longer list only grows.
 */
export function americanInstruments(seed: number, count: number, tickers: number): Instrument[] {
  const companies = companiesOf(seed, Math.max(tickers, Math.floor(count * companyShare))).map((each, nth) =>
    // Only the SEC's list says which company a symbol is of.
    nth < tickers ? each : { ...each, cik: null },
  );
  const taken = new Set(companies.map(({ symbol }) => symbol));
  const further: Instrument[] = [];
  for (let nth = 0; companies.length + further.length < count; nth += 1) {
    const draws = drawsFor(seed, 'listed', nth);
    const made = nth < treacherous.length ? treacherousShare(nth) : nth % 200 === 10 ? testIssue(nth) : null;
    const each =
      made ?? (draws.chance(0.6) ? fund(nth, draws) : ofCompany(nth, draws.pick(companies), draws.weighted(beside)));
    if (taken.has(each.symbol)) continue;
    taken.add(each.symbol);
    further.push(each);
  }
  return [...companies, ...further];
}

function companiesOf(seed: number, tickers: number): Instrument[] {
  const known = watchlistListings.flatMap((listing) => listing.tickers);
  const invented = inventListings(seed, Math.max(0, tickers - known.length), watchlistListings.length, known);
  return [...watchlistListings, ...invented]
    .flatMap((listing) => listing.tickers.map((ticker) => [listing, ticker] as const))
    .slice(0, tickers)
    .map(([listing, ticker], nth) => shareOf(listing, ticker, nth));
}

function shareOf({ cik, name, exchange, hasTwoClasses }: Listing, symbol: string, nth: number): Instrument {
  const isNasdaq = exchange === 'Nasdaq';
  const title = hasTwoClasses ? 'Class A Common Stock' : 'Common Stock';
  return {
    id: `us-${nth}`,
    listing: isNasdaq ? 'nasdaq' : 'other',
    symbol,
    exchangeSymbol: symbol.replace('-', '.'),
    name: isNasdaq ? `${name} - ${title}` : `${name} ${title}`,
    mic: isNasdaq ? 'XNAS' : nth >= 60 && nth % 15 === 0 ? 'XASE' : 'XNYS',
    kind: 'stock',
    currency: 'USD',
    isin: null,
    cik,
    isTest: false,
  };
}

const plain = { currency: 'USD', isin: null, cik: null, isTest: false } as const;

function treacherousShare(nth: number): Instrument {
  const symbol = treacherous[nth] ?? '';
  const name = `${symbol} "Value", Inc. - Class A Ordinary Shares`;
  return {
    ...plain,
    id: `us-value-${nth}`,
    listing: 'nasdaq',
    symbol,
    exchangeSymbol: symbol,
    name,
    mic: 'XNAS',
    kind: 'stock',
  };
}

function testIssue(nth: number): Instrument {
  const symbol = `ZV${String(nth)
    .padStart(4, '0')
    .replaceAll(/\d/g, (digit) => String.fromCharCode(65 + Number(digit)))}`.slice(0, 6);
  const name = 'NASDAQ TEST STOCK';
  return {
    ...plain,
    id: `us-test-${nth}`,
    listing: 'nasdaq',
    symbol,
    exchangeSymbol: symbol,
    name,
    mic: 'XNAS',
    kind: 'other',
    isTest: true,
  };
}

function fund(nth: number, draws: ReturnType<typeof drawsFor>): Instrument {
  const symbol = Array.from({ length: 4 }, () => String.fromCharCode(65 + draws.int(0, 25))).join('');
  const name = `${draws.pick(['Broad', 'Core', 'Prime', 'True'])} ${draws.pick(['Value', 'Growth', 'Dividend', 'Bond', 'Small Cap'])} ${nth} ETF`;
  const mic = draws.weighted([
    ['ARCX', 7],
    ['BATS', 2],
    ['XNAS', 1],
  ] as const);
  const listing = mic === 'XNAS' ? 'nasdaq' : 'other';
  return { ...plain, id: `us-fund-${nth}`, listing, symbol, exchangeSymbol: symbol, name, mic, kind: 'etf' };
}

function ofCompany(nth: number, company: Instrument, { kind, words, other, nasdaq }: Beside): Instrument {
  const base = company.symbol.replace('-', '');
  const issuer = company.name.replace(/(?: -)? (?:Class A )?Common Stock$/, '');
  const { listing, mic } = company;
  const isNasdaq = listing === 'nasdaq';
  return {
    ...plain,
    id: `us-beside-${nth}`,
    listing,
    symbol: isNasdaq ? `${base}${nasdaq}` : `${base}${other[1]}`,
    exchangeSymbol: isNasdaq ? `${base}${nasdaq}` : `${base}${other[0]}`,
    name: isNasdaq ? `${issuer} - ${words}` : `${issuer} ${words}`,
    mic,
    kind,
  };
}
