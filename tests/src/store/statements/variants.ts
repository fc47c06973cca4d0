// The ways in which a fragment of SQL may come out, by the branches that its conditions take.

/** The branch that each condition took: one condition takes one branch in a statement. */
export type Choices = ReadonlyMap<string, number>;

/** One way in which a fragment may come out. */
export interface Variant {
  /** With `null` where a value is passed. */
  readonly pieces: readonly (string | null)[];
  readonly choices: Choices;
}

/** Beyond so many ways to come out, each choice is taken at least once rather than with all others. */
const maxVariants = 60;
export const noChoices: Choices = new Map();
/** Text without a choice. */
export const textOnly = (text: string): Variant => ({ pieces: [text], choices: noChoices });

/** Both sets of choices, or null where they contradict each other. */
export function agree(one: Choices, other: Choices): Choices | null {
  if (one.size === 0) return other;
  for (const [key, branch] of other) if ((one.get(key) ?? branch) !== branch) return null;
  return new Map([...one, ...other]);
}

/** Both one after the other, or null where their choices contradict each other. */
export function joined(before: Variant, next: Variant): Variant | null {
  const choices = agree(before.choices, next.choices);
  return choices === null ? null : { pieces: [...before.pieces, ...next.pieces], choices };
}

/** Every variant of each part with every one of the others; where these are too many, each at least once. */
export function product(parts: readonly (readonly Variant[])[]): Variant[] {
  return parts
    .reduce<readonly Variant[]>(
      (all, part) => {
        if (all.length * part.length <= maxVariants) return all.flatMap((before) => joinable(before, part));
        const forEachBefore = all.flatMap((before, index) => joinable(before, rotated(part, index)).slice(0, 1));
        const forEachNext = part.flatMap((next, index) =>
          rotated(all, index)
            .flatMap((before) => joined(before, next) ?? [])
            .slice(0, 1),
        );
        return [...forEachBefore, ...forEachNext];
      },
      [textOnly('')],
    )
    .slice();
}

/** Without doubles, and of too many some, evenly. */
export function thinned(variants: readonly Variant[]): Variant[] {
  const all = [...new Map(variants.map((one) => [JSON.stringify([one.pieces, [...one.choices]]), one])).values()];
  const step = Math.max(1, all.length / maxVariants);
  return all.filter((_one, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

const joinable = (before: Variant, part: readonly Variant[]) => part.flatMap((next) => joined(before, next) ?? []);
const rotated = <T>(items: readonly T[], by: number): T[] => {
  const start = by % Math.max(items.length, 1);
  return [...items.slice(start), ...items.slice(0, start)];
};
