import { expect } from 'chai';
import { checkCollector } from '../contract.fixture.ts';
import { parseEtfs } from '../krx-listings/etfs.ts';
import { samplesOf } from '../price-samples.fixture.ts';
import { krxEtfMaster } from './collector.ts';

describe('collector krx-etf-master', () => {
  checkCollector(krxEtfMaster, { master: 'found', empty: 'LISTING_STRUCTURE' });

  const sample = samplesOf('krx').find(({ file }) => file.startsWith('MDCSTAT04601'));
  if (!sample) return;
  it('reads every fund of the real master, codes with letters among them', () => {
    const { instruments, refused } = parseEtfs(Buffer.from(sample.text));
    expect(refused).to.deep.equal([]);
    expect(instruments).to.have.length(1_066);
    expect(instruments.filter(({ exchangeSymbol }) => /[A-Z]/.test(exchangeSymbol))).to.have.length(186);
    expect(instruments.filter(({ isin }) => isin === null)).to.have.length(0);
  });
});
