import type { SectionForm } from './items.ts';

/** A line of a document as a reader sees it: a paragraph, a row of a table, a line of plain text. */
export interface DocumentLine {
  /** Without tags; every run of white space is one space. */
  readonly text: string;
  /** Most of it is a link to a place of the same document: a line of the contents. */
  readonly isLinked: boolean;
  /** A page begins with it. */
  readonly beginsPage: boolean;
}

/** A report as lines, without what pages add to them. */
export interface ReportDocument {
  readonly form: SectionForm;
  readonly lines: readonly DocumentLine[];
  /** Its lines are those of plain text: a paragraph has several. */
  readonly wraps: boolean;
}

const blank = /[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
/** What has no width: soft hyphens, joiners and marks, which some programs put within words. */
const widthless = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** A text with every run of white space, no-break and thin spaces among them, as one space. */
export const oneSpaced = (text: string): string => text.replace(widthless, '').replace(blank, ' ').trim();
