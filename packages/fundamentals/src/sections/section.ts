import type { SectionStatus } from '@tickermill/core';

/** Why the text of an item is not trusted, or what is odd about it. */
export type SectionDoubt =
  | 'no-headings'
  | 'heading-without-title'
  | 'heading-of-another-item-within'
  | 'named-in-the-contents-alone'
  | 'holds-an-item-without-heading'
  | 'told-more-than-once'
  | 'lines-of-an-index'
  | 'title-without-number'
  | 'out-of-order'
  | 'too-short'
  | 'too-long'
  | 'empty';

/** An item of a 10-K or 10-Q. */
export interface Section {
  /** `7A`; of a 10-Q with its part, `I.2`. */
  readonly item: string;
  readonly status: SectionStatus;
  /** From its own heading on; null where there is none, or it is not sure which it is. */
  readonly text: string | null;
  /** Where it stands in the normalised text, the end not included; null where it has no heading. */
  readonly span: { readonly from: number; readonly before: number } | null;
  readonly warnings: readonly SectionDoubt[];
}
