import type { Day, Decimal } from '@tickermill/core';
import type { Figures } from '../figures/figure.ts';

/** Why a metric is null. */
export type MetricReason =
  /** What it is computed of is not known. */
  | 'operand-missing'
  /** It is a quotient of amounts in two currencies. */
  | 'currencies-differ'
  /** What it divides by, or what grows, is zero or below. */
  | 'not-positive'
  /** Not six fiscal years follow each other. */
  | 'year-missing';

/** What to know when reading a metric. */
export type MetricFlag =
  /** Debt is what banks and insurers work with. */
  | 'financial'
  /** Earnings of an ordinary share beside the price of a depositary share, which may stand for another number of them. */
  | 'foreign-filer'
  /** More shares are reported as held than there are, because those lent out are counted twice. */
  | 'above-one';

/** A metric, with the day that it is about and who gave what it is computed of. */
export interface Metric {
  readonly value: Decimal | null;
  readonly reason: MetricReason | null;
  readonly asOf: Day | null;
  readonly provider: string | null;
  readonly flags: readonly MetricFlag[];
}

/** A class of shares, by the cover page of a report. */
export interface ShareClass {
  readonly shares: Decimal;
  /** Null if it is not listed: it counts at the price of the instrument. */
  readonly price: Decimal | null;
}

/** A number of shares at a date. */
export interface ShareCount {
  readonly shares: Decimal;
  readonly date: Day;
}

/** What metrics are computed of. Share counts are on the basis of today's shares. */
export interface MetricInput {
  readonly asOf: Day;
  /** The last final close. */
  readonly price: {
    readonly close: Decimal;
    readonly currency: string;
    readonly date: Day;
    readonly provider: string;
  } | null;
  readonly figures: Figures;
  /** Classes of the cover page, where there are several. */
  readonly classes: { readonly classes: readonly ShareClass[]; readonly date: Day } | null;
  readonly cover: ShareCount | null;
  readonly outstanding: ShareCount | null;
  /** Dividends of the last year by the day without them; null if nobody has asked for them. */
  readonly dividends: readonly Dividend[] | null;
  readonly profile: Profile | null;
  /** Files 20-F, 40-F, 6-K: its shares are counted as ordinary ones, while what is listed may stand for several. */
  readonly isForeign: boolean;
  /** A bank or an insurer. */
  readonly isFinancial: boolean;
}

/** A cash dividend. */
export interface Dividend {
  readonly exDate: Day;
  readonly amount: Decimal;
  readonly currency: string;
  readonly isSpecial: boolean;
}

/** What Yahoo says of a company. */
export interface Profile {
  readonly date: Day;
  /** Shares of all classes, in units of what is listed. */
  readonly impliedShares: Decimal | null;
  /** A fraction. */
  readonly institutionsPercentHeld: Decimal | null;
}
