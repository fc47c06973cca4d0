import { marketsBeside, symbolSuffixes } from './calendar/mic-of.ts';
import { otherMarks } from './exchange-spellings.ts';
import type { AskedTicker } from './identifiers.ts';

/** Stored symbols that a typed ticker may mean, at these exchanges; at any if `mics` is null. */
export interface TickerSpelling {
  readonly symbols: readonly string[];
  readonly mics: readonly string[] | null;
}

/**
 * What a typed ticker may mean, the surest first: the first spelling under which anything is listed decides. Exchanges
 * write a class of shares with a dot, the SEC and Yahoo with a hyphen, quote pages with a slash; outside the United
 * States a stored symbol ends in its exchange (`VOD.L`), which a person need not write.
 */
export function spellingsOf(asked: AskedTicker): TickerSpelling[] {
  const [mic, text] = asked.includes(':') ? (asked.split(':') as [string, string]) : [null, asked];
  const forms = [
    ...new Set([text, text.replaceAll(/[./]/g, '-'), text.replaceAll(/[/-]/g, '.'), ...otherMarks(text)]),
  ].filter((form) => !form.includes('/'));
  if (mic === null) {
    const endings = [...new Set(Object.values(symbolSuffixes))].filter((ending) => ending !== '');
    const native = forms.flatMap((form) => endings.map((ending) => form + ending));
    return [...forms.map((form) => ({ symbols: [form], mics: null })), { symbols: native, mics: null }];
  }
  const suffix = symbolSuffixes[mic];
  const spelled = suffix === undefined || suffix === '' ? forms : [...forms, ...forms.map((form) => form + suffix)];
  const at = (mics: readonly string[]) => spelled.map((symbol) => ({ symbols: [symbol], mics }));
  // A list without exchanges puts it at one of the United States, and a share of Paris may trade on its growth market; a
  // caller who names another market of the exchange means the same instrument.
  const beside = marketsBeside(mic);
  return beside.length > 1 ? [...at([mic]), ...at(beside)] : at([mic]);
}
