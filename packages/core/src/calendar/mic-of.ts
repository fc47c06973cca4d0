import { Mic } from './mic.ts';

/** Exchanges outside of the United States: how Yahoo ends their symbols, their markets by MIC, whose sessions they keep. */
const exchanges: readonly { suffix: string; mics: readonly string[]; sessions: Mic | null }[] = [
  { suffix: '.L', mics: ['XLON'], sessions: 'XLON' },
  { suffix: '.PA', mics: ['XPAR', 'ALXP', 'XMLI', 'XPMC'], sessions: 'XPAR' },
  { suffix: '.DE', mics: ['XETR'], sessions: 'XETR' },
  { suffix: '.KS', mics: ['XKRX'], sessions: 'XKRX' },
  { suffix: '.KQ', mics: ['XKOS'], sessions: 'XKRX' },
  // Nobody ends the symbols of KONEX: they are codes, told apart by the MIC alone.
  { suffix: '', mics: ['XKON'], sessions: 'XKRX' },
  // Euronext keeps one calendar for the shares of these four cities.
  { suffix: '.AS', mics: ['XAMS', 'ALXA', 'XAMC', 'TNLA'], sessions: 'XPAR' },
  { suffix: '.BR', mics: ['XBRU', 'ALXB', 'MLXB', 'TNLB', 'VPXB'], sessions: 'XPAR' },
  { suffix: '.LS', mics: ['XLIS', 'ALXL', 'ENXL'], sessions: 'XPAR' },
  { suffix: '.IR', mics: ['XMSM', 'XESM', 'XACD', 'XATL', 'XDUB'], sessions: null },
  { suffix: '.OL', mics: ['XOSL', 'MERK', 'XOAS'], sessions: null },
  { suffix: '.MI', mics: ['MTAA', 'EXGM', 'MIVX', 'XMOT', 'ETFP', 'BGEM', 'MTAH', 'ETLX', 'XMIL'], sessions: null },
];
/** Exchanges of the United States that keep the sessions of New York's. */
const likeNewYork = new Set([
  ...['XASE', 'ARCX', 'BATS', 'BATY', 'EDGA', 'EDGX', 'IEXG', 'XCHI', 'LTSE', 'XNGS', 'XNMS', 'XNCM', 'OTCM'],
]);

const suffixOf = (symbol: string) => /\.[A-Z]+$/.exec(symbol)?.[0];
const sessionsByMic = new Map(exchanges.flatMap(({ mics, sessions }) => mics.map((mic) => [mic, sessions] as const)));

/**
 * The exchange whose sessions an instrument keeps: that of its market if it is known, else of its symbol's suffix. Null
 * for an exchange without a known calendar; a symbol without a suffix is taken for one of New York.
 */
export function micOf(symbol: string, mic: string | null): Mic | null {
  const known = Mic.safeParse(mic);
  if (known.success) return known.data;
  if (mic !== null) return likeNewYork.has(mic) ? 'XNYS' : (sessionsByMic.get(mic) ?? null);
  const suffix = suffixOf(symbol);
  // BRK.A and its like: a class of shares, as the exchange itself writes it.
  if (suffix === undefined || /^\.[ABC]$/.test(suffix)) return 'XNYS';
  return exchanges.find((each) => each.suffix === suffix)?.sessions ?? null;
}

/** Whether an exchange is one of the United States: there a symbol is unique over all of them. */
export const isOfUnitedStates = (mic: string): boolean => mic === 'XNYS' || mic === 'XNAS' || likeNewYork.has(mic);

/** Every exchange of the United States that is known here. */
export const exchangesOfUnitedStates: readonly string[] = ['XNYS', 'XNAS', ...likeNewYork];

/** The markets among which a symbol is unique: those of the same exchange, or all of the United States. */
export const marketsBeside = (mic: string): readonly string[] =>
  isOfUnitedStates(mic) ? exchangesOfUnitedStates : (exchanges.find(({ mics }) => mics.includes(mic))?.mics ?? [mic]);

/** ISO 10383 for "no market that is known". */
const noMarket = 'XXXX';

/** The MIC under which a symbol is stored when its list names no exchange (docs/decisions/0021). */
export function assumedMic(symbol: string): string {
  const home = exchanges.find(({ suffix }) => suffix === suffixOf(symbol))?.mics[0];
  return home ?? micOf(symbol, null) ?? noMarket;
}

/** How the symbols of a market end, by its MIC (`.L`); the United States have no ending. */
export const symbolSuffixes: Readonly<Record<string, string>> = Object.fromEntries(
  exchanges.flatMap(({ suffix, mics }) => mics.map((mic) => [mic, suffix])),
);
