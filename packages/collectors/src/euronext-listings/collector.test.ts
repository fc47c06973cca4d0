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
  });

  it('serves Euronext alone', () => {
    expect(euronextListings.serves?.({ listing: 'euronext' })).to.equal(true);
    expect(euronextListings.serves?.({ listing: 'lse' })).to.equal(false);
  });
});
