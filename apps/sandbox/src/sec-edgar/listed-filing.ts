import type { Accession, Cik, Day } from '@tickermill/core';
import type { OtherForm } from './other-forms.ts';
import type { Outline } from './ownership/outline.ts';
import { schemaOf } from './ownership/schema-version.ts';

/** A filing as lists name it. Light enough to keep the whole history of a company in memory. */
export interface ListedFiling {
  readonly accession: Accession;
  readonly issuer: Cik;
  /** Empty for forms that are not ownership forms. */
  readonly owners: readonly Cik[];
  readonly form: string;
  readonly filedOn: Day;
  readonly acceptedAt: string;
  readonly period: string | null;
  readonly items: string;
  readonly fileNumber: string;
  readonly filmNumber: number;
  readonly size: number;
  readonly primaryDocument: string;
  readonly description: string;
  readonly isXbrl: boolean;
  readonly isOwnership: boolean;
}

/** Lists an ownership filing. */
export function listOwnership(filing: Outline): ListedFiling {
  const { accession, form, filedOn, acceptedAt, period, filmNumber, issuer, style } = filing;
  return {
    accession,
    form,
    filedOn,
    acceptedAt,
    period,
    filmNumber,
    issuer: issuer.cik,
    owners: filing.owners.map(({ cik }) => cik),
    items: '',
    fileNumber: issuer.fileNumber,
    // An invented size: to write every document for its true one would triple the cost of a list.
    size: 2400 + filing.owners.length * 1700 + (1 + (filmNumber % 5)) * 1350 + (filmNumber % 997),
    primaryDocument: `${schemaOf(form, filedOn).folder}/${style.fileName}`,
    description: style.description,
    isXbrl: false,
    isOwnership: true,
  };
}

/** Lists a filing of another form. */
export function listOther(other: OtherForm): ListedFiling {
  const { accession, form, filedOn, acceptedAt, period, filmNumber, items, size, company } = other;
  return {
    accession,
    form,
    filedOn,
    acceptedAt,
    period,
    filmNumber,
    items,
    size,
    issuer: company.cik,
    owners: [],
    fileNumber: company.fileNumber,
    primaryDocument: form === '144' ? `xsl144X01/${other.fileName}` : other.fileName,
    description: form === '144' ? '' : form,
    isXbrl: form === '8-K' || form.startsWith('10-'),
    isOwnership: false,
  };
}
