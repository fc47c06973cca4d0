import { isOfUnitedStates, symbolSuffixes } from './calendar/mic-of.ts';

/**
 * The one table of spellings: what may follow the symbol of a company in the United States. `ours` is Yahoo's and the
 * SEC's form behind one hyphen; Nasdaq's is one character; the consolidated tape's may begin with a dot or a slash.
 * A class of shares is a bare letter (`BRK-B`), and everything else may carry the letter of its series (`ABR-PD`).
 */
const marks = [
  { ours: 'P', nasdaq: '-', tape: 'p', written: ['P-', 'PR', 'P'], alphaVantage: 'P-' },
  { ours: 'WT', nasdaq: '+', tape: '.WS', written: ['WS', 'WT'], alphaVantage: 'WS' },
  { ours: 'UN', nasdaq: '=', tape: '.U', written: ['UN', 'U'], alphaVantage: 'U' },
  { ours: 'RT', nasdaq: '^', tape: 'r', written: ['RT', 'RI'], alphaVantage: 'R' },
  { ours: 'WI', nasdaq: '#', tape: 'w', written: ['WI', 'WD'], alphaVantage: 'W' },
  { ours: 'CL', nasdaq: '*', tape: '.CL', written: ['CL'], alphaVantage: 'CL' },
  { ours: '', nasdaq: '.', tape: '.', written: [], alphaVantage: '' },
] as const;
type Mark = (typeof marks)[number];

/** One mark with the letter behind it, as in `PD` and `WTA`. */
interface Marked {
  readonly mark: Mark;
  readonly letters: string;
}

const ourMarks = new RegExp(`^(?:(${marks.flatMap(({ ours }) => ours || []).join('|')})([A-Z]?)|([A-Z]))`);

/** What stands behind a symbol in our form; null if the table has no such thing. */
function readOurs(text: string): Marked[] | null {
  const found: Marked[] = [];
  for (let rest = text; rest !== ''; ) {
    const [all, name = '', series, letter] = ourMarks.exec(rest) ?? [];
    const mark = marks.find(({ ours }) => ours === name);
    if (!all || !mark) return null;
    // The letter behind a mark is the next mark's where that begins one (`PBCL`, `RTWI`).
    const isNext = series !== undefined && series !== '' && /^(?:WT|UN|RT|WI|CL)/.test(rest.slice(name.length));
    const letters = isNext ? '' : (series ?? letter ?? '');
    found.push({ mark, letters });
    rest = rest.slice(name.length + letters.length);
  }
  return found;
}

const write = (base: string, found: readonly Marked[]) =>
  found.length === 0 ? base : `${base}-${found.map(({ mark, letters }) => mark.ours + letters).join('')}`;

/** Our form of a symbol as Nasdaq writes it: `BRK.B`, `ABR-D`, `ACHR+`, `AAM=`; null if it is none. */
export function fromNasdaqSymbol(text: string): string | null {
  const [, base, rest = ''] = /^([A-Z0-9]+)((?:[-+=^#*.][A-Z]*)*)$/.exec(text) ?? [];
  if (base === undefined) return null;
  const found = [...rest.matchAll(/([-+=^#*.])([A-Z]*)/g)].flatMap(([, sign, letters = '']): Marked[] => {
    const mark = marks.find(({ nasdaq }) => nasdaq === sign);
    return mark ? [{ mark, letters }] : [];
  });
  return write(base, found);
}

/** Our form of a symbol as the consolidated tape writes it: `BRK.B`, `ABRpD`, `ACHR.WS`, `AAM/U`; null if it is none. */
export function fromTapeSymbol(text: string): string | null {
  const nasdaq = text
    .replaceAll('/', '.')
    .replace(/\.WS(?:\.|$)/, '+')
    .replace(/\.U$/, '=')
    .replace(/\.CL$/, '*')
    .replace(/[prw]+/, (signs) => signs.replaceAll('p', '-').replaceAll('r', '^').replaceAll('w', '#'));
  return fromNasdaqSymbol(nasdaq);
}

/** A symbol of the United States in our form, as Nasdaq writes it; null if it has a mark that is not known. */
export const toNasdaqSymbol = (symbol: string): string | null =>
  spell(symbol, ({ mark, letters }) => mark.nasdaq + letters);

/** A symbol of the United States in our form, as Alpha Vantage writes it: `ABR-P-D`, `ACHR-WS`, `AAM-U`. */
export function toAlphaVantageMarks(symbol: string): string | null {
  return spell(symbol, ({ mark, letters }) => {
    const text = letters === '' ? mark.alphaVantage.replace(/-$/, '') : mark.alphaVantage + letters;
    return `-${text}`;
  });
}

function spell(symbol: string, one: (marked: Marked) => string): string | null {
  const [, base = '', rest = ''] = /^([^-]+)(?:-(.+))?$/.exec(symbol) ?? [];
  const found = readOurs(rest);
  return found === null || base === '' ? null : base + found.map(one).join('');
}

/** What else a person may mean who writes a mark as another upstream does: `ABR.PRD` and `ABR-P-D` are `ABR-PD`. */
export function otherMarks(text: string): string[] {
  const [, base, rest = ''] = /^([A-Z0-9]+)[./-](.+)$/.exec(text) ?? [];
  if (base === undefined) return [];
  const forms = marks.flatMap(({ ours, written }) =>
    written.flatMap((form) => {
      const series = rest.startsWith(form) ? rest.slice(form.length).replace(/^[./-]/, '') : null;
      return series !== null && /^[A-Z]?$/.test(series) ? [`${base}-${ours}${series}`] : [];
    }),
  );
  return [...new Set(forms)].filter((form) => form !== text);
}

/**
 * Our form of a symbol as the list of an exchange writes it: a class of shares behind a hyphen, whether the exchange
 * writes a dot, a slash, an apostrophe or a blank, and outside of the United States the ending of its market. A dot at
 * the end, which London writes to fill up to three characters, is dropped: `BP.` is `BP.L`.
 */
export function toListedSymbol(exchangeSymbol: string, mic: string): string {
  const native = exchangeSymbol
    .trim()
    .toUpperCase()
    .replace(/[./' -]+$/, '')
    .replaceAll(/[./' ]+/g, '-');
  return isOfUnitedStates(mic) ? native : `${native}${symbolSuffixes[mic] ?? ''}`;
}
