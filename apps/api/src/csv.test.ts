import { expect } from 'chai';
import { defused } from './csv.ts';

describe('a cell of a CSV for a spreadsheet', () => {
  for (const cell of ["=cmd|'/C calc'!A0", '@SUM(A1)', '+1+1', '-1+1', '\t=1', '\r=1', '-'])
    it(`is no formula: ${JSON.stringify(cell)}`, () => expect(defused(cell)).to.equal(`'${cell}`));

  for (const cell of ['-12.50', '+3', 'AAPL', 'a=1', '', null, -5, true])
    it(`stays as it is: ${JSON.stringify(cell)}`, () => expect(defused(cell)).to.equal(cell));
});
