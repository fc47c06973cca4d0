import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { xetraListings } from './collector.ts';

describe('collector xetra-listings', () => {
  checkCollector(xetraListings, {
    page: 'found',
    'page-absolute': 'found',
    'page-without-link': 'found',
    'page-of-downloads-without-link': 'LISTING_STRUCTURE',
    'page-elsewhere': 'LISTING_STRUCTURE',
    file: 'found',
    'file-unchanged': 'found',
    'file-other-columns': 'LISTING_STRUCTURE',
    'file-of-frankfurt': 'LISTING_STRUCTURE',
    'file-contradictory': 'LISTING_CONTRADICTORY',
  });

  it('follows the link of the page, with its host or without, and looks for it on one more page', () => {
    const nextOf = (name: string) => {
      const fixture = fixturesOf('xetra-listings').get(name);
      const outcome = fixture && outcomeOf(xetraListings, fixture);
      return outcome?.kind === 'found' ? outcome.next?.map(({ step, input }) => [step, ...Object.values(input)]) : null;
    };
    const path = '/resource/blob/1528/0123456789abcdef/data/t7-xetr-allTradableInstruments.csv';
    expect(nextOf('page')).to.deep.equal([['file', `https://www.cashmarket.deutsche-boerse.com${path}`]]);
    expect(nextOf('page-absolute')).to.deep.equal([['file', `https://www.xetra.com${path}`]]);
    expect(nextOf('page-without-link')).to.deep.equal([['page', true]]);
  });
});
