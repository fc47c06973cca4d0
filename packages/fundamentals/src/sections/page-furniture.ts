import { isHeading } from './headings.ts';
import type { DocumentLine } from './line.ts';

/** Within so many lines of a page's beginning stand its number and its running title. */
const reach = 3;
/** A short line is a running title if it stands beside so many page breaks. */
const minRepeats = 4;
const maxTitleChars = 120;

const pageNumber =
  /^(?:page\s*)?[-–—]?\s*(?:[A-Z]{1,2}-)?(?:\d{1,3}|[ivxl]{1,6})\s*[-–—.]?(?:\s*(?:of|\/)\s*\d{1,3})?$/i;
const contentsLink = /^(?:back to |return to )?(?:table of contents|contents|index)(?: \(continued\))?$/i;

/** What many items say, and no page does. */
const isAnswer = /^\W*(?:none|not applicable|n\/a|omitted|(?:removed and )?reserved|not required)\W*$/i;

/** Six words, small letters and a full stop: it is said of something, however often. */
const isSentence = /^(?:\S+ ){5,}\S*[a-z]{2}\.$/;

/** Lines without page numbers, running titles and links to the contents. */
export function withoutFurniture(lines: readonly DocumentLine[]): DocumentLine[] {
  const near = linesNearBreaks(lines);
  const hasPages = near.size > 0;
  const repeats = new Map<string, number>();
  for (const place of near) {
    const text = titleOf(lines[place]?.text ?? '');
    if (text.length <= maxTitleChars) repeats.set(text, (repeats.get(text) ?? 0) + 1);
  }
  return lines.filter(({ text, isLinked }, place) => {
    const isNear = near.has(place);
    if (pageNumber.test(text)) return hasPages && !isNear;
    if (contentsLink.test(text)) return !(isLinked || isNear);
    // Right under the heading of an item it may be the title of what follows.
    if (
      !isNear ||
      text.length > maxTitleChars ||
      isAnswer.test(text) ||
      isSentence.test(text) ||
      isHeading(text) ||
      isHeading(lines[place - 1]?.text ?? '')
    )
      return true;
    return (repeats.get(titleOf(text)) ?? 0) < minRepeats;
  });
}

/** A running title without the number of its page. */
const titleOf = (text: string): string => text.replace(/^\d{1,3}\s+|\s+\d{1,3}$/g, '').toLowerCase();

function linesNearBreaks(lines: readonly DocumentLine[]): Set<number> {
  const near = new Set<number>();
  lines.forEach(({ beginsPage }, place) => {
    if (!beginsPage) return;
    for (let at = Math.max(0, place - reach); at < Math.min(lines.length, place + reach); at++) near.add(at);
  });
  return near;
}
