import { expect } from 'chai';
import { makeWorkbook, zipped } from '../make-workbook.fixture.ts';
import { parseLse } from './instrument-list.ts';
import { openWorkbook } from './workbook.ts';

const header = [
  'TIDM',
  'Issuer Name',
  'Instrument Name',
  'ISIN',
  'MiFIR Identifier Code',
  'ICB Industry',
  'Start Date',
  'Trading Currency',
  'LSE Market',
];
const bp = ['BP.', 'BP PLC', 'ORD $0.25', 'GB0007980591', 'SHRS', 'Energy', 30_000, 'GBX', 'MAIN MARKET'];
const rows = [
  bp,
  ['BT.A', 'BT GROUP PLC', 'ORD 5P', 'GB0030913577', 'SHRS', 'Telecoms', 30_000, 'GBX', 'MAIN MARKET'],
  ['TRUE', 'TRUE & <CO> PLC', 'ORD 1P', 'GB00BH4HKS39', 'SHRS', null, 30_000, 'GBX', 'AIM'],
  ['ISF', 'ISHARES PLC', 'ISHARES CORE FTSE 100 UCITS ETF', 'IE0005042456', 'ETFS', null, 36_526, 'GBX', 'MAIN MARKET'],
  ['SMSN', 'SAMSUNG ELECTRONICS CO', 'GDR (REP 25 COM)', 'US7960508882', 'DPRS', null, 36_526, 'USD', 'MAIN MARKET'],
  [
    'LLPC',
    'LLOYDS BANKING GROUP PLC',
    '9.25% NON-CUM IRRD PREF',
    'GB00B3KS9W93',
    'SHRS',
    null,
    36_526,
    'GBX',
    'MAIN MARKET',
  ],
] as const;
const sheet = (
  all: readonly (readonly (string | number | null)[])[],
  count: string | null = `Number of Instruments: ${all.length}`,
) => [['Instruments'], [null, 'As at 31 July 2026'], [count], [], header, ...all];
const codeOf = (body: Buffer) => {
  try {
    parseLse(body);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

/** A workbook whose directory says of every entry that it has this size. */
function ofSize(size: number, book: Buffer): Buffer {
  const entry = Buffer.from('PK\u0001\u0002');
  for (let at = book.indexOf(entry); at !== -1; at = book.indexOf(entry, at + 1)) book.writeUInt32LE(size, at + 24);
  return book;
}

/** A workbook of one sheet that holds this XML. */
const sheetOf = (xml: string) =>
  zipped({
    'xl/workbook.xml': '<workbook><sheets><sheet name="1.0 All Equity" r:id="a"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="a" Target="a.xml"/></Relationships>',
    'xl/a.xml': `<worksheet>${xml}</worksheet>`,
  });

describe('the instrument list of London', () => {
  it('lists all equity, and exchange-traded commodities and notes, once each', () => {
    const etc = [
      'PHAU',
      'WISDOMTREE METAL SECURITIES',
      'WISDOMTREE PHYSICAL GOLD',
      'JE00B1VS3770',
      'ETCS',
      null,
      36_526,
      'USD',
      'MAIN MARKET',
    ];
    const { instruments, asOf, refused } = parseLse(
      makeWorkbook({
        Contents: [['x']],
        '1.0 All Equity': sheet(rows),
        '1.1 Shares': sheet(rows.slice(0, 3)),
        '2.1 Bonds': [['y']],
        '2.2 ETCs': sheet([etc]),
      }),
    );
    expect(asOf).to.equal('2026-07-31');
    expect(refused).to.deep.equal([]);
    expect(
      instruments.map(({ symbol, exchangeSymbol, kind, currency, statusFlags }) =>
        [symbol, exchangeSymbol, kind, currency, ...statusFlags].join(' '),
      ),
    ).to.deep.equal([
      'BP.L BP. stock GBX',
      'BT-A.L BT.A stock GBX',
      'TRUE.L TRUE stock GBX aim',
      'ISF.L ISF etf GBX',
      'SMSN.L SMSN adr USD',
      'LLPC.L LLPC preferred GBX',
      'PHAU.L PHAU note USD',
    ]);
    expect(instruments.slice(2, 4).map(({ name }) => name)).to.deep.equal([
      'TRUE & <CO> PLC',
      'ISHARES PLC - ISHARES CORE FTSE 100 UCITS ETF',
    ]);
  });

  it('reads the sheets of its parts where there is none of all equity, and takes a list without a count', () => {
    const parts = parseLse(
      makeWorkbook({ '1.1 Shares': sheet(rows.slice(0, 2), null), '1.3 ETFs': sheet(rows.slice(3, 4)) }),
    );
    expect(parts.instruments.map(({ symbol }) => symbol)).to.deep.equal(['BP.L', 'BT-A.L', 'ISF.L']);
  });

  it('is refused where it holds other than it states, lacks a sheet or a column, or is no workbook', () => {
    const whole = makeWorkbook({ '1.0 All Equity': sheet(rows) });
    const without = header.map((name) => (name === 'ISIN' ? 'Code' : name));
    expect(
      [
        makeWorkbook({ '1.0 All Equity': sheet(rows, 'Number of Instruments: 2,208') }),
        whole.subarray(0, whole.length - 30),
        makeWorkbook({ '1.0 All Equity': [['As at 31 July 2026'], without, ...rows] }),
        makeWorkbook({ Shares: sheet(rows) }),
        makeWorkbook({ '1.0 All Equity': sheet([...rows, header]) }),
        makeWorkbook({
          '1.0 All Equity': sheet([bp, ['BP.', 'Another PLC', 'ORD', 'GB0030913577', 'SHRS', null, 1, 'GBX', 'AIM']]),
        }),
        Buffer.from('<!doctype html><title>Access denied</title>, which is longer than a head'),
        Buffer.alloc(0),
      ].map(codeOf),
    ).to.deep.equal([
      ...['LISTING_CUT_OFF', 'LISTING_CUT_OFF', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE'],
      ...['LISTING_CONTRADICTORY', 'LISTING_STRUCTURE', 'LISTING_CUT_OFF'],
    ]);
  });

  it('is read of an answer of the price explorer too, if that is the only page', () => {
    const rows = [
      { tidm: 'BP.', isin: 'GB0007980591', issuername: 'BP PLC', currency: 'GBX', category: 'EQUITY', lastprice: 1 },
      { tidm: 'ISF', isin: 'IE0005042456', issuername: 'ISHARES PLC', currency: 'GBX', category: 'ETFS' },
      { isin: 'GB0030913577' },
    ];
    const answer = (page: object) =>
      Buffer.from(
        JSON.stringify([{ content: [{ name: 'priceexplorersearch', value: { content: rows, number: 0, ...page } }] }]),
      );
    const { instruments, refused } = parseLse(answer({ totalPages: 1, totalElements: 3 }));
    expect(instruments.map(({ symbol, kind, isin }) => [symbol, kind, isin])).to.deep.equal([
      ['BP.L', 'stock', 'GB0007980591'],
      ['ISF.L', 'etf', 'IE0005042456'],
    ]);
    expect(refused.map(({ line }) => line)).to.deep.equal([3]);
    expect(
      [
        answer({ totalPages: 18 }),
        answer({ totalElements: 4 }),
        Buffer.from('[{"content":'),
        Buffer.from('{"a":1}'),
      ].map(codeOf),
    ).to.deep.equal([...['LISTING_CUT_OFF', 'LISTING_CUT_OFF', 'LISTING_CUT_OFF', 'LISTING_STRUCTURE']]);
  });

  it('never unpacks more than it says that it holds', () => {
    expect(() => openWorkbook(ofSize(16, makeWorkbook({ '1.0 All Equity': sheet(rows) }))))
      .to.throw('damaged')
      .with.property('code', 'LISTING_CUT_OFF');
  });

  it('is refused in linear time where its XML does not close or is malformed', () => {
    const many = 100_000;
    expect(
      [
        sheetOf('<row>'.repeat(many)),
        sheetOf('<row '.repeat(many)),
        sheetOf(`<row ${'r'.repeat(many)}></row>`),
        sheetOf(`<row><c r="${'1'.repeat(many)}x"><v>1</v></c></row>`),
        sheetOf(`<row><c t="inlineStr">${'<rPh '.repeat(many)}</c></row>`),
        sheetOf('<row><c><v>&#0;</v></c></row>'),
        ofSize(64 * 1024 * 1024 + 1, sheetOf('')),
        Buffer.from('PK'),
      ].map(codeOf),
    ).to.deep.equal([
      ...['LISTING_CUT_OFF', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE'],
      ...['LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE'],
    ]);
  });

  it('is refused where a sheet has more elements than a spreadsheet has rows', () => {
    expect(codeOf(sheetOf('<row/>'.repeat(1_048_577)))).to.equal('LISTING_STRUCTURE');
  });

  it('refuses a row that no database could keep, and keeps the others', () => {
    const torn = ['BP.', 'BP\0 PLC', 'ORD', 'GB0007980591', 'SHRS', null, 1, 'GBX', 'AIM'];
    const { instruments, refused } = parseLse(makeWorkbook({ '1.0 All Equity': sheet([torn, ...rows.slice(1)]) }));
    expect(instruments).to.have.length(rows.length - 1);
    expect(refused.map(({ reason, text }) => [reason, text.slice(0, 12)])).to.deep.equal([
      ['name must be text', 'BP. | BP PLC'],
    ]);
  });
});
