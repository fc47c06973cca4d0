import type { Day, OwnershipForm } from '@tickermill/core';

/** The schema of a document by the day on which it was filed, and the style sheet folder that EDGAR shows it with. */
export interface SchemaVersion {
  readonly version: 'X0206' | 'X0306' | 'X0508' | 'X0609';
  readonly folder: string;
  /** Since April 2023 forms have a box for trades under a 10b5-1 plan. */
  readonly hasPlanFlag: boolean;
  /** Since March 2026 addresses and symbols abroad have elements of their own. */
  readonly hasForeignFields: boolean;
}

/** Form 3 kept X0206 while the other forms moved on: it has no field that the newer schemas added. */
export function schemaOf(form: OwnershipForm, filedOn: Day): SchemaVersion {
  const isForm3 = form.startsWith('3');
  if (filedOn >= '2026-03-01') {
    return { version: 'X0609', folder: 'xslF345X06', hasPlanFlag: !isForm3, hasForeignFields: true };
  }
  if (isForm3) return { version: 'X0206', folder: 'xslF345X02', hasPlanFlag: false, hasForeignFields: false };
  if (filedOn >= '2023-04-01') {
    return { version: 'X0508', folder: 'xslF345X05', hasPlanFlag: true, hasForeignFields: false };
  }
  return { version: 'X0306', folder: 'xslF345X03', hasPlanFlag: false, hasForeignFields: false };
}
