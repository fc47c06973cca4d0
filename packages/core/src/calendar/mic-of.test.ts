import { expect } from 'chai';
import { micOf, symbolSuffixes } from './mic-of.ts';

describe('the exchange of an instrument', () => {
  it('is the one that is known, else what its symbol says, else New York', () => {
    expect(micOf('EXMP', 'XNAS')).to.equal('XNAS');
    expect(micOf('EXMP.L', null)).to.equal('XLON');
    expect(['EXMP.PA', 'EXMP.DE', '005930.KS'].map((symbol) => micOf(symbol, null))).to.deep.equal([
      'XPAR',
      'XETR',
      'XKRX',
    ]);
    expect(['EXMP', 'EXMP-B', 'EXMP.B'].map((symbol) => micOf(symbol, null))).to.deep.equal(['XNYS', 'XNYS', 'XNYS']);
  });

  it('is that of Paris for the markets of Euronext that keep its calendar, and none for the others', () => {
    expect(['XAMS', 'ALXP', 'XMLI', 'ALXB', 'XLIS'].map((mic) => micOf('EXMP.X', mic))).to.deep.equal([
      ...['XPAR', 'XPAR', 'XPAR', 'XPAR', 'XPAR'],
    ]);
    expect(['XOSL', 'MTAA', 'XMSM'].map((mic) => micOf('EXMP.X', mic))).to.deep.equal([null, null, null]);
    expect(micOf('EXMP.AS', null)).to.equal('XPAR');
  });

  it('is that of Seoul for KOSDAQ and for KONEX, whose symbols have no ending', () => {
    expect([micOf('247540.KQ', null), micOf('247540.KQ', 'XKOS'), micOf('288490', 'XKON')]).to.deep.equal([
      ...['XKRX', 'XKRX', 'XKRX'],
    ]);
    expect([symbolSuffixes['XKOS'], symbolSuffixes['XKON']]).to.deep.equal(['.KQ', '']);
  });

  it('is none where no calendar is known', () => {
    expect(micOf('7203.T', null)).to.equal(null);
    expect(micOf('EXMP', 'XTKS')).to.equal(null);
    expect(micOf('EXMP', 'ARCX')).to.equal('XNYS');
  });
});
