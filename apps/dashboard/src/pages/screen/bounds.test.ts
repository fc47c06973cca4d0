import { expect } from 'chai';
import { isDecimal, toBounds, toQuery, toText } from './bounds.ts';

const names = ['pe', 'eps_cagr_5y'] as const;

describe('the bounds of a screen', () => {
  it('are read out of a URL and written into one alike', () => {
    const text = 'pe::15,eps_cagr_5y:0.15:';
    const bounds = toBounds(text, names);
    expect(bounds).to.deep.equal([
      { metric: 'pe', min: '', max: '15' },
      { metric: 'eps_cagr_5y', min: '0.15', max: '' },
    ]);
    expect(toText(bounds)).to.equal(text);
    expect(toQuery(bounds)).to.deep.equal({ max_pe: '15', min_eps_cagr_5y: '0.15' });
  });

  it('leave out what is none, and take the last of a metric', () => {
    expect(toBounds('', names)).to.deep.equal([]);
    expect(toBounds('pe::,pe:x:15,nothing::1,:1:2', names)).to.deep.equal([]);
    expect(toBounds('pe:1:,pe:2:', names)).to.deep.equal([{ metric: 'pe', min: '2', max: '' }]);
  });

  it('are numbers as the API reads them', () => {
    expect(['15', '-0.5', '0.15'].every(isDecimal)).to.equal(true);
    expect(['', '1e5', '.5', '1,5', '--1'].some(isDecimal)).to.equal(false);
  });
});
