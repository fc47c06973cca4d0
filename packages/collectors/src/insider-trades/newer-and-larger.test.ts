import { expect } from 'chai';
import { maxDocumentBytes } from './document-bytes.ts';
import { parseOwnership } from './ownership.ts';

const xml = (version: string, issuer = '<issuer><issuerCik>0000111111</issuerCik></issuer>') => `<?xml version="1.0"?>
<ownershipDocument><schemaVersion>${version}</schemaVersion><documentType>4</documentType>${issuer}
<reportingOwner><reportingOwnerId><rptOwnerCik>0000222222</rptOwnerCik></reportingOwnerId></reportingOwner></ownershipDocument>`;
const head = (body: string) =>
  `<SEC-DOCUMENT>0000111111-26-000001.txt\n<SEC-HEADER>\nACCESSION NUMBER: 0000111111-26-000001\n</SEC-HEADER>\n<DOCUMENT>\n<TYPE>4\n<TEXT>\n<XML>\n${body}`;
const closing = '\n</XML>\n</TEXT>\n</DOCUMENT>\n';
const codeOf = (bytes: Buffer) => {
  try {
    parseOwnership(bytes);
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a schema version newer than any known', () => {
  it('is read by the newest rules, as long as all that they require is there', () => {
    expect(parseOwnership(Buffer.from(xml('X0701'))).document.schemaVersion).to.equal('X0701');
    expect(parseOwnership(Buffer.from(xml('X0609'))).document.schemaVersion).to.equal('X0609');
    expect(codeOf(Buffer.from(xml('X0701', '')))).to.equal('MISSING_FIELD');
    for (const version of ['Y0701', 'X07', 'X0100', 'X07011']) {
      expect(codeOf(Buffer.from(xml(version))), version).to.equal('UNKNOWN_SCHEMA_VERSION');
    }
  });
});

describe('a submission over the limit', () => {
  const exhibit = (bytes: number) => `<DOCUMENT>\n<TYPE>EX-99\n<TEXT>\n${'x'.repeat(bytes)}`;

  it('is read where the ownership XML at its head came whole, cut by the transport or not', () => {
    const whole = Buffer.from(head(xml('X0508')) + closing + exhibit(maxDocumentBytes));
    for (const bytes of [whole, whole.subarray(0, maxDocumentBytes)]) {
      const { header, document } = parseOwnership(bytes);
      expect([header?.accession, document.issuer.cik]).to.deep.equal(['0000111111-26-000001', '0000111111']);
    }
  });

  it('is refused as too large where it did not', () => {
    const long = `<!-- ${'y'.repeat(maxDocumentBytes)} -->`;
    const cut = Buffer.from(head(xml('X0508').replace('<issuer>', `${long}<issuer>`)) + closing);
    expect(codeOf(cut)).to.equal('TOO_LARGE');
    expect(codeOf(cut.subarray(0, maxDocumentBytes))).to.equal('TOO_LARGE');
    expect(codeOf(Buffer.from(`<SEC-DOCUMENT>\n${exhibit(maxDocumentBytes)}`))).to.equal('TOO_LARGE');
    expect(codeOf(Buffer.from(xml('X0508') + ' '.repeat(maxDocumentBytes))), 'bare XML').to.equal('TOO_LARGE');
  });
});
