import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { fitted, inert, table, wrapped } from './terminal.ts';

const plain = (lines: readonly string[]) => lines.map(stripVTControlCharacters);
const red = (text: string) => `\u001B[31m${text}\u001B[39m`;

describe('a table in a terminal', () => {
  it('begins each column where its heading does, whatever the letters take', () => {
    const rows = [
      ['005930', '삼성전자', 'KRX'],
      ['AAPL', 'Apple Inc.', 'Nasdaq'],
      ['BNP', 'Cre\u0301dit', 'Paris'],
    ];
    expect(plain(table(['ticker', 'name', 'exchange'], rows))).to.deep.equal([
      '  ticker   name         exchange',
      '  005930   삼성전자     KRX',
      '  AAPL     Apple Inc.   Nasdaq',
      '  BNP      Cre\u0301dit       Paris',
    ]);
  });

  it('counts no colour as a column, and has room for a wide heading', () => {
    expect(plain(table(['회사', 'x'], [[red('a'), 'b']]))).to.deep.equal(['  회사   x', '  a      b']);
    expect(plain(table(['none'], []))).to.deep.equal(['  none']);
  });
});

describe('a table wider than its terminal', () => {
  const rows = [
    ['sec-edgar', 'open', '8/s'],
    ['yahoo', '', '40/min'],
  ];
  it('is a block of lines for each row, without what is empty', () => {
    expect(plain(table(['source', 'state', 'pace'], rows, 27))).to.deep.equal([
      '  source   sec-edgar',
      '  state    open',
      '  pace     8/s',
      '',
      '  source   yahoo',
      '  pace     40/min',
    ]);
  });

  it('is a table as long as it fits, and in a pipe', () => {
    for (const columns of [28, undefined]) {
      expect(plain(table(['source', 'state', 'pace'], rows, columns))).to.deep.equal([
        '  source      state   pace',
        '  sec-edgar   open    8/s',
        '  yahoo               40/min',
      ]);
    }
  });
});

describe('text in so many columns', () => {
  it('is broken between words, by the columns that they take', () => {
    expect(wrapped('aa bb cc', 5)).to.deep.equal(['aa bb', 'cc']);
    expect(wrapped('삼성 전자', 9)).to.deep.equal(['삼성 전자']);
    expect(wrapped('삼성 전자', 8)).to.deep.equal(['삼성', '전자']);
  });

  it('is cut where the next letter would reach the last column, and left as it is where it fits', () => {
    expect(fitted(red('abc'), 4)).to.equal(red('abc'));
    expect(fitted(red('abcd'), 4)).to.equal('abc');
    expect(fitted('삼성전자', 9)).to.equal('삼성전자');
    expect(fitted('삼성전자', 8)).to.equal('삼성전');
    expect(fitted('삼성전자', 6)).to.equal('삼성');
  });
});

describe('text that is not ours', () => {
  it('does nothing to a terminal', () => {
    expect(inert('\u001b]0;OWNED\u0007\u001b[2J\rRED\u009b5m \u202etxt')).to.equal(
      '\\u001b]0;OWNED\\u0007\\u001b[2J\\u000dRED\\u009b5m \\u202etxt',
    );
    expect(inert('\u200fa\u061cb\u2028c')).to.equal('\\u200fa\\u061cb\\u2028c');
    expect(inert('삼성전자 – BRK.B')).to.equal('삼성전자 – BRK.B');
  });

  it('forges no line of a table', () => {
    const [, row = ''] = table(['name'], [['one\n  two\u001b[2K']]);
    expect(row).to.equal('  one\\u000a  two\\u001b[2K');
  });
});
