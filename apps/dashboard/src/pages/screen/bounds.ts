import type { MetricName } from '@tickermill/core';

/** A bound of a metric: empty where it has none on that side. */
export interface Bound {
  readonly metric: MetricName;
  readonly min: string;
  readonly max: string;
}

/** A number as the API reads it. */
export const isDecimal = (text: string): boolean => /^-?\d{1,20}(?:\.\d{1,12})?$/.test(text);

/** The bounds that a URL names; what is none is left out. */
export function toBounds(text: string, names: readonly MetricName[]): Bound[] {
  const read = text.split(',').flatMap((part): Bound[] => {
    const [name = '', min = '', max = ''] = part.split(':');
    const metric = names.find((each) => each === name);
    const isBound = (side: string) => side === '' || isDecimal(side);
    return metric && isBound(min) && isBound(max) && min + max !== '' ? [{ metric, min, max }] : [];
  });
  return [...new Map(read.map((bound) => [bound.metric, bound])).values()];
}

/** Bounds as a URL names them. */
export const toText = (bounds: readonly Bound[]): string =>
  bounds.map(({ metric, min, max }) => `${metric}:${min}:${max}`).join(',');

/** Bounds as the API takes them. */
export const toQuery = (bounds: readonly Bound[]): Record<string, string> =>
  Object.fromEntries(
    bounds.flatMap(({ metric, min, max }) => [
      ...(min === '' ? [] : [[`min_${metric}`, min]]),
      ...(max === '' ? [] : [[`max_${metric}`, max]]),
    ]),
  );
