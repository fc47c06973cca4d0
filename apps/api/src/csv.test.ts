import { expect } from 'chai';
import { readCsv } from './csv.ts';

describe('reading CSV', () => {
  const cases: [what: string, text: string, lines: string[][]][] = [
    ['lines of any end', 'a,b\r\nc,d\ne\rf', [['a', 'b'], ['c', 'd'], ['e'], ['f']]],
    ['quoted fields', '"a ""b""","c,\nd",e\n', [['a "b"', 'c,\nd', 'e']]],
    ['empty fields', ',a,\n\n""', [['', 'a', ''], [''], ['']]],
    ['a byte order mark', '\uFEFFticker\nKO', [['ticker'], ['KO']]],
    ['nothing', '', []],
    ['a quote that is never closed', '"a,b', [['"a', 'b']]],
  ];
  for (const [what, text, lines] of cases) {
    it(`understands ${what}`, () => {
      expect(readCsv(text)).to.deep.equal(lines);
    });
  }
});
