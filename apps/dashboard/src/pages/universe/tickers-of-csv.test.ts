import { expect } from 'chai';
import { tickersOfCsv } from './tickers-of-csv.ts';

describe('the tickers of a CSV', () => {
  it('are those of its column, wherever it stands', () => {
    expect(tickersOfCsv('name,ticker\r\n"Apple, Inc.",AAPL\r\n"The ""Shop""",MSFT\r\n')).to.deep.equal([
      'AAPL',
      'MSFT',
    ]);
    expect(tickersOfCsv('\uFEFFSymbol;Name\nSAP.DE;SAP\n')).to.deep.equal(['SAP.DE']);
  });

  it('are the first cells where no column is called so', () => {
    expect(tickersOfCsv('AAPL\nMSFT,anything\n\nAAPL\n')).to.deep.equal(['AAPL', 'MSFT']);
  });

  it('have no apostrophe of a safe CSV, and none is empty', () => {
    expect(tickersOfCsv("ticker,name\n'-X,x\n,y\n")).to.deep.equal(['-X']);
    expect(tickersOfCsv('')).to.deep.equal([]);
  });
});
