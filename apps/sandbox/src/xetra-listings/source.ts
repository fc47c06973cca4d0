import { createHash } from 'node:crypto';
import { page } from '../answer.ts';
import { notFound, openFiles, openOperator } from '../market/listed/list-answers.ts';
import type { ListedMarket, ServedList } from '../market/listed/listed-market.ts';
import type { ImitatedSource } from '../source.ts';

const file = 't7-xetr-allTradableInstruments.csv';

/** Deutsche Börse: a page that links the file of the day, under an address that changes with it. */
export function openXetraListings(market: ListedMarket): ImitatedSource {
  const files = openFiles(market);
  let answered = 0;
  const pathOfFile = () => {
    const hash = createHash('md5').update(market.served('xetra').day).digest('hex');
    return `/resource/blob/1528/${hash}/data/${file}`;
  };
  return openOperator({
    id: 'xetra-listings',
    hosts: ['www.cashmarket.deutsche-boerse.com', 'www.xetra.com'],
    answerTo(host, path) {
      if (path === pathOfFile()) return files.of('xetra', 'text/csv', true, tradableInstruments);
      if (host === 'www.xetra.com' || path !== '/cash-en/trading/Tradable-Instruments-Xetra') return notFound;
      answered += 1;
      // Its nodes take turns: one links with the host, the other without.
      const link = answered % 2 === 0 ? pathOfFile() : `https://www.xetra.com${pathOfFile()}`;
      return page(
        200,
        `<!DOCTYPE html><html><body>\n<a href="/other.pdf">PDF</a>\n<a class="download" href="${link}">All tradable instruments</a>\n</body></html>\n`,
      );
    },
  });
}

const columns = [
  ...['Product Status', 'Instrument Status', 'Instrument', 'ISIN', 'Product ID', 'Instrument ID', 'WKN', 'Mnemonic'],
  ...['MIC Code', 'CCP eligible Code', 'Trading Model Type', 'Product Assignment Group'],
  ...['Product Assignment Group Description', 'Instrument Type', 'Primary Market MIC Code', 'Reporting Market'],
  ...['Settlement Currency', 'Currency', 'First Trading Date'],
];

/** Two lines of preamble, a header, and rows; of a broken file the mnemonic is called otherwise. */
function tradableInstruments({ day, shape, instruments }: ServedList): string {
  const header = columns.map((name) => (name === 'Mnemonic' && shape === 'broken' ? 'Ticker Code' : name));
  const rows = instruments.map(({ name, isin, exchangeSymbol, mic, kind, currency }, nth) => {
    const isFund = kind === 'etf';
    const home = nth % 3 === 1 ? 'XFRA' : 'XETR';
    return [
      ...['Active', nth % 97 === 50 ? 'PendingDeletion' : 'Active', name, isin, nth, 2_500_000 + nth],
      ...[`000${String(nth).padStart(6, '0')}`, exchangeSymbol, mic, 'Y', 'Continuous', isFund ? 'FON0' : 'GER0'],
      ...[isFund ? 'EXCHANGE TRADED FUNDS - PASSIV' : 'DEUTSCHLAND', isFund ? 'ETF' : 'CS', home, 'XETA'],
      ...[currency, currency, '02.01.2020'],
    ];
  });
  const date = day.split('-').reverse().join('.');
  return [['Market:', 'XETR'], ['Date Last Update:', date], header, ...rows]
    .map((fields) => `${fields.join(';')}\n`)
    .join('');
}
