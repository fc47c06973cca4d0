import { expect } from 'chai';
import { checkCollector } from '../contract.fixture.ts';
import { nasdaqListings } from './collector.ts';

describe('collector nasdaq-listings', () => {
  checkCollector(nasdaqListings, {
    nasdaq: 'found',
    'nasdaq-other-columns': 'LISTING_STRUCTURE',
    'nasdaq-page': 'LISTING_STRUCTURE',
    'nasdaq-cut-off': 'LISTING_CUT_OFF',
    'nasdaq-unchanged': 'found',
    other: 'found',
    'other-contradictory': 'LISTING_CONTRADICTORY',
  });

  it('requests the directory of the listing that is asked for, and serves no other', () => {
    const asked = (['nasdaq', 'other'] as const).map(
      (listing) => nasdaqListings.start({ target: listing, params: { listing } }).step,
    );
    expect(asked).to.deep.equal(['nasdaqlisted', 'otherlisted']);
    expect(nasdaqListings.serves?.({ listing: 'other' })).to.equal(true);
    expect(nasdaqListings.serves?.({ listing: 'xetra' })).to.equal(false);
  });
});
