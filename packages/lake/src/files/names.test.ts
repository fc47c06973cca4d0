import { expect } from 'chai';
import { filePath } from './names.ts';

describe('the path of a file in a lake', () => {
  const of = (symbol: string) => filePath({ dataset: 'prices', symbol, part: 0, year: 2026 }).split('/')[1];

  it('names symbol, year and part', () => {
    const about = { dataset: 'insider-trades', symbol: 'BRK-B', part: 1, year: 2025 } as const;
    expect(filePath(about)).to.equal('insider-trades/symbol=BRK-B/year=2025/part-001.parquet');
    expect(filePath({ ...about, dataset: 'prices-by-year', symbol: '', part: 0 })).to.equal(
      'prices-by-year/year=2025/part-000.parquet',
    );
  });

  it('encodes what no folder or reader takes, and nothing else', () => {
    expect(['AAPL', 'BRK.B', '005930', 'a_b'].map(of)).to.deep.equal(
      ['AAPL', 'BRK.B', '005930', 'a_b'].map((name) => `symbol=${name}`),
    );
    const odd = ['^GSPC', 'EURUSD=X', 'A/B', '..', 'AV.', '50%25', 'X Y', '삼성', 'CON', 'nul.L', 'COM1', 'CONE', '😀'];
    expect(odd.map(of)).to.deep.equal(
      [
        '%5EGSPC',
        'EURUSD%3DX',
        'A%2FB',
        '.%2E',
        'AV%2E',
        '50%2525',
        'X%20Y',
        '%EC%82%BC%EC%84%B1',
        '%43ON',
        '%6Eul.L',
        '%43OM1',
        'CONE',
        '%F0%9F%98%80',
      ].map((name) => `symbol=${name}`),
    );
    for (const name of odd) expect(decodeURIComponent(of(name) ?? '')).to.equal(`symbol=${name}`);
  });
});
