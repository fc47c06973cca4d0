import type { ListedKind, ListingId } from '@tickermill/core';
import { type Draws, drawsFor } from '../../random.ts';
import { inventListings } from '../invented-companies.ts';
import { type Instrument, toIsin } from './listed-instrument.ts';

/** How many instruments each exchange abroad lists. */
const countAbroad = 300;

/** The well-known instruments that have prices too, at the head of their lists. */
const wellKnown: Readonly<
  Record<string, readonly (readonly [symbol: string, name: string, mic: string, isin: string])[]>
> = {
  euronext: [['AIR', 'AIRBUS', 'XPAR', 'NL0000235190']],
  lse: [['VOD', 'VODAFONE GROUP PLC', 'XLON', 'GB00BH4HKS39']],
  xetra: [['SAP', 'SAP SE O.N.', 'XETR', 'DE0007164600']],
};

interface Place {
  readonly listing: ListingId;
  readonly countries: readonly string[];
  readonly currency: string;
  /** MICs with the endings of their symbols, by how many are listed there. */
  readonly markets: readonly (readonly [readonly [mic: string, ending: string], number])[];
}

const places: readonly Place[] = [
  {
    listing: 'euronext',
    countries: ['FR', 'NL', 'BE'],
    currency: 'EUR',
    markets: [
      [['XPAR', '.PA'], 4],
      [['ALXP', '.PA'], 3],
      [['XAMS', '.AS'], 2],
      [['XBRU', '.BR'], 2],
      [['XOSL', '.OL'], 1],
      [['MTAA', '.MI'], 1],
    ],
  },
  {
    listing: 'euronext-etfs',
    countries: ['IE', 'LU'],
    currency: 'EUR',
    markets: [
      [['ETFP', '.MI'], 5],
      [['XPAR', '.PA'], 3],
      [['XAMS', '.AS'], 2],
      [['XAMC', '.AS'], 1],
    ],
  },
  { listing: 'lse', countries: ['GB', 'JE'], currency: 'GBX', markets: [[['XLON', '.L'], 1]] },
  { listing: 'xetra', countries: ['DE', 'AT'], currency: 'EUR', markets: [[['XETR', '.DE'], 1]] },
];

/** Everything that is listed abroad: companies of their own, funds among them, each with an ISIN. */
export function instrumentsAbroad(seed: number): Instrument[] {
  const all: Instrument[] = [];
  for (const place of places) all.push(...instrumentsOf(place, seed, all));
  return all;
}

function instrumentsOf(place: Place, seed: number, before: readonly Instrument[]): Instrument[] {
  const known = (wellKnown[place.listing] ?? []).map(([exchangeSymbol, name, mic, isin], nth) =>
    toInstrument(place, nth, { exchangeSymbol, name, isin, kind: 'stock', market: [mic, endingOf(place, mic)] }),
  );
  const draws = drawsFor(seed, 'abroad', place.listing);
  const own = known.map(({ exchangeSymbol }) => exchangeSymbol);
  // The two lists of Euronext share their exchanges, and a symbol is one of an exchange.
  const isBeside = place.listing === 'euronext-etfs';
  const taken = [...own, ...(isBeside ? before.map(({ exchangeSymbol }) => exchangeSymbol) : [])];
  // Another seed than that of the register, so that no two exchanges list the same names.
  const invented = inventListings(
    (seed + place.listing.length * 7919) % 4_294_967_296,
    countAbroad - known.length,
    0,
    taken,
  );
  return [
    ...known,
    ...invented.map(({ name, tickers }, nth) => invent(place, known.length + nth, name, tickers[0], draws)),
  ];
}

const endingOf = ({ markets }: Place, mic: string) => markets.find(([[each]]) => each === mic)?.[0][1] ?? '';

function invent(place: Place, nth: number, name: string, symbol: string, draws: Draws): Instrument {
  const isFund = place.listing === 'euronext-etfs' || (place.listing !== 'euronext' && nth % 9 === 5);
  // London fills symbols of three characters and fewer up with a dot, and writes classes behind one.
  const written = place.listing === 'lse' && symbol.length < 4 ? `${symbol}.` : symbol;
  return toInstrument(place, nth, {
    exchangeSymbol: written,
    // London names the company that issues a fund apart from the fund.
    name: isFund
      ? `${place.listing === 'lse' ? 'FUNDS PLC - ' : ''}${name.toUpperCase()} UCITS ETF`
      : name.toUpperCase(),
    isin: toIsin(draws.pick(place.countries), `00${draws.digits(7)}`),
    kind: isFund ? 'etf' : 'stock',
    market: draws.weighted(place.markets),
  });
}

interface Told {
  readonly exchangeSymbol: string;
  readonly name: string;
  readonly isin: string;
  readonly kind: ListedKind;
  readonly market: readonly [mic: string, ending: string];
}

function toInstrument({ listing, currency }: Place, nth: number, told: Told): Instrument {
  const { exchangeSymbol, name, isin, kind } = told;
  const [mic, ending] = told.market;
  return {
    id: `${listing}-${nth}`,
    listing,
    symbol: `${exchangeSymbol.replace(/\.$/, '')}${ending}`,
    exchangeSymbol,
    name,
    mic,
    kind,
    currency: mic === 'XOSL' ? 'NOK' : mic === 'XAMC' ? 'USD' : currency,
    isin,
    cik: null,
    isTest: false,
  };
}
