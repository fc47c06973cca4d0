import type { ListingId } from '@tickermill/core';
import { page } from '../answer.ts';
import { notFound, openFiles, openOperator, pageNotAvailable } from '../market/listed/list-answers.ts';
import type { ListedMarket, ServedList } from '../market/listed/listed-market.ts';
import type { ImitatedSource } from '../source.ts';

const front = page(200, '<!DOCTYPE html><html><head><title>Equities | live</title></head></html>\n');

/** Euronext: the downloads of the shares and of the exchange-traded products of all markets. In place of a broken one is a page. */
export function openEuronextListings(market: ListedMarket): ImitatedSource {
  const files = openFiles(market);
  const serve = (listing: ListingId, write: (list: ServedList) => string) =>
    market.served(listing).shape === 'broken'
      ? pageNotAvailable
      : files.of(listing, 'text/csv; charset=UTF-8', false, write);
  return openOperator({
    id: 'euronext-listings',
    hosts: ['live.euronext.com'],
    answerTo(_host, path, { query }) {
      if (/^\/(?:en\/)?products\/equities\/list$/.test(path)) return front;
      const mics = new URLSearchParams(query).get('mics') ?? '';
      if (/^\/(?:en\/)?product_directory\/data\/etf-all-markets\/download$/.test(path))
        return mics.split(',').includes('XPAR') ? serve('euronext-etfs', trackers) : notFound;
      if (!/^\/(?:en\/)?pd_es\/data\/stocks\/download$/.test(path)) return notFound;
      return mics === 'dm_all_stock' ? serve('euronext', equities) : notFound;
    },
  });
}

const markets: Readonly<Record<string, string>> = {
  XPAR: 'Euronext Paris',
  ALXP: 'Euronext Growth Paris',
  XAMS: 'Euronext Amsterdam',
  XBRU: 'Euronext Brussels',
  XOSL: 'Oslo Børs',
  MTAA: 'Euronext Milan',
  ETFP: 'ETF Plus',
  XAMC: 'Euronext Amsterdam - Multi-currency Trading',
};
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** What the columns behind the currency are called, and hold: prices, or nothing on the day. */
const priceColumns = [
  ...['Open Price', 'High Price', 'low Price', 'last Price', 'last Trade MIC Time', 'Time Zone', 'Volume', 'Turnover'],
  ...['Closing Price', 'Closing Price DateTime'],
];

function pricesOf(day: string, nth: number): string[] {
  const today = day.split('-').reverse().join('/');
  const price = nth % 40 === 7 ? '-' : `${(nth % 90) + 10}.50`;
  const last = price === '-' ? '-' : `${today} 17:35`;
  return [price, price, price, price, last, 'CET', '-', '-', price, today];
}

/** The shares. */
function equities({ day, instruments }: ServedList): string {
  const rows = instruments.map(({ name, isin, exchangeSymbol, mic, currency }, nth) => {
    // Some shares of Brussels are traded in Paris too.
    const market = `${markets[mic]}${mic === 'XBRU' && nth % 2 === 0 ? ', Paris' : ''}`;
    return [name, isin ?? '', exchangeSymbol, market, currency, ...pricesOf(day, nth)];
  });
  const header = ['Name', 'ISIN', 'Symbol', 'Market', 'Currency', ...priceColumns];
  return download(day, 'European Equities', [header, rows]);
}

/** The exchange-traded products, with their names in full and cut short. */
function trackers({ day, instruments }: ServedList): string {
  const rows = instruments.map(({ name, isin, exchangeSymbol, mic, currency }, nth) => {
    const market = `${markets[mic]}${mic === 'XAMS' && nth % 2 === 0 ? ', Paris' : ''}`;
    const esg = nth % 3 === 0 ? 'ESG ETF art. 8' : '-';
    return [name, esg, name.slice(0, 18), isin ?? '', exchangeSymbol, market, currency, ...pricesOf(day, nth)];
  });
  const names = ['Instrument Fullname', 'ESG Classification', 'Name', 'ISIN', 'Symbol', 'Market', 'Currency'];
  return download(day, 'European Trackers', [[...names, ...priceColumns], rows]);
}

/** A byte order mark, a header, three notes, and rows whose fields have quotes where there is a blank in them. */
function download(day: string, title: string, [header, rows]: [string[], string[][]]): string {
  const [year, month, date] = day.split('-');
  const notes = [
    [title],
    [`${date} ${months[Number(month) - 1]} ${year}`],
    ['All datapoints provided as of end of last active trading day.'],
  ];
  const quoted = (field: string) => (field.includes(' ') ? `"${field.replaceAll('"', '""')}"` : field);
  return `\uFEFF${[header, ...notes, ...rows].map((fields) => `${fields.map(quoted).join(';')}\n`).join('')}`;
}
