import { chooseHeadings, type ItemSpan, withoutRunningHeadings } from './choose-headings.ts';
import { findHeadings, findTitles, type Heading, namesPages, partOf } from './headings.ts';
import { formItems, readItems, type SectionForm } from './items.ts';
import type { ReportDocument } from './line.ts';
import { readDocument } from './read-document.ts';
import type { Section, SectionDoubt } from './section.ts';
import { statusOf } from './status.ts';

/** The sections of a report. */
export interface ReportSections {
  readonly form: SectionForm;
  /** The document as a reader sees it, without page numbers and running titles; every run of white space is one space. */
  readonly text: string;
  readonly sections: readonly Section[];
}

/** So many items have headings, or the document has none of this kind, and nothing is known of any. */
const minHeadings = 3;
/** A document with more lines that look like headings is none that a company wrote. */
const maxHeadings = 2_000;
/** Between these lengths, in characters, lies the text of an item. */
const bands: Readonly<Record<string, readonly [least: number, most: number]>> = {
  '1': [300, 1_500_000],
  '1A': [150, 1_500_000],
  '3': [0, 400_000],
  '7': [300, 2_000_000],
  '7A': [0, 300_000],
  'I.2': [300, 2_000_000],
  'I.3': [0, 300_000],
  'II.1A': [0, 1_000_000],
};
/** A heading of a part stands so near to the next item that it belongs to that. */
const partReachChars = 400;
const maxTitleChars = 80;

/**
 * The items of a 10-K or 10-Q that are stored, of the bytes of its primary document. What is not sure is `unsure`, without text:
 * the wrong text is worse than none. @throws {PipelineError} `EMPTY_DOCUMENT`, `UNEXPECTED_ANSWER`
 */
export function toSections(bytes: Uint8Array): ReportSections {
  const document = readDocument(bytes);
  const { form, lines } = document;
  const starts: number[] = [];
  let length = 0;
  for (const { text } of lines) {
    starts.push(length);
    length += text.length + 1;
  }
  const text = lines.map((line) => line.text).join(' ');
  const all = withoutRunningHeadings(findHeadings(document));
  const headings = all.length > maxHeadings ? [] : all;
  const ranks = new Map(formItems[form].map(({ id }, rank) => [id, rank]));
  const rankOf = (item: string) => ranks.get(item) ?? -1;
  const spans = chooseHeadings(headings, {
    rankOf,
    startOf: ({ place, at }) => (starts[place] ?? 0) + at,
    length: text.length,
  });
  const isIndexed =
    spans.filter(({ heading: { kind } }) => kind === 'titled' || kind === 'run-in').length < minHeadings;
  const lostTitles = titlesWithoutNumber(document, spans);
  const about = { document, text, starts, headings, spans, lostTitles, rankOf };
  return {
    form,
    text,
    sections: readItems[form].map((item) => (isIndexed ? unsure(item, ['no-headings']) : sectionOf(item, about))),
  };
}

interface Found {
  readonly document: ReportDocument;
  readonly text: string;
  readonly starts: readonly number[];
  readonly headings: readonly Heading[];
  readonly spans: readonly ItemSpan[];
  /** Titles of items that have no heading, which may be those headings. */
  readonly lostTitles: readonly { readonly place: number; readonly item: string }[];
  rankOf(item: string): number;
}

/**
 * The titles that stand alone of items that have no heading. Risk factors were no item before December 2005, when many were
 * told under others: they count where an item of those years stands, and in the second part of a quarter's report.
 */
function titlesWithoutNumber(document: ReportDocument, spans: readonly ItemSpan[]) {
  const found = new Set(spans.flatMap(({ heading }) => [heading.item, ...heading.also]));
  const secondPart =
    spans.find(({ heading }) => heading.item.startsWith('II.'))?.heading.place ?? Number.POSITIVE_INFINITY;
  return findTitles(document).filter(({ item, place }) => {
    if (found.has(item)) return false;
    if (item === '1A') return found.has('1B') || found.has('1C');
    return item !== 'II.1A' || place > secondPart;
  });
}

const unsure = (item: string, warnings: readonly SectionDoubt[]): Section => ({
  item,
  status: 'unsure',
  text: null,
  span: null,
  warnings,
});

function sectionOf(item: string, found: Found): Section {
  const { text, spans } = found;
  const span = spans.find(({ heading }) => heading.item === item);
  if (!span) {
    const isWithin = spans.some(({ heading }) => heading.also.includes(item));
    const doubts: SectionDoubt[] = isWithin
      ? []
      : [
          ...(isNamedInContents(item, found) ? (['named-in-the-contents-alone'] as const) : []),
          ...(found.headings.some((each) => each.item === item && each.kind === 'titled' && !each.isContents)
            ? (['out-of-order'] as const)
            : []),
          ...(found.lostTitles.some((title) => title.item === item) ? (['title-without-number'] as const) : []),
        ];
    return doubts.length > 0 ? unsure(item, doubts) : { item, status: 'absent', text: null, span: null, warnings: [] };
  }
  if (isOmitted(span.heading, found)) {
    const heading = found.document.lines[span.heading.place]?.text ?? '';
    const place = { from: span.from, before: span.from + heading.length };
    return { item, status: 'not-applicable', text: heading, span: place, warnings: [] };
  }
  const before = endOf(span, found);
  const body = text.slice(span.from, before).trim();
  const status = statusOf(body);
  const [least, most] = bands[item] ?? [0, Number.POSITIVE_INFINITY];
  const warnings: SectionDoubt[] = [
    ...(span.heading.kind === 'bare' || span.heading.kind === 'other-title'
      ? (['heading-without-title'] as const)
      : []),
    ...(holdsHeading(span, found) ? (['heading-of-another-item-within'] as const) : []),
    ...(isToldAgain(span, found) ? (['told-more-than-once'] as const) : []),
    ...(isIndex(span, found) ? (['lines-of-an-index'] as const) : []),
    ...(swallows(span, found) ? (['holds-an-item-without-heading'] as const) : []),
    ...(status === 'text' && body.length < least ? (['too-short'] as const) : []),
    ...(body.length > most ? (['too-long'] as const) : []),
    ...(status === 'unsure' ? (['empty'] as const) : []),
  ];
  const place = { from: span.from, before: span.from + body.length };
  return warnings.length > 0
    ? { ...unsure(item, warnings), span: place }
    : { item, status, text: body, span: place, warnings };
}

/** Whether it stands in a list of items that the form lets a company leave out, as that of a trust, with no text of its own. */
function isOmitted({ place }: Heading, { document, headings }: Found): boolean {
  const listed = new Set(headings.map((heading) => heading.place));
  if (!listed.has(place + 1) && !listed.has(place - 1)) return false;
  let above = place - 1;
  while (listed.has(above)) above -= 1;
  return /\bomitted\b|general instruction j/i.test(document.lines[above]?.text ?? '');
}

/** A line without a sentence. */
const isTitleLike = (line: string): boolean =>
  line.length <= maxTitleChars && !/[.;:,]$/.test(line.replace(/\bitems? \w+\.$/i, ''));

/** Where the text of an item ends: before the next item, or before the heading of the part to which that belongs. */
function endOf({ from, before }: ItemSpan, { document, starts }: Found): number {
  for (let place = document.lines.length - 1; place > 0; place--) {
    const start = starts[place] ?? 0;
    if (start >= before) continue;
    if (start <= from || start < before - partReachChars) break;
    const line = document.lines[place]?.text ?? '';
    if (partOf(line) !== null || /^signatures?$/i.test(line)) return start;
    // Behind the heading of a part stands its title alone; behind the head of a page the text goes on.
    if (!isTitleLike(line)) break;
  }
  return before;
}

/** An entry of a cross-reference index is no longer than this. */
const maxIndexChars = 6_000;

/** Whether most of it are short lines that end in the numbers of pages: it is an entry of an index, and the text stands elsewhere. */
function isIndex({ from, before }: ItemSpan, { document, starts }: Found): boolean {
  if (before - from > maxIndexChars) return false;
  let chars = 0;
  let indexed = 0;
  for (const [place, { text }] of document.lines.entries()) {
    const start = starts[place] ?? 0;
    if (start < from || start >= before) continue;
    chars += text.length;
    if (text.length < 250 && namesPages.test(text) && !/[$%]|\d,\d{3}/.test(text)) indexed += text.length;
  }
  return indexed * 2 > chars;
}

/** The lines of the contents follow each other within so many characters. */
const contentsReach = 300;

/**
 * Whether the surest kind of heading of another item stands in the text: then one of the two is not what it seems. Of lines of
 * contents those count with which it would begin.
 */
function holdsHeading({ heading, from, before }: ItemSpan, { headings, starts }: Found): boolean {
  return headings.some((each) => {
    const start = (starts[each.place] ?? 0) + each.at;
    return (
      start > from &&
      start < before &&
      each.item !== heading.item &&
      !heading.also.includes(each.item) &&
      each.kind === 'titled' &&
      (!each.isContents || heading.isContents || start - from < contentsReach)
    );
  });
}

/** A heading with less text before the next one is a line of a list, or a title. */
const minTextChars = 1_000;

/**
 * Whether the item stands in the document once more, with a text: a report of several registrants has its items for each of
 * them, and nothing says whose is meant.
 */
function isToldAgain({ heading, from, before }: ItemSpan, { headings, starts, text }: Found): boolean {
  const startOf = ({ place, at }: Heading) => (starts[place] ?? 0) + at;
  return headings.some((each, nth) => {
    const start = startOf(each);
    if (each.item !== heading.item || each.kind !== 'titled' || each.isContents) return false;
    if (start >= from && start < before) return false;
    const next = headings[nth + 1];
    return (next ? startOf(next) : text.length) - start >= minTextChars;
  });
}

/** Whether an item between this and the next one has no heading, and the contents or a title name it: its text would stand in this. */
function swallows(span: ItemSpan, found: Found): boolean {
  const { spans, rankOf, headings } = found;
  const { lostTitles, starts } = found;
  if (lostTitles.some(({ place }) => (starts[place] ?? 0) > span.from && (starts[place] ?? 0) < span.before))
    return true;
  const next = spans[spans.indexOf(span) + 1];
  const last = next ? rankOf(next.heading.item) : Number.POSITIVE_INFINITY;
  return headings.some(
    ({ item }) =>
      rankOf(item) > rankOf(span.heading.item) &&
      rankOf(item) < last &&
      !span.heading.also.includes(item) &&
      isNamedInContents(item, found),
  );
}

/** Whether a line of the contents, or one before the first heading of the body, names an item with its title. */
function isNamedInContents(item: string, { headings, spans }: Found): boolean {
  const first = spans.find(({ heading }) => !heading.isContents)?.heading.place ?? 0;
  return headings.some(
    (each) => each.item === item && each.kind === 'titled' && (each.isContents || each.place < first),
  );
}
