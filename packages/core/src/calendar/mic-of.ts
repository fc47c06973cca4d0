import { Mic } from './mic.ts';

/** How Yahoo ends the symbols of an exchange outside of the United States. */
const micBySuffix: Readonly<Record<string, Mic>> = { L: 'XLON', PA: 'XPAR', DE: 'XETR', KS: 'XKRX' };
/** Exchanges of the United States that keep the sessions of New York's. */
const likeNewYork = new Set(['XASE', 'ARCX', 'BATS', 'BATY', 'EDGA', 'EDGX', 'IEXG', 'XNGS', 'XNMS', 'XNCM', 'OTCM']);

/**
 * The exchange whose sessions an instrument keeps: the known one, else the one of its symbol's suffix. Null for an
 * exchange without a known calendar; a symbol without a suffix is taken for one of New York.
 */
export function micOf(symbol: string, mic: string | null): Mic | null {
  const known = Mic.safeParse(mic);
  if (known.success) return known.data;
  if (mic !== null) return likeNewYork.has(mic) ? 'XNYS' : null;
  const suffix = /\.([A-Z]+)$/.exec(symbol)?.[1];
  if (suffix === undefined) return 'XNYS';
  // BRK.A and its like: a class of shares, as the exchange itself writes it.
  return micBySuffix[suffix] ?? (/^[ABC]$/.test(suffix) ? 'XNYS' : null);
}

/** Whether an exchange is one of the United States: there a symbol is unique over all of them. */
export const isOfUnitedStates = (mic: string): boolean => mic === 'XNYS' || mic === 'XNAS' || likeNewYork.has(mic);

/** Every exchange of the United States that is known here. */
export const exchangesOfUnitedStates: readonly string[] = ['XNYS', 'XNAS', ...likeNewYork];

/** ISO 10383 for "no market that is known". */
const noMarket = 'XXXX';

/** The MIC under which a symbol is stored when its list names no exchange (docs/decisions/0021). */
export const assumedMic = (symbol: string): string => micOf(symbol, null) ?? noMarket;

/** How the symbols of an exchange end, by its MIC; the United States have no ending. */
export const symbolSuffixes: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(micBySuffix).map(([suffix, mic]) => [mic, `.${suffix}`]),
);
