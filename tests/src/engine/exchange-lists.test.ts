import { parseListing } from '@tickermill/collectors';
import { type ListedInstrument, type ListingId, PipelineError } from '@tickermill/core';
import { openSandbox, type Sandbox } from '@tickermill/sandbox';
import { expect } from 'chai';

interface Known {
  listing: ListingId;
  symbol: string;
  exchange_symbol: string;
  name: string;
  mic: string;
  kind: string;
  currency: string;
  isin: string | null;
  is_test: boolean;
  listed: boolean;
}
interface Truth {
  listings: Record<ListingId, { shape: 'sound' | 'broken' | 'shrunken'; served: number }>;
  instruments: Known[];
}

/** The lists of the sandbox through its scripted year, read as real ones are: what is read is what there is. */
describe('the lists of exchanges through a year', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 60, listed: 500, secCeilingPerSecond: 0 });
  });
  after(() => sandbox.close());

  const fetched = (path: string) => fetch(`${sandbox.url}${path}`);
  const bytesOf = async (path: string) => Buffer.from(await (await fetched(path)).arrayBuffer());
  const files: Readonly<Record<ListingId, () => Promise<string>>> = {
    nasdaq: async () => '/www.nasdaqtrader.com/dynamic/SymDir/nasdaqlisted.txt',
    other: async () => '/www.nasdaqtrader.com/dynamic/SymDir/otherlisted.txt',
    euronext: async () => '/live.euronext.com/en/pd_es/data/stocks/download?mics=dm_all_stock',
    async lse() {
      const asked = encodeURIComponent(encodeURIComponent('q=Instrument list&tab=documents&size=10&page=0'));
      const found = await fetched(`/api.londonstockexchange.com/api/v1/pages?path=search&parameters=${asked}`);
      return `/docs.londonstockexchange.com${/\/sites\/[^"]*list_\d+\.xlsx/.exec(await found.text())?.[0]}`;
    },
    async xetra() {
      const page = await fetched('/www.cashmarket.deutsche-boerse.com/cash-en/trading/Tradable-Instruments-Xetra');
      return `/www.xetra.com${/\/resource\/[^"]*\.csv/.exec(await page.text())?.[0]}`;
    },
  };

  for (let month = 1; month <= 12; month += 1) {
    const name = `2026-${String(month).padStart(2, '0')}`;
    it(`${name}: each list is what the truth says, or is refused`, async () => {
      const body = JSON.stringify({ month: name });
      await fetch(`${sandbox.url}/_sandbox/listing-month`, {
        method: 'PUT',
        body,
        headers: { 'content-type': 'application/json' },
      });
      const truth = (await (await fetched('/_sandbox/truth/listings')).json()) as Truth;
      for (const [listing, { shape, served }] of Object.entries(truth.listings) as [
        ListingId,
        Truth['listings'][ListingId],
      ][]) {
        const bytes = await bytesOf(await files[listing]());
        if (shape === 'broken') {
          expect(() => parseListing(listing, bytes), listing)
            .to.throw(PipelineError)
            .with.property('code')
            .that.matches(/^LISTING_/);
          continue;
        }
        const read = parseListing(listing, bytes);
        expect([read.asOf, read.refused, read.instruments.length], listing).to.deep.equal([`${name}-01`, [], served]);
        if (shape === 'sound') expect(toLines(read.instruments)).to.deep.equal(toTruth(truth.instruments, listing));
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

const toTruth = (instruments: readonly Known[], listing: ListingId) =>
  instruments
    .filter((each) => each.listing === listing && each.listed)
    .map(({ symbol, exchange_symbol, name, mic, kind, currency, isin, is_test }) =>
      [symbol, exchange_symbol, name, mic, kind, currency, isin, is_test].join('|'),
    )
    .sort();
