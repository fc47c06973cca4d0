import type { Cik, Day, Decimal } from '@tickermill/core';

/** One value as a report states it. `fy`, `fp` and `form` describe the report, never the period of the fact. */
export interface Fact {
  readonly taxonomy: string;
  readonly tag: string;
  /** `USD`, `USD/shares`, `shares`, `pure`, or an invention of the filer. */
  readonly unit: string;
  /** Null for an instant, such as a figure of the balance sheet. */
  readonly start: Day | null;
  readonly end: Day;
  readonly value: Decimal;
  readonly accession: string;
  readonly form: string;
  readonly filed: Day;
  readonly fy: number | null;
  readonly fp: string | null;
}

/** Why rows of a document are no facts, or why facts of it never become figures. */
export type FactOddityKind = 'value' | 'period' | 'accession' | 'filed' | 'form' | 'unit';

/** How often something is odd in a document, with the first place where it is. */
export interface FactOddity {
  readonly kind: FactOddityKind;
  readonly count: number;
  readonly example: string;
}

/** What a companyfacts document holds of the tags that figures are made of. */
export interface CompanyFacts {
  /** Null where the document does not say whose facts it holds. */
  readonly cik: Cik | null;
  readonly name: string | null;
  readonly facts: readonly Fact[];
  readonly oddities: readonly FactOddity[];
}
