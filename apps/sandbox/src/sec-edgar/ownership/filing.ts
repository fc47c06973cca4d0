// The model of an ownership filing, from which documents, lists and the truth are written.

import type { Accession, Day, Decimal, OwnershipForm } from '@tickermill/core';
import type { Company } from '../../market/company.ts';
import type { Owner } from '../owners/owner.ts';

/** A field as an ownership form has it: a value, footnotes that explain it, or footnotes alone. */
export interface Noted<V extends string = string> {
  readonly value: V | null;
  /** Ids such as `F1`. */
  readonly notes: readonly string[];
}

/** The part of a row that reports a transaction. */
export interface Transaction {
  readonly date: string;
  readonly deemedDate: Day | null;
  readonly formType: '4' | '5';
  readonly code: string;
  readonly codeNotes: readonly string[];
  readonly equitySwap: boolean;
  /** Early, late, or on time. */
  readonly timeliness: 'E' | 'L' | null;
  readonly acquiredDisposed: 'A' | 'D';
  /** Shares, or for a few derivatives the total value in their place. */
  readonly amount: { readonly in: 'shares' | 'value'; readonly field: Noted<Decimal> };
  readonly price: Noted<Decimal>;
}

/** The part of a row that only table II has. */
export interface Derivative {
  readonly conversionPrice: Noted<Decimal>;
  readonly exerciseDate: Noted;
  readonly expirationDate: Noted;
  readonly underlyingTitle: Noted;
  readonly underlying: { readonly in: 'shares' | 'value'; readonly field: Noted<Decimal> };
}

/** A row of table I or, with `derivative`, of table II; a holding when it has no transaction. */
export interface Row {
  readonly security: Noted;
  readonly transaction: Transaction | null;
  readonly derivative: Derivative | null;
  /** Holdings that should have been on an earlier form say which: 3 for one never reported. */
  readonly holdingFormType: '3' | '4' | null;
  /** Owned after the row; the derivative holdings of Form 3 have none. */
  readonly owned: { readonly in: 'shares' | 'value'; readonly field: Noted<Decimal> } | null;
  readonly ownership: Noted<'D' | 'I'>;
  readonly nature: Noted | null;
}

/** Habits of the software that wrote a document; they change its text, never its meaning. */
export interface WritingStyle {
  readonly booleans: 'digits' | 'words';
  /** Writes empty elements for what is absent, as most filing software does. */
  readonly writesEmpty: boolean;
  /** Writes only those relationships that hold. */
  readonly writesTrueRelationshipsOnly: boolean;
  readonly escapesApostrophes: boolean;
  readonly fileName: string;
  readonly description: string;
}

/** An ownership filing (Forms 3, 4, 5 and amendments) before it is written down. */
export interface Filing {
  readonly accession: Accession;
  readonly form: OwnershipForm;
  readonly filedOn: Day;
  /** Wall time in New York, `YYYY-MM-DDTHH:MM:SS`. */
  readonly acceptedAt: string;
  readonly period: string;
  readonly originalFiledOn: Day | null;
  readonly issuer: Company;
  readonly owners: readonly [Owner, ...Owner[]];
  readonly isPlanned: boolean;
  readonly notSubjectToSection16: boolean;
  readonly noSecuritiesOwned: boolean;
  /** In the order of the document; table I comes before table II. */
  readonly rows: readonly Row[];
  /** Texts; the first is F1. */
  readonly footnotes: readonly string[];
  readonly remarks: string;
  readonly signer: string;
  readonly hasPowerOfAttorney: boolean;
  readonly filmNumber: number;
  readonly style: WritingStyle;
}
