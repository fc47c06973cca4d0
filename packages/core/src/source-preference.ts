import { z } from 'zod';
import { Ticker } from './identifiers.ts';
import { SourceId } from './sources.ts';

/**
 * The order of sources of a dataset, the preferred one first: the usual order, and that of exchanges and tickers that
 * differ.
 */
export interface SourcePreference {
  readonly usually: readonly SourceId[];
  /** By MIC (`XLON`) or ticker (`VOD.L`). */
  readonly instead: Readonly<Record<string, readonly SourceId[]>>;
}

/** The sources that a preference orders: those of daily prices. */
export const PriceSource = SourceId.extract(['yahoo', 'alpha-vantage', 'stooq']);

/** In place of an order: no source at all. */
const noSource = 'none';

const order = (list: string) =>
  list.trim() === noSource
    ? { success: true as const, data: [] }
    : z
        .array(PriceSource)
        .nonempty()
        .safeParse(list.split(',').map((source) => source.trim()));

/** A preference as it is written in a setting: `yahoo, stooq; XLON = stooq, yahoo; TSLA = alpha-vantage`, or `none`. */
export const SourcePreference = z.string().transform((text, context): SourcePreference => {
  const [first = '', ...others] = text.split(';');
  const usually = order(first);
  const instead = others.map((part) => {
    const [name = '', list = '', ...more] = part.split('=');
    const [whose, sources] = [Ticker.safeParse(name), order(list)];
    return whose.success && sources.success && more.length === 0 ? ([whose.data, sources.data] as const) : undefined;
  });
  if (!usually.success || instead.includes(undefined)) {
    context.addIssue('Not a list of sources');
    return z.NEVER;
  }
  return { usually: usually.data, instead: Object.fromEntries(instead.flatMap((each) => (each ? [each] : []))) };
});

/** The sources for an instrument, the preferred one first: its own, or else those of its exchange, or else the usual ones. */
export function preferredSources(
  { usually, instead }: SourcePreference,
  { symbol, mic }: { symbol: string; mic: string },
): readonly SourceId[] {
  return instead[symbol] ?? instead[mic] ?? usually;
}

/** Whether a source is used at all: one of prices that no order names is not. */
export const isPreferred = ({ usually, instead }: SourcePreference, source: SourceId): boolean =>
  !PriceSource.safeParse(source).success ||
  [usually, ...Object.values(instead)].some((order) => order.includes(source));
