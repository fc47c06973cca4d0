import { expect } from 'chai';
import {
  fromNasdaqSymbol,
  fromTapeSymbol,
  toAlphaVantageMarks,
  toListedSymbol,
  toNasdaqSymbol,
} from './exchange-spellings.ts';

/** One security a line: our form, Nasdaq's, those of the tape, Alpha Vantage's. */
const table: readonly (readonly [ours: string, nasdaq: string, tape: readonly string[], alphaVantage: string])[] = [
  ['AAPL', 'AAPL', ['AAPL'], 'AAPL'],
  ['BRK-B', 'BRK.B', ['BRK.B', 'BRK/B'], 'BRK-B'],
  ['ABR-PD', 'ABR-D', ['ABRpD'], 'ABR-P-D'],
  ['AA-P', 'AA-', ['AAp'], 'AA-P'],
  ['ACHR-WT', 'ACHR+', ['ACHR.WS', 'ACHR/WS'], 'ACHR-WS'],
  ['BAC-WTA', 'BAC+A', ['BAC.WS.A', 'BAC/WS/A'], 'BAC-WSA'],
  ['AAM-UN', 'AAM=', ['AAM.U', 'AAM/U'], 'AAM-U'],
  ['IFN-RT', 'IFN^', ['IFNr'], 'IFN-R'],
  ['IFN-RTWI', 'IFN^#', ['IFNrw'], 'IFN-R-W'],
  ['AAN-WI', 'AAN#', ['AANw'], 'AAN-W'],
  ['XYZ-PBCL', 'XYZ-B*', ['XYZpB/CL'], 'XYZ-P-B-CL'],
  ['MKC-V', 'MKC.V', ['MKC.V'], 'MKC-V'],
];

describe('the spellings of a security of the United States', () => {
  for (const [ours, nasdaq, tape, alphaVantage] of table) {
    it(`are one for ${ours}`, () => {
      expect(fromNasdaqSymbol(nasdaq)).to.equal(ours);
      expect(toNasdaqSymbol(ours)).to.equal(nasdaq);
      for (const each of tape) expect(fromTapeSymbol(each), each).to.equal(ours);
      expect(toAlphaVantageMarks(ours)).to.equal(alphaVantage);
    });
  }

  it('are none where there is no symbol', () => {
    for (const text of ['', ' ', 'aapl', '-A', 'A B', '$', 'A|B']) expect(fromNasdaqSymbol(text), text).to.equal(null);
    for (const text of ['', 'AAPL-', 'AAPL-12', '-B']) expect(toNasdaqSymbol(text), text).to.equal(null);
  });
});

describe('a symbol as the list of an exchange writes it', () => {
  it('has its class behind a hyphen, however that is written', () => {
    for (const text of ['BRK.B', 'BRK/B', "BRK'B", 'BRK B', 'BRK-B', ' brk.b ']) {
      expect(toListedSymbol(text, 'XNYS'), text).to.equal('BRK-B');
    }
  });

  it('ends in its market outside of the United States', () => {
    const listed = (text: string, ...mics: string[]) => mics.map((mic) => toListedSymbol(text, mic));
    expect(listed('SAP', 'XETR', 'XLON', 'XNAS')).to.deep.equal(['SAP.DE', 'SAP.L', 'SAP']);
    expect(listed('AIR', 'XPAR', 'ALXP', 'XMLI')).to.deep.equal(['AIR.PA', 'AIR.PA', 'AIR.PA']);
    expect(listed('X', 'XAMS', 'XBRU', 'XLIS', 'XMSM', 'XOSL', 'MERK', 'MTAA', 'EXGM')).to.deep.equal([
      ...['X.AS', 'X.BR', 'X.LS', 'X.IR', 'X.OL', 'X.OL', 'X.MI', 'X.MI'],
    ]);
    expect(['BP.', 'BT.A', 'RE.', 'VOD'].map((text) => toListedSymbol(text, 'XLON'))).to.deep.equal([
      ...['BP.L', 'BT-A.L', 'RE.L', 'VOD.L'],
    ]);
    expect(toListedSymbol('ACRI B', 'XOSL')).to.equal('ACRI-B.OL');
  });
});
