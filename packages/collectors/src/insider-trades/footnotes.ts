import type { InsiderTrade } from '@tickermill/core';
import { all, fieldError, only } from './fields.ts';
import type { XmlElement } from './xml-tree.ts';

/** `F1`; EDGAR numbers the footnotes of a document itself. */
const footnoteId = /^[A-Za-z]{1,3}\d{1,6}$/;

function idOf(element: XmlElement): string {
  const id = element.attributes['id']?.trim();
  if (!id) throw fieldError('MISSING_FIELD', element, 'has no id');
  if (!footnoteId.test(id)) throw fieldError('INVALID_FIELD', element, `has an invalid id: ${id.slice(0, 80)}`);
  return id;
}

/** The texts of a document's footnotes by id. @throws {PipelineError} `MISSING_FIELD`, `INVALID_FIELD` (also for an id defined twice). */
export function footnotesOf(document: XmlElement): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const footnote of all(only(document, 'footnotes'), 'footnote')) {
    const id = idOf(footnote);
    if (Object.hasOwn(texts, id)) throw fieldError('INVALID_FIELD', footnote, `defines ${id} a second time`);
    if (footnote.children.length > 0) throw fieldError('INVALID_FIELD', footnote, 'holds elements in place of text');
    texts[id] = footnote.text;
  }
  return texts;
}

/** The field of a record that an element of a row fills, where its name differs. */
const fieldOf = new Map<string, keyof InsiderTrade>([
  ['securityTitle', 'security'],
  ['conversionOrExercisePrice', 'conversionPrice'],
  ['transactionDate', 'date'],
  ['deemedExecutionDate', 'deemedDate'],
  ['transactionFormType', 'formType'],
  ['transactionCode', 'code'],
  ['equitySwapInvolved', 'equitySwap'],
  ['transactionTimeliness', 'timeliness'],
  ['transactionShares', 'shares'],
  ['transactionPricePerShare', 'price'],
  ['transactionTotalValue', 'totalValue'],
  ['transactionAcquiredDisposedCode', 'acquiredDisposed'],
  ['underlyingSecurityTitle', 'underlying'],
  ['underlyingSecurityShares', 'underlyingShares'],
  ['underlyingSecurityValue', 'underlyingValue'],
  ['sharesOwnedFollowingTransaction', 'sharesAfter'],
  ['valueOwnedFollowingTransaction', 'valueAfter'],
  ['directOrIndirectOwnership', 'ownership'],
  ['natureOfOwnership', 'nature'],
]);

/**
 * The footnotes of a row by the record's field that they explain, also where the field has no value.
 * Those of the coding as a whole belong to `code` (of a holding, which has none, to `formType`).
 */
export function footnotesByField(row: XmlElement): InsiderTrade['footnotesByField'] {
  // A map and not an object: names come from the document, and `toString` is a name.
  const byField = new Map<string, string[]>();
  const coding = row.name.endsWith('Holding') ? 'formType' : 'code';
  const collect = (element: XmlElement, field: string): void => {
    for (const child of element.children) {
      if (child.name !== 'footnoteId') {
        if (child.children.length > 0)
          collect(child, child.name === 'transactionCoding' ? coding : (fieldOf.get(child.name) ?? child.name));
        continue;
      }
      const ids = byField.get(field);
      if (ids) ids.push(idOf(child));
      else byField.set(field, [idOf(child)]);
    }
  };
  collect(row, row.name);
  return Object.fromEntries(byField);
}
