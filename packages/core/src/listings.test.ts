import { expect } from 'chai';
import { Isin, ListedInstrument, Listing } from './listings.ts';

describe('an ISIN', () => {
  it('is taken only with its own check digit', () => {
    for (const isin of ['US0378331005', 'DE0007164600', 'GB00BH4HKS39', 'FR001400J770', 'NL0000235190']) {
      expect(Isin.safeParse(isin).success, isin).to.equal(true);
    }
    for (const isin of ['US0378331006', 'DE0007164601', 'us0378331005', 'US037833100', 'US03783310055', '']) {
      expect(Isin.safeParse(isin).success, isin).to.equal(false);
    }
  });
});

describe('a listing', () => {
  const instrument = {
    symbol: 'AIR.PA',
    exchangeSymbol: 'AIR',
    name: 'AIRBUS',
    mic: 'XPAR',
    kind: 'stock',
    currency: 'EUR',
    isin: 'NL0000235190',
    statusFlags: ['also-xams'],
  };
  const listing = { listing: 'euronext', asOf: '2026-08-04', contentSha256: 'a'.repeat(64), refused: [] };

  it('lists at least one instrument', () => {
    expect(Listing.safeParse({ ...listing, instruments: [instrument] }).success).to.equal(true);
    expect(Listing.safeParse({ ...listing, instruments: [] }).success).to.equal(false);
  });

  it('has instruments of known kinds, with a MIC and flags of plain words', () => {
    for (const wrong of [
      { name: 'A\0' },
      { exchangeSymbol: 'A\ud800' },
      { kind: 'share' },
      { mic: 'XPA' },
      { currency: 'eur' },
      { statusFlags: ['Also XAMS'] },
    ]) {
      expect(ListedInstrument.safeParse({ ...instrument, ...wrong }).success, Object.keys(wrong)[0]).to.equal(false);
    }
  });
});
