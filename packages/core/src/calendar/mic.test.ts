import { expect } from 'chai';
import { micOf } from './mic.ts';

describe('the exchange of a symbol', () => {
  it('is what its listing names, else what its ending says, else New York', () => {
    expect(micOf('VOD', 'XLON')).to.equal('XLON');
    const bySymbol = ['VOD.L', 'AIR.PA', 'SAP.DE', '005930.KS', 'AAPL', 'L', 'DE', 'BRK-B'].map((symbol) =>
      micOf(symbol, null),
    );
    expect(bySymbol).to.deep.equal(['XLON', 'XPAR', 'XETR', 'XKRX', 'XNYS', 'XNYS', 'XNYS', 'XNYS']);
    expect(micOf('AIR.PA', 'XXXX')).to.equal('XPAR');
  });
});
