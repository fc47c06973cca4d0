import { OwnershipDocument, PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { makeOwner, makeOwnership, makeTable, makeTransaction } from './make-ownership.fixture.ts';
import { parseOwnership } from './ownership.ts';

function parse(xml: string): OwnershipDocument {
  const { document } = parseOwnership(Buffer.from(xml));
  expect(OwnershipDocument.parse(document)).to.deep.equal(document);
  return document;
}

function failureOf(xml: string): PipelineError {
  try {
    parse(xml);
  } catch (error) {
    if (error instanceof PipelineError) return error;
    throw error;
  }
  throw new Error('was read');
}

/** The first row of table I with the given fields, as it is read. */
const transactionOf = (fields: string) =>
  parse(makeOwnership({ more: makeTable(makeTransaction(fields)) })).transactions[0];

describe('ownership document', () => {
  it('reads a document without rows, and takes no value for a number', () => {
    expect(parse(makeOwnership())).to.deep.equal({
      form: '4',
      schemaVersion: 'X0508',
      period: '2025-01-08',
      originalFiledOn: null,
      issuer: { cik: '0009990001', name: null, symbol: '1E5', foreignSymbol: null },
      owners: [
        {
          cik: '0009990002',
          name: 'Doe Jane',
          isDirector: true,
          isOfficer: false,
          isTenPercentOwner: false,
          isOther: false,
          officerTitle: null,
          otherText: null,
        },
      ],
      is10b5_1: null,
      notSubjectToSection16: null,
      noSecuritiesOwned: null,
      transactions: [],
      holdings: [],
      footnotes: {},
      remarks: null,
    });
  });

  it('pads CIKs and keeps symbols as filed', () => {
    const issuer = '<issuer><issuerCik> 1750 </issuerCik><issuerTradingSymbol>NONE</issuerTradingSymbol></issuer>';
    const { issuer: read, owners } = parse(makeOwnership({ issuer, owners: makeOwner('', '42') }));
    expect([read.cik, read.symbol, owners[0]?.cik]).to.deep.equal(['0000001750', 'NONE', '0000000042']);
  });

  it('decodes references once and keeps the blanks inside of a text', () => {
    const remarks = (text: string) => parse(makeOwnership({ more: `<remarks>${text}</remarks>` })).remarks;
    expect(remarks(' AT&amp;T &lt;&gt;&quot;&apos; &#39;&#x2019;&#128512; ')).to.equal("AT&T <>\"' '’😀");
    expect(remarks('&amp;#39; &amp;amp;')).to.equal('&#39; &amp;');
    expect(remarks('before <!-- & < --> after <![CDATA[ <b> &amp; ]]> end')).to.equal('before  after  <b> &amp;  end');
    expect(remarks('one\r\ntwo\rthree')).to.equal('one\ntwo\nthree');
    expect(remarks(' \n ')).to.equal(null);
    for (const text of ['&nbsp;', 'A & B', '&#0;', '&#xD800;', '&#99999999;', '&#;', '&']) {
      expect(failureOf(makeOwnership({ more: `<remarks>${text}</remarks>` })).code, text).to.equal('MALFORMED_XML');
    }
  });

  it('reads flags in both spellings, tells absent from false, and refuses others', () => {
    const flags = (value: string) => parse(makeOwnership({ more: `<aff10b5One>${value}</aff10b5One>` })).is10b5_1;
    expect(['1', 'true', '0', 'false', ''].map(flags)).to.deep.equal([true, true, false, false, null]);
    const { code, detail } = failureOf(makeOwnership({ owners: makeOwner('<isOfficer>yes</isOfficer>') }));
    expect({ code, field: detail['field'] }).to.deep.equal({
      code: 'INVALID_FIELD',
      field: 'reportingOwner/reportingOwnerRelationship/isOfficer',
    });
  });

  it('keeps days as filed, without their zone, and refuses impossible ones by their path', () => {
    const date = (value: string) => transactionOf(`<transactionDate><value>${value}</value></transactionDate>`)?.date;
    expect(['2025-01-08', '0023-03-23', '2009-06-02-05:00', '2009-06-02Z', ''].map(date)).to.deep.equal([
      '2025-01-08',
      '0023-03-23',
      '2009-06-02',
      '2009-06-02',
      null,
    ]);
    const rows = ['2025-01-08', '2025-02-30'].map((day) =>
      makeTransaction(`<transactionDate><value>${day}</value></transactionDate>`),
    );
    expect(failureOf(makeOwnership({ more: makeTable(...rows) }))).to.deep.include({
      code: 'INVALID_FIELD',
      detail: { field: 'nonDerivativeTable/nonDerivativeTransaction[2]/transactionDate', value: '2025-02-30' },
    });
    for (const day of ['08/01/2025', '2025-1-8', '2025-01-08T00:00:00', '12025-01-08', '0000-01-01']) {
      expect(() => date(day), day)
        .to.throw(PipelineError)
        .with.property('code', 'INVALID_FIELD');
    }
  });

  it('keeps decimals exactly as filed and refuses what is none', () => {
    const shares = (value: string) =>
      transactionOf(
        `<transactionAmounts><transactionShares><value>${value}</value></transactionShares></transactionAmounts>`,
      )?.shares;
    const exact = ['999.0', '0', '.5', '123456789012345678901234567890.0000001', '-3'];
    expect(exact.map(shares)).to.deep.equal(exact);
    for (const value of ['1E5', '1,000', '$5', 'N/A', '1 000', `1${'0'.repeat(80)}`]) {
      expect(() => shares(value), value)
        .to.throw(PipelineError)
        .with.property('code', 'INVALID_FIELD');
    }
  });

  it('attaches footnotes to the fields they explain, with or without a value', () => {
    const row = transactionOf(`
      <securityTitle><value>Common</value><footnoteId id="F2"/><footnoteId id="F1"/></securityTitle>
      <transactionCoding><transactionCode>S</transactionCode><footnoteId id="F3"/></transactionCoding>
      <transactionTimeliness><footnoteId id="F4"/></transactionTimeliness>
      <transactionAmounts><footnoteId id="F6"/>
        <transactionPricePerShare><footnoteId id="F1"/></transactionPricePerShare>
      </transactionAmounts>
      <ownershipNature><natureOfOwnership><value>By trust</value><footnoteId id="F5"/></natureOfOwnership></ownershipNature>`);
    expect(row?.price).to.equal(null);
    expect(row?.footnotesByField).to.deep.equal({
      security: ['F2', 'F1'],
      code: ['F3'],
      timeliness: ['F4'],
      transactionAmounts: ['F6'],
      price: ['F1'],
      nature: ['F5'],
    });
  });

  it('reads footnotes by id and refuses an id given twice, missing or strange', () => {
    const footnotes = (notes: string) => makeOwnership({ more: `<footnotes>${notes}</footnotes>` });
    expect(parse(footnotes('<footnote id="F2"> two </footnote><footnote id="F1"/>')).footnotes).to.deep.equal({
      F2: 'two',
      F1: '',
    });
    expect(failureOf(footnotes('<footnote id="F1">a</footnote><footnote id="F1">b</footnote>')).code).to.equal(
      'INVALID_FIELD',
    );
    expect(failureOf(footnotes('<footnote>a</footnote>')).code).to.equal('MISSING_FIELD');
    expect(failureOf(footnotes('<footnote id="toString">a</footnote>')).code).to.equal('INVALID_FIELD');
  });

  it('counts the rows of each table and kind from 1 and keeps their order', () => {
    const titled = (element: string, title: string) =>
      `<${element}><securityTitle><value>${title}</value></securityTitle></${element}>`;
    const more = `${makeTable(titled('nonDerivativeHolding', 'h1'), titled('nonDerivativeTransaction', 't1'), titled('nonDerivativeHolding', 'h2'))}
      <derivativeTable>${titled('derivativeTransaction', 'd1')}${titled('derivativeTransaction', 'd2')}</derivativeTable>`;
    const { transactions, holdings } = parse(makeOwnership({ more }));
    const shown = (rows: typeof holdings) => rows.map(({ table, line, security }) => [table, line, security]);
    expect(shown(transactions)).to.deep.equal([
      ['non-derivative', 1, 't1'],
      ['derivative', 1, 'd1'],
      ['derivative', 2, 'd2'],
    ]);
    expect(shown(holdings)).to.deep.equal([
      ['non-derivative', 1, 'h1'],
      ['non-derivative', 2, 'h2'],
    ]);
  });

  it('refuses letters outside of their list, and fields of the wrong shape', () => {
    const wrong = [
      '<ownershipNature><directOrIndirectOwnership><value>X</value></directOrIndirectOwnership></ownershipNature>',
      '<securityTitle><value>a</value><value>b</value></securityTitle>',
      '<securityTitle>a<value>b</value></securityTitle>',
      '<securityTitle><value><b>a</b></value></securityTitle>',
      '<securityTitle><title>a</title></securityTitle>',
      '<securityTitle/><securityTitle/>',
      'text',
    ];
    for (const fields of wrong) {
      const { code } = failureOf(makeOwnership({ more: makeTable(makeTransaction(fields)) }));
      expect(code, fields).to.equal('INVALID_FIELD');
    }
  });

  it('names the field that is missing', () => {
    const missing: [string, Parameters<typeof makeOwnership>[0]][] = [
      ['documentType', { documentType: '' }],
      ['issuer', { issuer: '' }],
      ['issuer/issuerCik', { issuer: '<issuer><issuerCik/></issuer>' }],
      ['reportingOwner', { owners: '' }],
      [
        'reportingOwner[2]/reportingOwnerId/rptOwnerCik',
        { owners: `${makeOwner('')}<reportingOwner><reportingOwnerId/></reportingOwner>` },
      ],
    ];
    for (const [field, parts] of missing) {
      expect(failureOf(makeOwnership(parts)), field).to.deep.include({ code: 'MISSING_FIELD', detail: { field } });
    }
  });

  it('knows the schema versions of EDGAR and documents without one', () => {
    const version = (schemaVersion: string) => parse(makeOwnership({ schemaVersion })).schemaVersion;
    for (const known of ['X0101', 'X0202', 'X0206', 'X0306', 'X0407', 'X0508', 'X0609', 'X0610', 'X9999']) {
      expect(version(`<schemaVersion>${known}</schemaVersion>`)).to.equal(known);
    }
    expect([version(''), version('<schemaVersion/>')]).to.deep.equal([null, null]);
    for (const unknown of ['X0100', 'X05080', 'x0508', '0508', 'Y0508']) {
      const { code } = failureOf(makeOwnership({ schemaVersion: `<schemaVersion>${unknown}</schemaVersion>` }));
      expect(code, unknown).to.equal('UNKNOWN_SCHEMA_VERSION');
    }
  });

  it('refuses another form and another root', () => {
    expect(failureOf(makeOwnership({ documentType: '<documentType>144</documentType>' })).code).to.equal(
      'NOT_OWNERSHIP',
    );
    expect(failureOf('<edgarSubmission/>').code).to.equal('NOT_OWNERSHIP');
  });
});
