import { expect } from 'chai';
import { checkCollector } from '../contract.fixture.ts';
import { euronextListings } from './collector.ts';

describe('collector euronext-listings', () => {
  checkCollector(euronextListings, {
    download: 'found',
    'download-page': 'LISTING_STRUCTURE',
    'download-other-columns': 'LISTING_STRUCTURE',
    'download-twice': 'LISTING_STRUCTURE',
    'download-cut-off': 'LISTING_CUT_OFF',
    etfs: 'found',
    'etfs-of-shares': 'LISTING_STRUCTURE',
    'etfs-unchanged': 'found',
  });

  it('serves Euronext alone', () => {
    const steps = (['euronext', 'euronext-etfs'] as const).map(
      (listing) => euronextListings.start({ target: listing, params: { listing } }).step,
    );
    expect(steps).to.deep.equal(['download', 'etfs']);
    expect(euronextListings.serves?.({ listing: 'euronext-etfs' })).to.equal(true);
    expect(euronextListings.serves?.({ listing: 'lse' })).to.equal(false);
  });
});
