import { expect } from 'chai';
import { assumedMic } from './calendar/mic-of.ts';
import { AskedTicker } from './identifiers.ts';
import { spellingsOf } from './ticker-spellings.ts';

const symbolsOf = (asked: string) => spellingsOf(AskedTicker.parse(asked)).map(({ symbols }) => symbols.join());

describe('the spellings of a ticker', () => {
  it('take dot, slash and hyphen of a class of shares for the same', () => {
    expect(symbolsOf('brk.b').slice(0, 2)).to.deep.equal(['BRK.B', 'BRK-B']);
    expect(symbolsOf('BRK/B').slice(0, 2)).to.deep.equal(['BRK-B', 'BRK.B']);
    expect(symbolsOf('BRK-B').slice(0, 2)).to.deep.equal(['BRK-B', 'BRK.B']);
  });

  it('take the marks of preferred shares, warrants and units for the same, however upstreams write them', () => {
    for (const asked of ['ABR.PRD', 'ABR-P-D', 'ABR/PRD', 'abr-pd']) expect(symbolsOf(asked)).to.include('ABR-PD');
    for (const asked of ['ACHR.WS', 'ACHR/WS', 'ACHR-WS']) expect(symbolsOf(asked)).to.include('ACHR-WT');
    for (const asked of ['AAM.U', 'AAM/U', 'AAM-UN']) expect(symbolsOf(asked)).to.include('AAM-UN');
    expect(symbolsOf('BAC/WS/A')).to.include('BAC-WTA');
  });

  it('look beside a market that is named at the others of its exchange', () => {
    const mics = spellingsOf('XPAR:AL2SI').map((spelling) => spelling.mics?.join());
    expect([...new Set(mics)]).to.deep.equal(['XPAR', 'XPAR,ALXP,XMLI,XPMC']);
  });

  it('look for a native code at every exchange only after the symbol itself', () => {
    expect(symbolsOf('VOD')).to.deep.equal([
      'VOD',
      'VOD.L,VOD.PA,VOD.DE,VOD.KS,VOD.KQ,VOD.AS,VOD.BR,VOD.LS,VOD.IR,VOD.OL,VOD.MI',
    ]);
  });

  it('stay with an exchange that is named, whose ending need not be written', () => {
    const spellings = spellingsOf('XLON:BT.A');
    expect(spellings.map(({ symbols }) => symbols[0])).to.deep.equal(['BT.A', 'BT-A', 'BT.A.L', 'BT-A.L']);
    expect(new Set(spellings.flatMap(({ mics }) => mics))).to.deep.equal(new Set(['XLON']));
  });

  it('take the exchanges of the United States for one another, the one that is named first', () => {
    const [first, ...others] = spellingsOf('XNAS:AAPL');
    expect(first).to.deep.equal({ symbols: ['AAPL'], mics: ['XNAS'] });
    expect(others.every(({ mics }) => mics?.includes('XNYS'))).to.equal(true);
    expect(spellingsOf('XLON:AAPL').every(({ mics }) => !mics?.includes('XNYS'))).to.equal(true);
  });

  it('are refused where no symbol is written so, with a ticker that can be had and how exchanges are written', () => {
    for (const text of ['', 'X:VOD', 'XLON:', ':VOD', 'A B', 'XLON:XPAR:A', '-A', 'A'.repeat(21)]) {
      const { error } = AskedTicker.safeParse(text);
      expect(error?.issues[0]?.message, text).to.include('BRK-B').and.include('XLON:VOD');
    }
  });
});

describe('the exchange of a symbol whose list names none', () => {
  it('is that of its ending, New York without one, and no market where the ending is unknown', () => {
    expect(['AAPL', 'BRK-B', 'BRK.B', 'VOD.L', '005930.KS', 'RY.TO'].map(assumedMic)).to.deep.equal([
      ...['XNYS', 'XNYS', 'XNYS', 'XLON', 'XKRX', 'XXXX'],
    ]);
  });
});
