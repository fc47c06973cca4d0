import { type FormItem, formItems, type SectionForm } from './items.ts';
import type { ReportDocument } from './line.ts';

/** What a heading says besides its number: the surer, the more it weighs against others of its item. */
export type HeadingKind =
  /** Number and title, and nothing else. */
  | 'titled'
  /** Number and title, and the text goes on behind them. */
  | 'run-in'
  /** A number alone. */
  | 'bare'
  /** A number with another title than the form gives it. */
  | 'other-title';

/** A line that may be the heading of an item. */
export interface Heading {
  readonly place: number;
  /** Where in its line it begins. */
  readonly at: number;
  readonly item: string;
  /** Further items of the same heading: 2 of `Items 1 and 2`. */
  readonly also: readonly string[];
  readonly kind: HeadingKind;
  /** It is a line of the contents: a link, or a page number stands behind it. */
  readonly isContents: boolean;
}

const partLead = String.raw`(?:part\s+(?<part>i{1,3}|iv)\b[\s.,:;–—-]*(?:(?:financial|other)\s+information[\s.,:;–—-]*)?)?`;
const number = String.raw`(?:\d{1,2}(?!\d)|[ivx]{1,4}(?=[abc]?(?![a-z])))(?:(?:\s?|[.-])\(?[abc]\)?(?![a-z]))?(?:\s?\(t\))?`;
const headingLine = new RegExp(
  String.raw`^${partLead}(?<item>i\s?t\s?e\s?m\s?s?\s*(?:no\.?\s*)?(?<number>${number})(?<more>(?:\.?\s*(?:,|and|&|\/)\s*(?:and\s+)?(?:items?\s+)?${number})*))(?<rest>.*)$`,
  'iu',
);
/** Words in which a line ends that goes on with a reference in the next one. */
const leadsToReference =
  /(?:\b(?:see|in|under|and|of|to|the|with|by|at|or|our|entitled|captioned|heading|part i{1,2}|form 10-?k)|[,("“–—-])$/i;
/** Whether a line goes on with a reference; the name of the form alone is a title, or the head of a page. */
const leadsOn = (text: string): boolean => leadsToReference.test(text) && !/^.{0,40}\bform 10-?[kq]$/i.test(text);
/** Of plain text, a line of this length without an end of a sentence goes on in the next. */
const isBroken = (text: string): boolean => text.length > 55 && !/[.:;!?)”"'\]_=*-]$/.test(text) && /[a-z]/.test(text);
/** Pages at the end of a line, as the contents and a cross-reference index name them. */
export const namesPages = /[\s.](?:[A-Z]{1,2}-)?\d{1,3}(?:\s?(?:[–—,-]|to|and)\s?(?:[A-Z]{1,2}-)?\d{1,3}){0,20}$/;
const maxHeadingChars = 220;
/** So much of a line is looked at: a heading stands at its beginning. */
const readChars = 400;
const isContinued = /\(\s*cont(?:inued|['’]d|d|inuation)?\.?\s*\)|[\s,–—-]cont(?:inued|['’]d)\.?$/i;
const maxTitleChars = 160;

/** Whether a line begins as the heading of an item does. */
export const isHeading = (text: string): boolean => headingLine.test(text);

/** Whether a line is the heading of a part. */
export const partOf = (text: string): string | null =>
  text.length < 100 ? (/^part\s+(i{1,3}|iv)(?![a-z])/i.exec(text)?.[1]?.toUpperCase() ?? null) : null;

/** The titles that stand alone where a heading has lost its number, by letters alone. */
const wholeTitles: readonly (readonly [title: RegExp, items: readonly string[]])[] = [
  [/^(?:our|the)?business$/, ['1']],
  [/^riskfactors$/, ['1A', 'II.1A']],
  [/^legalproceedings$/, ['3']],
  [/^managements?discussionandanalysisof(?:financialcondition|resultsofoperations)/, ['7', 'I.2']],
  [/^quantitativeandqualitativedisclosures?aboutmarketrisks?$/, ['7A', 'I.3']],
];

/** The lines that are the title of a stored item and nothing else, outside of the contents. */
export function findTitles({ form, lines }: ReportDocument): { readonly place: number; readonly item: string }[] {
  return lines.flatMap(({ text, isLinked }, place) => {
    if (isLinked || text.length > maxTitleChars) return [];
    const letters = text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    const item = wholeTitles
      .find(([title]) => title.test(letters))?.[1]
      .find((each) => formItems[form].some(({ id }) => id === each));
    return item === undefined ? [] : [{ place, item }];
  });
}

/** Every line that may be the heading of an item, in the order of the document. */
export function findHeadings({ form, lines, wraps }: ReportDocument): Heading[] {
  let part = 'I';
  return lines.flatMap((line, place) => {
    part = partOf(line.text) ?? part;
    const before = lines[place - 1]?.text ?? '';
    const begin = line.text.slice(0, readChars);
    const match = headingLine.exec(begin);
    if (!match?.groups || ((leadsOn(before) || (wraps && isBroken(before))) && partOf(before) === null)) return [];
    const { rest = '', more = '', part: named } = match.groups;
    if (isReference(rest) || isContinued.test(line.text)) return [];
    const at = begin.length - (match.groups['item'] ?? '').length - rest.length;
    const numbers = [match.groups['number'] ?? '', ...(more.match(new RegExp(number, 'giu')) ?? [])].map(plainNumber);
    const known = numbers.map((each) => candidatesOf(form, each)).filter((each) => each.length > 0);
    const [candidates, ...others] = known;
    if (!candidates) return [];
    const title = titleOf(rest);
    const next = lines[place + 1]?.text ?? '';
    const after = title === '' ? titleOf(next) : title;
    const fitting = candidates.find(({ titles }) => fits(after, titles));
    const context = named?.toUpperCase() ?? part;
    const item = fitting ?? candidates.find(({ id }) => id.startsWith(`${context}.`)) ?? candidates[0];
    if (!item) return [];
    const kind = kindOf(line.text, { title, isFitting: fitting !== undefined, isNext: title === '' });
    if (kind === null) return [];
    return [
      {
        place,
        at,
        item: item.id,
        also: others.flatMap((each) => each.map(({ id }) => id)),
        kind,
        isContents: line.isLinked || namesPages.test(rest) || (title === '' && /\s\d{1,3}$/.test(next)),
      },
    ];
  });
}

function kindOf(
  text: string,
  { title, isFitting, isNext }: { title: string; isFitting: boolean; isNext: boolean },
): HeadingKind | null {
  if (isFitting) return isNext || text.length <= maxHeadingChars ? 'titled' : 'run-in';
  if (title === '') return 'bare';
  return title.length <= maxTitleChars ? 'other-title' : null;
}

const romans = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII', 'XIII', 'XIV', 'XV'];

/** `9A(T)`, `7 (a)` and `VII` as the form numbers them. */
function plainNumber(written: string): string {
  const plain = written
    .toUpperCase()
    .replaceAll(/\(T\)|[\s().-]/g, '')
    .replace(/^0+(?=\d)/, '');
  const roman = /^[IVX]+/.exec(plain)?.[0];
  return roman === undefined || plain === 'X' ? plain : plain.replace(roman, String(romans.indexOf(roman)));
}

/** The items of this number, in each part; a letter that no item has is a subdivision. */
function candidatesOf(form: SectionForm, written: string): readonly FormItem[] {
  const items = formItems[form];
  // Some put an item X of their own between others, some number all of them in Roman.
  const exact = items.filter((each) => each.number === written || (written === 'X' && each.number === '10'));
  return exact.length > 0 ? exact : items.filter((each) => each.number === written.replace(/[ABC]$/, ''));
}

/** Behind the number of a reference the sentence goes on: `Item 7, "Management's…`, `Item 1A of this report`. */
const isReference = (rest: string): boolean =>
  /^\s*[,;)\]”"“'’]/.test(rest) ||
  /^\s+[a-z]/.test(rest) ||
  /^\s*[.:–—-]+\s*["“(]?[“"]/.test(rest) ||
  /^[A-Za-z]/.test(rest.slice(0, 1));

const titleOf = (rest: string): string => rest.replace(/^[\s.:;–—‑-]+/, '').trim();

const lettersOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/^(?:the |our |registrant['’]s |company['’]s )+/, '')
    .replaceAll(/[^a-z0-9]/g, '');

/** Whether a title is one of these, or the beginning of one that goes on in the next line. */
function fits(title: string, titles: readonly string[]): boolean {
  const letters = lettersOf(title);
  return titles.some((each) => letters.startsWith(each) || (letters.length >= 6 && each.startsWith(letters)));
}
