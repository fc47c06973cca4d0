import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import { defused, lineOf } from './csv.ts';

describe('a cell of a CSV for a spreadsheet', () => {
  for (const cell of ["=cmd|'/C calc'!A0", '@SUM(A1)', '+1+1', '-1+1', '\t=1', '\r=1', '-'])
    it(`is no formula: ${JSON.stringify(cell)}`, () => expect(defused(cell)).to.equal(`'${cell}`));

  for (const cell of ['-12.50', '+3', 'AAPL', 'a=1', '', null, -5, true])
    it(`stays as it is: ${JSON.stringify(cell)}`, () => expect(defused(cell)).to.equal(cell));
});

describe('a line of a CSV', () => {
  it('is read back by another library as what was written, whatever the cells hold', () => {
    const rows = [
      ['AAPL', 'a, "quoted" one', 'two\nlines', 'return\rof a carriage', '\r\n'],
      ['', '"', '""', ' spaces ', '삼성'],
    ];
    const text = rows.map(lineOf).join('');
    expect(parse(text, { record_delimiter: '\n' })).to.deep.equal(rows);
  });

  it('writes numbers and flags plainly, and nothing for what is not known', () => {
    expect(lineOf([1, true, null, false, '0.10', null])).to.equal('1,true,,false,0.10,\n');
  });
});
