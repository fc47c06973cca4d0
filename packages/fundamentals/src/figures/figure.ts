import type { Day, Decimal, FigureName } from '@tickermill/core';
import type { TagName } from '../facts/tags.ts';

/** Figures per share: reading divides them by the splits since they were filed. */
export const perShareFigures = ['eps_basic', 'eps_diluted', 'dividends_per_share'] as const satisfies FigureName[];

/** Why a figure is null. */
export type MissingReason =
  /** No tag of the figure's list has a fact of the period. */
  | 'not-stated'
  /** It would be a difference or a sum, of which a part is not stated in the same tag. */
  | 'operand-missing'
  /** The company reports minorities, but not at this date. */
  | 'minorities-missing'
  /** Its parts were filed before and after a split. */
  | 'mixed-basis'
  /** It is stated in another currency than the other figures of the period. */
  | 'other-currency'
  /** An average, which is no difference of others. */
  | 'not-additive';

/** `scale`: a later value, 1,000 or 1,000,000 times this one, was not taken. */
export type FigureFlag = 'scale';

/** Where a figure comes from. */
export interface Provenance {
  /** The tags that it is made of, in the order of the calculation. */
  readonly tags: readonly TagName[];
  readonly unit: string;
  /** The report that states it; of several the one filed last. */
  readonly accession: string;
  readonly filed: Day;
  readonly how: 'reported' | 'derived';
  readonly flags: readonly FigureFlag[];
  /** Splits that took effect after it was filed, multiplied: `4` after a split of 4 for 1. Of other figures 1. */
  readonly splitFactor: Decimal;
}

/** One figure of a period: its value and where it comes from, or why there is none. */
export type Figure =
  | { readonly value: Decimal; readonly provenance: Provenance }
  | { readonly value: null; readonly reason: MissingReason };

/** The figures of one period. */
export interface FigureRow {
  /** `T` is a transition period between two fiscal years, which is part of no series. */
  readonly period: 'FY' | 'Q1' | 'Q2' | 'Q3' | 'Q4' | 'T';
  readonly start: Day;
  readonly end: Day;
  readonly fiscalYear: number;
  /** Of every figure that is money; null if there is none. */
  readonly currency: string | null;
  readonly figures: Readonly<Record<FigureName, Figure>>;
}

/** All periods of a company, each list in the order of time. */
export interface Figures {
  readonly annual: readonly FigureRow[];
  readonly quarters: readonly FigureRow[];
  readonly transitions: readonly FigureRow[];
  /** Diluted earnings per share of the last twelve months, on the basis of today's shares, and the day they end. */
  readonly trailing: { readonly end: Day; readonly currency: string | null; readonly epsDiluted: Figure } | null;
}

/** A split: `factor` new shares for each old one, from a day on. */
export interface Split {
  readonly effective: Day;
  readonly factor: Decimal;
}

/** What figures are made of, beside the facts. */
export interface FigureOptions {
  /** Only facts filed by this day count: the figures as they were known then. */
  readonly asOf?: Day;
  /** Splits of the shares. Without, those that restated averages of shares give away. */
  readonly splits?: readonly Split[];
  /** Facts filed up to this day are those of a shell that has merged since. Without, its trust gives it away. */
  readonly shellUntil?: Day;
}
