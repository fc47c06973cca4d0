import type { Heading } from './headings.ts';

/** Where the text of an item begins and ends, in characters of the whole text. */
export interface ItemSpan {
  readonly heading: Heading;
  readonly from: number;
  readonly before: number;
}

const weights = { titled: 3, 'run-in': 1.2, bare: 0.8, 'other-title': 0.5 } as const;
/** What it costs to leave such a heading within the text of another item. */
const losses = { titled: 3, 'run-in': 0.3, bare: 0.2, 'other-title': 0.2 } as const;
/** A line of the contents weighs, and costs, so much of a heading. */
const ofContents = 0.3;

/**
 * The headings of the body: of all sequences in the order of the form the one with the surest headings, the longest texts and the
 * fewest headings left within the text of others. The contents, a running title and a reference lose against it.
 */
export function chooseHeadings(
  headings: readonly Heading[],
  { rankOf, startOf, length }: { rankOf(item: string): number; startOf(heading: Heading): number; length: number },
): ItemSpan[] {
  const starts = headings.map(startOf);
  const lossOf = ({ kind, isContents }: Heading) => losses[kind] * (isContents ? ofContents : 1);
  const all = prefixSums(headings.map(lossOf));
  const byItem = new Map<string, number[]>();
  for (const item of new Set(headings.map((heading) => heading.item)))
    byItem.set(item, prefixSums(headings.map((heading) => (heading.item === item ? lossOf(heading) : 0))));
  /** What lies between two headings, or behind one, and is neither's. */
  const lostBetween = (one: number, other: number): number => {
    const between = (sums: readonly number[] | undefined) => (sums?.[other] ?? 0) - (sums?.[one + 1] ?? 0);
    const [first, second] = [headings[one]?.item ?? '', headings[other]?.item ?? ''];
    return between(all) - between(byItem.get(first)) - (second === first ? 0 : between(byItem.get(second)));
  };
  const lengthScore = (chars: number) => 0.4 * Math.log2(1 + Math.max(0, chars));
  const best: { score: number; previous: number }[] = [];
  headings.forEach((heading, place) => {
    const own = weights[heading.kind] * (heading.isContents ? ofContents : 1);
    let chosen = { score: own, previous: -1 };
    for (let earlier = 0; earlier < place; earlier++) {
      const before = headings[earlier] as Heading;
      if (rankOf(before.item) >= rankOf(heading.item)) continue;
      const chars = (starts[place] ?? 0) - (starts[earlier] ?? 0);
      const score = (best[earlier]?.score ?? 0) + own + lengthScore(chars) - lostBetween(earlier, place);
      if (score > chosen.score) chosen = { score, previous: earlier };
    }
    best.push(chosen);
  });
  let last = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  best.forEach(({ score }, place) => {
    const whole = score + lengthScore(length - (starts[place] ?? 0)) - lostBetween(place, headings.length) / 2;
    if (whole > bestScore) [last, bestScore] = [place, whole];
  });
  const spans: ItemSpan[] = [];
  for (let place = last, before = length; place >= 0; place = best[place]?.previous ?? -1) {
    const from = starts[place] ?? 0;
    spans.unshift({ heading: headings[place] as Heading, from, before });
    before = from;
  }
  return spans;
}

/** So often in a row the same item is named that its title runs on the pages. */
const minRunning = 3;

/** Headings without those that pages repeat: of a row of titles of one item the first is its heading. */
export function withoutRunningHeadings(headings: readonly Heading[]): Heading[] {
  const isTitle = ({ kind, isContents }: Heading) => kind === 'titled' && !isContents;
  const titles = headings.filter(isTitle);
  const rows = titles.map((heading, nth) => (titles[nth - 1]?.item === heading.item ? 1 : 0));
  const isRunning = rows.some(
    (_, nth) =>
      rows.slice(nth, nth + minRunning - 1).every((each) => each === 1) && nth + minRunning <= rows.length + 1,
  );
  if (!isRunning) return [...headings];
  const repeated = new Set(titles.filter((_, nth) => rows[nth] === 1));
  return headings.filter((heading) => !repeated.has(heading));
}

function prefixSums(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push((sums.at(-1) ?? 0) + value);
  return sums;
}
