import { add, defaultWatchlist, multiply } from '@tickermill/core';
import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask, askJson } from '../testing/ask.ts';

interface Figures {
  cik?: string;
  filings: number;
  amendments: number;
  trades: number;
  holdings: number;
  shares: string;
  value: string;
  counted: { trades: number; holdings: number; shares: string; value: string };
  accessions?: string[];
}
interface Truth {
  tickers: Record<string, Figures>;
  total: Figures;
}

const truth = '/_sandbox/truth/insider-trades';
const month = 'from=2026-10-21&to=2026-11-20';

/** Counts one served document by reading its text: the hand count that the truth has to meet. */
function countedByHand(text: string): Omit<Figures, 'filings' | 'counted'> {
  const all = (pattern: RegExp) => [...text.matchAll(pattern)];
  let [shares, value] = ['0', '0'] as [string, string];
  for (const [amounts] of all(/<transactionAmounts>[\s\S]*?<\/transactionAmounts>/g)) {
    const count = /<transactionShares>\s*<value>([^<]+)/.exec(amounts)?.[1];
    const price = /<transactionPricePerShare>\s*<value>([^<]+)/.exec(amounts)?.[1];
    if (count) shares = add(shares, count);
    if (count && price) value = add(value, multiply(count, price));
  }
  return {
    amendments: all(/<documentType>[345]\/A</g).length,
    trades: all(/<(nonD|d)erivativeTransaction>/g).length,
    holdings: all(/<(nonD|d)erivativeHolding>/g).length,
    shares,
    value,
  };
}

describe('the truth about insider trades', () => {
  let sandbox: Sandbox;
  before(async () => {
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 60, secCeilingPerSecond: 0 });
  });
  after(() => sandbox.close());

  it('equals a hand count over the served documents', async () => {
    const { total, tickers } = await askJson<Truth>(
      sandbox,
      `${truth}?tickers=${defaultWatchlist.join(',')}&${month}&detail=accessions`,
    );
    expect(total.filings).to.be.within(90, 140);
    for (const [ticker, { cik, accessions = [], counted: _, ...figures }] of Object.entries(tickers)) {
      const counted = { filings: 0, amendments: 0, trades: 0, holdings: 0, shares: '0', value: '0' };
      for (const accession of accessions) {
        const { text } = await ask(sandbox, `/www.sec.gov/Archives/edgar/data/${Number(cik)}/${accession}.txt`);
        expect(text).to.include(`<issuerCik>${cik}</issuerCik>`);
        const { amendments, trades, holdings, shares, value } = countedByHand(text);
        counted.filings += 1;
        counted.amendments += amendments;
        counted.trades += trades;
        counted.holdings += holdings;
        counted.shares = add(counted.shares, shares);
        counted.value = add(counted.value, value);
      }
      expect(figures, ticker).to.deep.equal(counted);
    }
  });

  it('names exactly the ownership filings that the submissions of the issuer list', async () => {
    const { tickers } = await askJson<Truth>(sandbox, `${truth}?tickers=KO,V&${month}&detail=accessions`);
    for (const { cik = '', accessions = [] } of Object.values(tickers)) {
      const { filings } = await askJson<{ filings: { recent: Record<string, string[]> } }>(
        sandbox,
        `/data.sec.gov/submissions/CIK${cik}.json`,
      );
      const { accessionNumber = [], form = [], filingDate = [], fileNumber = [] } = filings.recent;
      const listed = accessionNumber.filter((_, nth) => {
        const day = filingDate[nth] ?? '';
        return (
          /^[345](\/A)?$/.test(form[nth] ?? '') && fileNumber[nth] === '' && day >= '2026-10-21' && day <= '2026-11-20'
        );
      });
      expect(accessions).to.deep.equal(listed);
    }
  });

  it('counts what amendments restate once, and amendments of what is not among it not at all', async () => {
    const since = (from: string) =>
      askJson<Truth>(sandbox, `${truth}?tickers=${defaultWatchlist.join()}&from=${from}&to=2026-11-20`);
    const { total } = await since('2025-01-01');
    expect(total.amendments).to.be.above(50);
    expect(total.counted.trades).to.be.below(total.trades - 50);
    // A day of its own holds no original of its amendments: what is counted is what originals report.
    const { tickers } = await since('2026-11-20');
    for (const { amendments, trades, counted } of Object.values(tickers)) {
      if (amendments === 0) expect(counted.trades).to.equal(trades);
      else expect(counted.trades).to.be.below(trades + 1);
    }
  });

  it('counts the two symbols of one company once in the total', async () => {
    const { tickers, total } = await askJson<Truth>(sandbox, `${truth}?tickers=goog,GOOGL&${month}`);
    expect(tickers['GOOG']).to.deep.equal(tickers['GOOGL']);
    expect({ cik: '0001652044', ...total }).to.deep.equal(tickers['GOOG']);
    expect(total).not.to.have.property('accessions');
  });

  it('is nothing outside of the history', async () => {
    const { total } = await askJson<Truth>(sandbox, `${truth}?tickers=AAPL&from=2026-11-21&to=2027-11-20`);
    const none = { trades: 0, holdings: 0, shares: '0', value: '0' };
    expect(total).to.deep.equal({ filings: 0, amendments: 0, ...none, counted: none });
  });

  it('names the field of a bad question, and does not know unlisted tickers', async () => {
    const problemOf = async (query: string) => {
      const { status, text } = await ask(sandbox, `${truth}?${query}`);
      const { fields } = JSON.parse(text) as { fields: { field: string }[] };
      return [status, fields.map(({ field }) => field.split('.')[0])];
    };
    expect(await problemOf('tickers=AAPL&from=2026-11-31&to=2026-12-01')).to.deep.equal([422, ['from']]);
    expect(await problemOf('tickers=AAPL&from=2026-11-20&to=2026-11-19')).to.deep.equal([422, ['to']]);
    expect(await problemOf('from=2026-11-20&to=2026-11-20')).to.deep.equal([422, ['tickers']]);
    expect(await problemOf('tickers=A%20B&from=2026-11-20&to=2026-11-20')).to.deep.equal([422, ['tickers']]);
    expect(await problemOf(`tickers=AAPL&${month}&detail=rows`)).to.deep.equal([422, ['detail']]);
    expect(await problemOf(`tickers=AAPL,NOPE&${month}`)).to.deep.equal([404, ['tickers']]);
  });
});
