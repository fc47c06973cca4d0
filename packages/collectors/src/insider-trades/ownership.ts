import { type FilingOwner, type OwnershipDocument, OwnershipForm, PipelineError } from '@tickermill/core';
import { checkBytes, decodeXml, maxDocumentBytes } from './document-bytes.ts';
import { all, cikOf, dayOf, fieldError, flagOf, missing, only, textOf } from './fields.ts';
import { footnotesOf } from './footnotes.ts';
import { rowsOf } from './rows.ts';
import { openSubmission, type SubmissionHeader } from './submission-text.ts';
import { parseXml, type XmlElement } from './xml-tree.ts';

/** Raised whenever a document would be read differently: `replay` reads again what an older version read. */
export const parserVersion = 1;

/**
 * Reads an ownership document (SEC Forms 3, 4, 5), bare or within the complete text of its submission.
 * Fields follow EDGAR's ownership XML technical specification; a document is read in full or not at all.
 * @throws {PipelineError} a code of the collector's part of the catalogue, or `TOO_LARGE`; never another error.
 */
export function parseOwnership(bytes: Buffer): { header: SubmissionHeader | null; document: OwnershipDocument } {
  const { header, xml } = openWhole(bytes);
  const root = parseXml(decodeXml(xml));
  if (root.name !== 'ownershipDocument') {
    throw new PipelineError('NOT_OWNERSHIP', `The XML is a <${root.name.slice(0, 80)}>, not an <ownershipDocument>`);
  }
  return { header, document: toDocument(root) };
}

/**
 * Opens what came of a submission. Of one over the limit the head is looked at: the ownership XML stands there, in front of
 * what makes it large, and is read if it came whole.
 */
function openWhole(bytes: Buffer): ReturnType<typeof openSubmission> {
  if (bytes.byteLength < maxDocumentBytes) return openSubmission(checkBytes(bytes));
  const head = bytes.subarray(0, maxDocumentBytes);
  const isCut = bytes.byteLength > maxDocumentBytes;
  try {
    const { header, xml } = openSubmission(checkBytes(head));
    if (header !== null || !isCut) return { header, xml };
  } catch (error) {
    // What came of exactly so many bytes may have been cut there by the transport.
    const mayBeCut = error instanceof PipelineError && ['MALFORMED_XML', 'NOT_OWNERSHIP'].includes(error.code);
    if (!isCut && !mayBeCut) throw error;
  }
  throw new PipelineError(
    'TOO_LARGE',
    `The document has ${bytes.byteLength} bytes or more; the limit is ${maxDocumentBytes}`,
    {
      detail: { bytes: bytes.byteLength, limit: maxDocumentBytes },
    },
  );
}

function toDocument(root: XmlElement): OwnershipDocument {
  const schemaVersion = schemaVersionOf(root);
  const form = formOf(root);
  return {
    form,
    schemaVersion,
    period: dayOf(only(root, 'periodOfReport')),
    originalFiledOn: dayOf(only(root, 'dateOfOriginalSubmission')),
    issuer: issuerOf(root),
    owners: ownersOf(root),
    is10b5_1: flagOf(only(root, 'aff10b5One')),
    notSubjectToSection16: flagOf(only(root, 'notSubjectToSection16')),
    noSecuritiesOwned: flagOf(only(root, 'noSecuritiesOwned')),
    ...rowsOf(root),
    footnotes: footnotesOf(root),
    remarks: textOf(only(root, 'remarks')),
  };
}

/**
 * EDGAR's versions run from X0101 (2003, X0201 and X0202 soon after) to X0609 (2026); the first documents name none. The SEC
 * raises them nearly every year: a newer one is read by the newest rules, as long as all that they require is there.
 */
function schemaVersionOf(root: XmlElement): string | null {
  const field = only(root, 'schemaVersion');
  const version = textOf(field);
  if (!field || version === null) return null;
  if (/^X\d{4}$/.test(version) && version >= 'X0101') return version;
  throw fieldError(
    'UNKNOWN_SCHEMA_VERSION',
    field,
    `is a version that this parser does not know: ${version.slice(0, 80)}`,
  );
}

function formOf(root: XmlElement): OwnershipForm {
  const field = only(root, 'documentType');
  const text = textOf(field);
  if (!field || text === null) throw missing(root, 'documentType');
  const form = OwnershipForm.safeParse(text);
  if (!form.success) throw fieldError('NOT_OWNERSHIP', field, `is no form of Section 16: ${text.slice(0, 80)}`);
  return form.data;
}

function issuerOf(root: XmlElement): OwnershipDocument['issuer'] {
  const issuer = only(root, 'issuer');
  const cik = cikOf(only(issuer, 'issuerCik'));
  if (cik === null) throw missing(root, issuer ? 'issuer/issuerCik' : 'issuer');
  return {
    cik,
    name: textOf(only(issuer, 'issuerName')),
    symbol: textOf(only(issuer, 'issuerTradingSymbol')),
    foreignSymbol: textOf(only(issuer, 'issuerForeignTradingSymbol')),
  };
}

function ownersOf(root: XmlElement): OwnershipDocument['owners'] {
  const owners = all(root, 'reportingOwner').map(toOwner);
  if (owners.length === 0) throw missing(root, 'reportingOwner');
  return owners;
}

function toOwner(owner: XmlElement): FilingOwner {
  const id = only(owner, 'reportingOwnerId');
  const relationship = only(owner, 'reportingOwnerRelationship');
  const cik = cikOf(only(id, 'rptOwnerCik'));
  if (cik === null) throw missing(owner, 'reportingOwnerId/rptOwnerCik');
  return {
    cik,
    name: textOf(only(id, 'rptOwnerName')),
    // A flag left out is one not ticked: EDGAR's own forms write only the ticked ones.
    isDirector: flagOf(only(relationship, 'isDirector')) ?? false,
    isOfficer: flagOf(only(relationship, 'isOfficer')) ?? false,
    isTenPercentOwner: flagOf(only(relationship, 'isTenPercentOwner')) ?? false,
    isOther: flagOf(only(relationship, 'isOther')) ?? false,
    officerTitle: textOf(only(relationship, 'officerTitle')),
    otherText: textOf(only(relationship, 'otherText')),
  };
}
