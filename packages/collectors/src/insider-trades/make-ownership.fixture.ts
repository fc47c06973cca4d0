/** The parts of a small ownership document; each replaces the plain one. */
interface Parts {
  readonly declaration?: string;
  readonly schemaVersion?: string;
  readonly documentType?: string;
  readonly issuer?: string;
  readonly owners?: string;
  /** Further elements of the document: flags, tables, footnotes, remarks. */
  readonly more?: string;
}

/** The XML text of a small ownership document, for tests. */
export function makeOwnership({
  declaration = '<?xml version="1.0"?>',
  schemaVersion = '<schemaVersion>X0508</schemaVersion>',
  documentType = '<documentType>4</documentType>',
  issuer = '<issuer><issuerCik>0009990001</issuerCik><issuerTradingSymbol>1E5</issuerTradingSymbol></issuer>',
  owners = makeOwner('<isDirector>1</isDirector>'),
  more = '',
}: Parts = {}): string {
  return `${declaration}
<ownershipDocument>
  ${schemaVersion}${documentType}<periodOfReport>2025-01-08</periodOfReport>
  ${issuer}
  ${owners}
  ${more}
</ownershipDocument>`;
}

/** One reporting owner with the given relationship. */
export function makeOwner(relationship: string, cik = '0009990002'): string {
  const id = `<reportingOwnerId><rptOwnerCik>${cik}</rptOwnerCik><rptOwnerName>Doe Jane</rptOwnerName></reportingOwnerId>`;
  return `<reportingOwner>${id}<reportingOwnerRelationship>${relationship}</reportingOwnerRelationship></reportingOwner>`;
}

/** Table I with the given rows. */
export function makeTable(...rows: string[]): string {
  return `<nonDerivativeTable>${rows.join('\n')}</nonDerivativeTable>`;
}

/** A transaction of table I with the given fields. */
export function makeTransaction(fields: string): string {
  return `<nonDerivativeTransaction>${fields}</nonDerivativeTransaction>`;
}

/** The complete submission text around a document, as EDGAR publishes it. */
export function makeSubmission(xml: string, { type = '4', header = '' } = {}): string {
  return `<SEC-DOCUMENT>0009990003-25-000017.txt : 20250110
<SEC-HEADER>0009990003-25-000017.hdr.sgml : 20250110
<ACCEPTANCE-DATETIME>20250110160730
${header || 'ACCESSION NUMBER:\t\t0009990003-25-000017\nCONFORMED SUBMISSION TYPE:\t4\nFILED AS OF DATE:\t\t20250110'}
</SEC-HEADER>
<DOCUMENT>
<TYPE>${type}
<SEQUENCE>1
<FILENAME>form4.xml
<TEXT>
<XML>
${xml}
</XML>
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
`;
}
