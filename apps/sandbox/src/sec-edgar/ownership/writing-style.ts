import type { OwnershipForm } from '@tickermill/core';
import type { Draws } from '../../random.ts';
import type { WritingStyle } from './filing.ts';

/** Draws the habits of the software that writes a document. */
export function drawStyle(draws: Draws, form: OwnershipForm): WritingStyle {
  const number = form.slice(0, 1);
  const suffix = form.endsWith('/A') ? 'a' : '';
  return {
    booleans: draws.chance(0.8) ? 'digits' : 'words',
    writesEmpty: draws.chance(0.5),
    writesTrueRelationshipsOnly: draws.chance(0.2),
    escapesApostrophes: draws.chance(0.3),
    fileName: draws.pick([
      `wk-form${number}${suffix}_17${draws.digits(8)}.xml`,
      'primarydocument.xml',
      `form${number}${suffix}.xml`,
      `tm26${draws.digits(4)}-1_${number}seq${draws.int(1, 9)}.xml`,
      'edgardoc.xml',
    ]),
    description: draws.pick([`FORM ${form}`, 'PRIMARY DOCUMENT', 'OWNERSHIP DOCUMENT', `FORM ${form} SUBMISSION`]),
  };
}
