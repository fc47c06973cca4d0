// Scales by hand: two functions in place of a library of 13 kB.

/** Maps values from a domain onto a range, linearly. A domain without width maps onto the middle. */
export function linear(
  [low, high]: readonly [low: number, high: number],
  [from, to]: readonly [from: number, to: number],
): (value: number) => number {
  if (low === high) return () => (from + to) / 2;
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

/** A line through values at even distances, as the `d` of a path; it is broken where there is none. */
export function lineOf(
  values: readonly (number | null)[],
  { width, height, max }: { width: number; height: number; max: number },
): string {
  const x = linear([0, Math.max(1, values.length - 1)], [0, width]);
  const y = linear([0, max], [height, 0]);
  let isOn = false;
  return values
    .map((value, index) => {
      if (value === null) {
        isOn = false;
        return '';
      }
      const place = `${round(x(index))} ${round(y(value))}`;
      // A value alone is a line of no length, which round ends make a point.
      const text = isOn ? `L${place}` : `M${place}h0`;
      isOn = true;
      return text;
    })
    .join('');
}

const round = (value: number) => Math.round(value * 10) / 10;
