import type { ListedKind } from '@tickermill/core';

/** What the mark behind a symbol says (`ABR-D`, `ACHR+`, `AAM=`), as Nasdaq writes it. */
const kindOfMark: readonly (readonly [RegExp, ListedKind])[] = [
  [/=/, 'unit'],
  [/\+/, 'warrant'],
  [/\^/, 'right'],
];

/** What the words of a name say, the surest first. They come from the names of the directories of 2016 and 2025. */
const kindOfWords: readonly (readonly [kind: ListedKind, words: RegExp, unless?: RegExp])[] = [
  ['note', /\bETNs?\b|\bexchange[- ]traded notes?\b/i],
  ['bond', /\bmortgage bonds?\b|\bbonds? (?:due|series)\b|\bbonds,/i],
  [
    'note',
    /\b(?:notes|debentures)\b|\b(?:note|debenture) due\b|\bdebt securities\b|\bcap(?:ital)? sec(?:s|urities)\b/i,
  ],
  ['certificate', /\btrust certificates\b|\bcertificates due\b|\bSTRATS\b|\bCABCO\b|\bCorTS\b|\bTr Ctf\b/i],
  ['note', /\blinked (?:to|securities)\b.*(?:\bdue\b|\bindex\b)/i],
];
const afterMarks: typeof kindOfWords = [
  ['adr', /\b(?:american|global) deposit[ao]ry\b|\bADSs?\b|\bADRs?\b/i],
  // A unit of a new company: a share with a part of a warrant or a right. Units of partnerships and trusts are shares.
  ['unit', /\bunits?\b[^-]*\b(?:consist\w*|compris\w*|warrants?|rights?)\b/i],
  ['unit', /\b(?:corp|corporate|equity|amortizing)\s+units?\b| - (?:SAIL |public )?units?\d?$/i],
  ['warrant', /\bwarrants?\d?\b/i],
  ['right', /\brights?$|- (?:one )?rights?\b|\b(?:contingent value|subscription) rights?\b/i],
  ['preferred', /\bdeposit[ao]ry shares?\b/i],
  [
    'preferred',
    /\b(?:preferred|preference)\b|\bpfd\b/i,
    /\bcommon (?:stock|shares?|units?)\b|\bordinary shares?\b|\bfund\b|\btrust$/i,
  ],
  ['fund', /\bclosed[- ]end\b|\bfunds?\b/i],
  [
    'fund',
    /\b(?:muni\w*|income|bond|term|dividend|opportunit\w+)\b.*\btrust\b/i,
    /\b(?:realty|real estate|propert\w+|mortgage|health\w*|REIT)\b/i,
  ],
];
const kindByWords = (name: string, rules: typeof kindOfWords) =>
  rules.find(([, words, unless]) => words.test(name) && !unless?.test(name))?.[0];

/**
 * What a security of the United States is, by the mark of its symbol and the words of its name: the directories have
 * a column for funds that are traded alone.
 */
export function kindOfName(name: string, nasdaqSymbol: string): ListedKind {
  const byMark = kindOfMark.find(([mark]) => mark.test(nasdaqSymbol))?.[1];
  if (byMark) return byMark;
  const isPreferred = nasdaqSymbol.includes('-');
  return kindByWords(name, kindOfWords) ?? (isPreferred ? 'preferred' : kindByWords(name, afterMarks)) ?? 'stock';
}
