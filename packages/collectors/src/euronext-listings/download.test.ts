import { expect } from 'chai';
import { parseEuronext, parseEuronextEtfs } from './download.ts';
import { micsOfMarket } from './markets.ts';

const header = 'Name;ISIN;Symbol;Market;Currency;"Open Price";"last Price";"Closing Price DateTime"';
const notes = [
  '"European Equities"',
  '"04 Aug 2026"',
  '"All datapoints provided as of end of last active trading day."',
];
const row = 'AIRBUS;NL0000235190;AIR;"Euronext Paris, Amsterdam";EUR;1.0;1.0;03/08/2026';
const bytes = (...lines: readonly string[]) => Buffer.from(`\uFEFF${lines.join('\n')}\n`);
const codeOf = (body: Buffer) => {
  try {
    parseEuronext(body);
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
};

describe('the download of Euronext', () => {
  it('lists an instrument of several markets once, at its market of reference', () => {
    const { instruments, asOf } = parseEuronext(
      bytes(
        header,
        ...notes,
        row,
        '"EUROPEAN MEDICAL; S";BE0974497290;ALEMS;"Euronext Growth Brussels, Paris";EUR;-;-;-',
      ),
    );
    expect(asOf).to.equal('2026-08-04');
    expect(instruments).to.deep.equal([
      {
        symbol: 'AIR.PA',
        exchangeSymbol: 'AIR',
        name: 'AIRBUS',
        mic: 'XPAR',
        kind: 'stock',
        currency: 'EUR',
        isin: 'NL0000235190',
        statusFlags: ['also-xams'],
      },
      {
        symbol: 'ALEMS.BR',
        exchangeSymbol: 'ALEMS',
        name: 'EUROPEAN MEDICAL; S',
        mic: 'ALXB',
        kind: 'stock',
        currency: 'EUR',
        isin: 'BE0974497290',
        statusFlags: ['also-alxp'],
      },
    ]);
  });

  it('reads the header of 2018, fields in quotes, notes padded with delimiters', () => {
    const old = '"Name";"ISIN";"Symbol";"Market";"Trading Currency";"Open";"Last"';
    const { instruments, asOf } = parseEuronext(
      bytes(
        old,
        '"European Equities";;;;;;',
        '"03 Sep 2018";;;;;;',
        '"1000MERCIS";"FR0010285965";"ALMIL";"Euronext Growth Paris";"EUR";"20";"20"',
      ),
    );
    expect([asOf, instruments[0]?.symbol, instruments[0]?.mic]).to.deep.equal(['2018-09-03', 'ALMIL.PA', 'ALXP']);
  });

  it('keeps symbols of digits, words of other markets, and apostrophes of the text form apart', () => {
    const { instruments } = parseEuronext(
      bytes(
        header,
        ...notes,
        '"2020 BULKERS";BMG9156K1018;2020;"Oslo Børs";NOK;1;1;03/08/2026',
        "'TRUE SA;'FR0013341781;'TRUE;'Euronext Paris;'EUR;'1;'1;'03/08/2026",
        '"1*APPLE";US0378331005;1AAPL;"Euronext Global Equity Market";EUR;1;1;03/08/2026',
      ),
    );
    expect(instruments.map(({ symbol, mic, name, statusFlags }) => [symbol, mic, name, ...statusFlags])).to.deep.equal([
      ['2020.OL', 'XOSL', '2020 BULKERS'],
      ['TRUE.PA', 'XPAR', 'TRUE SA'],
      ['1AAPL.MI', 'BGEM', '1*APPLE', 'foreign'],
    ]);
  });

  it('of exchange-traded products has their full names, notes among them, and markets of other currencies', () => {
    const columns = '"Instrument Fullname";"ESG Classification";Name;ISIN;Symbol;Market;Currency;"Open Price"';
    const { instruments, listing, asOf } = parseEuronextEtfs(
      bytes(
        columns,
        '"European Trackers"',
        ...notes.slice(1),
        '"Exmp $ Bond UCITS ETF USD (Acc)";"ESG ETF art. 8";"$EXMP";NL0000235190;ASIG;"Euronext Amsterdam - Multi-currency Trading";USD;5.4',
        '"Exmp $ Bond UCITS ETF USD (Acc)";-;"$EXMP";NL0000235190;ASIG;"Euronext Amsterdam, Paris";EUR;5.4',
        '"Exmp -1x Short ETP Securities";-;"-1X SHORT";FR0013341781;SDIS;"ETF Plus";EUR;5.1',
      ),
    );
    expect([listing, asOf]).to.deep.equal(['euronext-etfs', '2026-08-04']);
    expect(
      instruments.map(({ symbol, mic, kind, currency, statusFlags }) => [symbol, mic, kind, currency, ...statusFlags]),
    ).to.deep.equal([
      ['ASIG.AS', 'XAMC', 'etf', 'USD'],
      ['ASIG.AS', 'XAMS', 'etf', 'EUR', 'also-xpar'],
      ['SDIS.MI', 'ETFP', 'note', 'EUR'],
    ]);
    expect(instruments[0]?.name).to.equal('Exmp $ Bond UCITS ETF USD (Acc)');
  });

  it('is refused in the place of the other', () => {
    expect(() => parseEuronext(bytes(header, '"European Trackers"', ...notes.slice(1), row))).to.throw(
      'exchange-traded',
    );
    expect(() => parseEuronextEtfs(bytes(header, ...notes, row))).to.throw('list of shares');
  });

  it('knows funds by the note of the file, and warrants and rights by their names', () => {
    const etfs = parseEuronextEtfs(
      bytes(header, '"European ETFS, Funds, ETVs, ETNs. Type : ETFs"', '"04 Aug 2026"', row),
    );
    expect(etfs.instruments[0]?.kind).to.equal('etf');
    const kinds = ['AB SCIENCE BSA 25', 'BIOPHYTIS BSA31', 'DEEZER WARRANTS', 'ATOS DS', 'BSAFE', 'ADP'].map(
      (name, nth) =>
        parseEuronext(bytes(header, ...notes, `"${name}";FR0013341781;S${nth};"Euronext Paris";EUR;1;1;03/08/2026`))
          .instruments[0]?.kind,
    );
    expect(kinds).to.deep.equal(['warrant', 'warrant', 'warrant', 'right', 'stock', 'stock']);
  });

  it('says which ISIN is none, and leaves out what has no symbol or stands on a market that is not known', () => {
    const { instruments, refused } = parseEuronext(
      bytes(
        header,
        ...notes,
        row.replace('5190;', '5191;'),
        'A;FR0013341781;-;"Euronext Paris";EUR;-;-;-',
        'B;FR0013341781;B;"Euronext Mars";EUR;-;-;-',
      ),
    );
    expect(instruments[0]).to.include({ isin: null }).and.have.property('statusFlags').that.includes('isin-invalid');
    expect(refused.map(({ line, reason }) => `${line} ${reason}`)).to.deep.equal([
      '6 has no symbol',
      '7 market "Euronext Mars" is not known',
    ]);
  });

  it('is read in linear time whatever it holds, and refused where a line is longer than any list has', () => {
    const many = 400_000;
    const gap = Buffer.from(`${header}\n${row}${'\n'.repeat(many)}${row.replaceAll('AIR', 'BIR')}`);
    expect(parseEuronext(gap).instruments).to.have.length(2);
    const hostile = [Buffer.from('<title'.repeat(many)), bytes(header, row.replace('AIRBUS', 'unit '.repeat(many)))];
    expect(hostile.map(codeOf)).to.deep.equal(['LISTING_STRUCTURE', 'LISTING_STRUCTURE']);
  });

  it('is refused without a column, cut off, doubled, or as a page', () => {
    expect(() => parseEuronext(bytes(header.replace('Market', 'Place'), row))).to.throw('"Market"');
    expect(
      [
        bytes(header.replace('ISIN', 'Code'), row),
        bytes(header, ...notes, row, 'THALES;FR0000121329;HO;"Euro'),
        bytes(header, ...notes, row, 'THALES;FR00'),
        Buffer.from([header, ...notes, row, row.replaceAll('AIR', 'BIR').slice(0, -2)].join('\n')),
        bytes(header, ...notes, row, header, row),
        bytes('<html><title>Just a moment</title>'),
        bytes(header, ...notes),
      ].map(codeOf),
    ).to.deep.equal([
      ...['LISTING_STRUCTURE', 'LISTING_CUT_OFF', 'LISTING_CUT_OFF', 'LISTING_CUT_OFF'],
      ...['LISTING_STRUCTURE', 'LISTING_STRUCTURE', 'LISTING_STRUCTURE'],
    ]);
  });
});

describe('the markets of Euronext', () => {
  it('are known by their names, of these years and of those before', () => {
    const names = {
      'Euronext Paris': 'XPAR',
      'Euronext Amsterdam, Brussels, Paris': 'XAMS,XBRU,XPAR',
      'Euronext Growth Milan': 'EXGM',
      'Euronext Milan': 'MTAA',
      'Euronext Growth Oslo': 'MERK',
      'Euronext Expand Oslo': 'XOAS',
      'Oslo Børs': 'XOSL',
      'Euronext Access Lisbon': 'ENXL',
      'Euronext Dublin': 'XMSM',
      'Euronext Growth Dublin': 'XESM',
      'Euronext Expert Market': 'VPXB',
      'Alternext Paris': 'ALXP',
      'NYSE Euronext Paris, Amsterdam': 'XPAR,XAMS',
      EuroTLX: 'ETLX',
      'XBRU, XPAR': 'XBRU,XPAR',
    };
    for (const [name, mics] of Object.entries(names)) expect(micsOfMarket(name)?.join(), name).to.equal(mics);
    for (const name of ['', 'Paris', 'Euronext', 'Euronext Paris, Mars', 'Euronext Paris, constructor', 'valueOf'])
      expect(micsOfMarket(name), name).to.equal(null);
  });
});
