import { parseListing } from '@tickermill/collectors';
import { type ListedInstrument, ListingId, PipelineError } from '@tickermill/core';
import { type KnownInstrument, openSandbox, type Sandbox } from '@tickermill/sandbox';
import { expect } from 'chai';
import { fetchListing, goToMonth, listedTruth } from './exchange-lists.fixture.ts';

/** The lists of the sandbox through its scripted year, read as real ones are: what is read is what there is. */
describe('the lists of exchanges through a year', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 60, listed: 500, secCeilingPerSecond: 0 });
  });
  after(() => sandbox.close());

  for (let month = 1; month <= 12; month += 1) {
    const name = `2026-${String(month).padStart(2, '0')}`;
    it(`${name}: each list is what the truth says, or is refused`, async () => {
      await goToMonth(sandbox, name);
      const { listings, instruments } = await listedTruth(sandbox);
      for (const listing of ListingId.options) {
        const { shape, served } = listings[listing];
        const bytes = await fetchListing(sandbox, listing);
        if (shape === 'broken') {
          const read = () => parseListing(listing, bytes);
          expect(read, listing)
            .to.throw(PipelineError)
            .with.property('code')
            .that.matches(/^LISTING_/);
          continue;
        }
        const read = parseListing(listing, bytes);
        // A list of Korea says no day of itself: it is of the one that was asked for.
        const asOf = /^k/.test(listing) ? null : `${name}-01`;
        expect([read.asOf, read.refused, read.instruments.length], listing).to.deep.equal([asOf, [], served]);
        if (shape === 'sound') expect(toLines(read.instruments)).to.deep.equal(toTruth(instruments, listing));
      }
    });
  }
});

const toLines = (instruments: readonly ListedInstrument[]) =>
  instruments
    .map(({ symbol, exchangeSymbol, name, mic, kind, currency, isin, statusFlags }) =>
      [symbol, exchangeSymbol, name, mic, kind, currency, isin, statusFlags.includes('test-issue')].join('|'),
    )
    .sort();

const toTruth = (instruments: readonly KnownInstrument[], listing: ListingId) =>
  instruments
    .filter((each) => each.listing === listing && each.listed)
    .map(({ symbol, exchange_symbol, name, mic, kind, currency, isin, is_test }) =>
      [symbol, exchange_symbol, name, mic, kind, currency, isin, is_test].join('|'),
    )
    .sort();
