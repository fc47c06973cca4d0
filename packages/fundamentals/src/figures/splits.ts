import { type Day, type Decimal, multiply } from '@tickermill/core';
import type { Fact } from '../facts/fact.ts';
import { averageShareTags } from '../facts/tags.ts';
import type { Split } from './figure.ts';

/** A split that took effect after one report and by another. */
interface SplitWindow {
  /** Reports filed up to this day are on the old basis. */
  readonly after: Day;
  /** Reports filed from this day on are on the new basis. */
  readonly by: Day;
  readonly factor: Decimal;
}

/** Splits as they are made, for one share: 3 for 2 is 1.5. A reverse split is one divided by them. */
const ordinary = ['1.1', '1.2', '1.25', '1.5', '2.5', ...Array.from({ length: 99 }, (_, at) => String(at + 2))];
const factors = ordinary.flatMap((factor) => [
  { ratio: Number(factor), factor },
  { ratio: 1 / Number(factor), factor: inverse(factor) },
]);

/** Ten digits of one divided by a factor. */
function inverse(factor: string): Decimal {
  return (1 / Number(factor)).toFixed(10).replace(/0+$/, '');
}

/** Averages are rounded, and corrected by a little: the smaller a factor, the closer it has to be met. */
const maxDeviation = (ratio: number): number => (ratio > 0.7 && ratio < 1.4 ? 0.002 : 0.01);

/** What reports say about splits, given as such or seen where averages of shares are restated by a round factor. */
export interface SplitBasis {
  /** Whether two reports, by the days they were filed, count the same shares. */
  readonly isSame: (one: Day, other: Day) => boolean;
  /** The factors, multiplied, of the splits after a report was filed. */
  readonly since: (filed: Day) => Decimal;
}

/** Of facts of periodic reports alone. */
export function splitBasis(facts: readonly Fact[], splits: readonly Split[] | undefined): SplitBasis {
  const known = splits?.map(({ effective, factor }) => ({ after: '', by: effective, factor }));
  const seen = restatedShares(facts);
  const isKnown = ({ after, by }: SplitWindow) => known?.some((split) => after < split.by && split.by <= by) ?? false;
  const windows: readonly SplitWindow[] = [...(known ?? []), ...seen.filter((window) => !isKnown(window))];
  // A report of the window itself, which states no share of the time before, is on the old basis.
  const isOld = ({ by }: SplitWindow, filed: Day) => filed < by;
  return {
    isSame: (one, other) => windows.every((window) => isOld(window, one) === isOld(window, other)),
    since: (filed) =>
      (known ?? seen).reduce<Decimal>(
        (product, window) => (isOld(window, filed) ? multiply(product, window.factor) : product),
        '1',
      ),
  };
}

function restatedShares(facts: readonly Fact[]): SplitWindow[] {
  const versions = new Map<string, Fact[]>();
  for (const fact of facts) {
    const name = `${fact.taxonomy}:${fact.tag}`;
    if (fact.unit !== 'shares' || fact.start === null || !averageShareTags.some((tag) => tag === name)) continue;
    const key = `${name} ${fact.start} ${fact.end}`;
    const found = versions.get(key);
    if (found) found.push(fact);
    else versions.set(key, [fact]);
  }
  const windows = [...versions.values()].flatMap((each) => {
    const inOrder = each.sort((a, b) => (a.filed < b.filed ? -1 : a.filed > b.filed ? 1 : 0));
    return inOrder.flatMap((fact, at) => {
      const before = inOrder[at - 1];
      const factor = before && factorOf(Number(before.value), Number(fact.value));
      return before && factor && before.filed < fact.filed ? [{ after: before.filed, by: fact.filed, factor }] : [];
    });
  });
  return narrowed(windows);
}

function factorOf(before: number, after: number): Decimal | null {
  if (!(before > 0) || !(after > 0)) return null;
  const ratio = after / before;
  let best: (typeof factors)[number] | null = null;
  for (const each of factors) {
    const deviation = Math.abs(ratio / each.ratio - 1);
    if (deviation > maxDeviation(ratio)) continue;
    if (best === null || deviation < Math.abs(ratio / best.ratio - 1)) best = each;
  }
  return best?.factor ?? null;
}

/** One window for each split: what all that saw it have in common. */
function narrowed(windows: readonly SplitWindow[]): SplitWindow[] {
  const found: SplitWindow[] = [];
  const order = [...windows].sort((a, b) => (a.by < b.by ? -1 : a.by > b.by ? 1 : a.after < b.after ? 1 : -1));
  for (const { after, by, factor } of order) {
    const at = found.findIndex((each) => each.factor === factor && after < each.by && each.after < by);
    const known = found[at];
    if (!known) found.push({ after, by, factor });
    else
      found[at] = {
        after: after > known.after ? after : known.after,
        by: by < known.by ? by : known.by,
        factor,
      };
  }
  return found;
}
