import { type InsiderHolding, OwnershipDocument } from '@tickermill/core';
import { expect } from 'chai';
import { forEachAnswer } from '../samples.fixture.ts';
import { parseOwnership } from './ownership.ts';
import { type Leaf, scanLeaves } from './scan-leaves.fixture.ts';

/** The field of the record for each path of a row. */
const rowFields: Readonly<Record<string, string>> = {
  securityTitle: 'security',
  conversionOrExercisePrice: 'conversionPrice',
  transactionDate: 'date',
  deemedExecutionDate: 'deemedDate',
  'transactionCoding/transactionFormType': 'formType',
  'transactionCoding/transactionCode': 'code',
  'transactionCoding/equitySwapInvolved': 'equitySwap',
  transactionTimeliness: 'timeliness',
  'transactionAmounts/transactionShares': 'shares',
  'transactionAmounts/transactionPricePerShare': 'price',
  'transactionAmounts/transactionTotalValue': 'totalValue',
  'transactionAmounts/transactionAcquiredDisposedCode': 'acquiredDisposed',
  exerciseDate: 'exerciseDate',
  expirationDate: 'expirationDate',
  'underlyingSecurity/underlyingSecurityTitle': 'underlying',
  'underlyingSecurity/underlyingSecurityShares': 'underlyingShares',
  'underlyingSecurity/underlyingSecurityValue': 'underlyingValue',
  'postTransactionAmounts/sharesOwnedFollowingTransaction': 'sharesAfter',
  'postTransactionAmounts/valueOwnedFollowingTransaction': 'valueAfter',
  'ownershipNature/directOrIndirectOwnership': 'ownership',
  'ownershipNature/natureOfOwnership': 'nature',
};

/** The same for an owner, and for the document with its issuer. */
const ownerFields: Readonly<Record<string, string>> = {
  'reportingOwnerId/rptOwnerCik': 'cik',
  'reportingOwnerId/rptOwnerName': 'name',
  'reportingOwnerRelationship/isDirector': 'isDirector',
  'reportingOwnerRelationship/isOfficer': 'isOfficer',
  'reportingOwnerRelationship/isTenPercentOwner': 'isTenPercentOwner',
  'reportingOwnerRelationship/isOther': 'isOther',
  'reportingOwnerRelationship/officerTitle': 'officerTitle',
  'reportingOwnerRelationship/otherText': 'otherText',
};
const documentFields: Readonly<Record<string, string>> = {
  documentType: 'form',
  schemaVersion: 'schemaVersion',
  periodOfReport: 'period',
  dateOfOriginalSubmission: 'originalFiledOn',
  aff10b5One: 'is10b5_1',
  notSubjectToSection16: 'notSubjectToSection16',
  noSecuritiesOwned: 'noSecuritiesOwned',
  remarks: 'remarks',
};
const issuerFields: Readonly<Record<string, string>> = {
  issuerCik: 'cik',
  issuerName: 'name',
  issuerTradingSymbol: 'symbol',
  issuerForeignTradingSymbol: 'foreignSymbol',
};

/** What filers write and we do not keep: addresses, signatures, access codes, and two notices of Form 5. */
const notKept =
  /^(reportingOwner\/(reportingOwnerAddress\/|reportingOwnerId\/rptOwnerCcc$)|ownerSignature\/|form3HoldingsReported$|form4TransactionsReported$)/;

/** The text of the XML as the record should hold it. */
function expectedOf(field: string, text: string): unknown {
  if (field === 'cik') return text.padStart(10, '0');
  return /^(is[A-Z1]|equitySwap|no(tSubject|Securities))/.test(field) ? text === '1' || text === 'true' : text;
}

/** Checks that a record holds every text of its leaves and nothing else; answers how many. */
function checkTexts(record: object, leaves: readonly Leaf[], fields: Readonly<Record<string, string>>): number {
  const left = new Map<string, unknown>(Object.entries(record));
  const filled = leaves.filter(({ text }) => text !== '');
  for (const { path, text } of filled) {
    const field = fields[path];
    if (!field) throw new Error(`nothing keeps what stands at ${path}: ${text}`);
    expect(left.get(field), path).to.equal(expectedOf(field, text));
    left.delete(field);
  }
  const invented = [...left].filter(([field, value]) => Object.values(fields).includes(field) && value !== null);
  // The flags of an owner are false where the form leaves them out.
  expect(invented.filter(([, value]) => value !== false)).to.deep.equal([]);
  return filled.length;
}

/** Checks the references of a row to footnotes; answers how many. */
function checkFootnotes({ footnotesByField }: InsiderHolding, leaves: readonly Leaf[], coding: string): number {
  const expected: Record<string, string[]> = {};
  for (const { path, ids } of leaves) {
    if (ids.length > 0) expected[path === 'transactionCoding' ? coding : (rowFields[path] ?? path)] = [...ids];
  }
  expect(footnotesByField).to.deep.equal(expected);
  return Object.values(expected).flat().length;
}

function checkDocument(xml: string, document: OwnershipDocument): void {
  const { leaves, groups, values, references } = scanLeaves(xml);
  const of = (element: string) => groups.filter(({ name }) => name === element).map((group) => group.leaves);

  const kinds = [
    ['transactions', 'Transaction', 'code'],
    ['holdings', 'Holding', 'formType'],
  ] as const;
  let [keptValues, keptReferences] = [0, 0];
  for (const [kind, suffix, coding] of kinds) {
    for (const [table, prefix] of [
      ['non-derivative', 'nonDerivative'],
      ['derivative', 'derivative'],
    ] as const) {
      const rows = document[kind].filter((row) => row.table === table);
      const scanned = of(`${prefix}${suffix}`);
      expect(rows.length, `${table} ${kind}`).to.equal(scanned.length);
      rows.forEach((row, at) => {
        expect(row.line).to.equal(at + 1);
        checkTexts(row, scanned[at] ?? [], rowFields);
        keptValues += (scanned[at] ?? []).filter(({ inValue, text }) => inValue && text !== '').length;
        keptReferences += checkFootnotes(row, scanned[at] ?? [], coding);
      });
    }
  }
  expect(keptValues, '<value> texts in rows').to.equal(values);
  expect(keptReferences, 'references to footnotes in rows').to.equal(references);

  const owners = of('reportingOwner');
  expect(document.owners.length).to.equal(owners.length);
  document.owners.forEach((owner, at) => {
    const kept = (owners[at] ?? []).filter(({ path }) => !notKept.test(`reportingOwner/${path}`));
    checkTexts(owner, kept, ownerFields);
  });

  const footnotes = leaves.filter(({ path }) => path === 'footnotes/footnote');
  expect(document.footnotes).to.deep.equal(Object.fromEntries(footnotes.map(({ id, text }) => [id, text])));
  expect(Object.keys(document.footnotes).length, 'definitions of footnotes').to.equal(footnotes.length);

  const others = leaves.filter(({ path }) => !path.startsWith('footnotes/') && !notKept.test(path));
  const ofIssuer = others.filter(({ path }) => path.startsWith('issuer/'));
  checkTexts(
    document.issuer,
    ofIssuer.map((leaf) => ({ ...leaf, path: leaf.path.slice(7) })),
    issuerFields,
  );
  checkTexts(
    document,
    others.filter((leaf) => !ofIssuer.includes(leaf)),
    documentFields,
  );
}

const answers = [
  { samples: 'ownership', fixtures: ['document-bare'] },
  { samples: 'wrappers', fixtures: ['document', 'document-other-issuer'] },
];

// Every document, read a second way straight from its text: each value is in the record at its field.
describe('ownership documents', () => {
  for (const { samples, fixtures } of answers) {
    describe(samples, () => {
      forEachAnswer({ collector: 'insider-trades', fixtures, samples, pattern: /\.(xml|txt|nc)$/ }, (bytes) => {
        const { document } = parseOwnership(bytes);
        expect(OwnershipDocument.parse(document)).to.deep.equal(document);
        checkDocument(bytes.toString(), document);
      });
    });
  }
});
