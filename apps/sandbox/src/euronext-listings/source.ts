import { page } from '../answer.ts';
import { notFound, openFiles, openOperator, pageNotAvailable } from '../market/listed/list-answers.ts';
import type { ListedMarket, ServedList } from '../market/listed/listed-market.ts';
import type { ImitatedSource } from '../source.ts';

const front = page(200, '<!DOCTYPE html><html><head><title>Equities | live</title></head></html>\n');

/** Euronext: the download of the shares of all markets. Of a broken one there is a page in its place. */
export function openEuronextListings(market: ListedMarket): ImitatedSource {
  const files = openFiles(market);
  return openOperator({
    id: 'euronext-listings',
    hosts: ['live.euronext.com'],
    answerTo(_host, path, { query }) {
      if (/^\/(?:en\/)?products\/equities\/list$/.test(path)) return front;
      if (!/^\/(?:en\/)?pd_es\/data\/stocks\/download$/.test(path)) return notFound;
      if (new URLSearchParams(query).get('mics') !== 'dm_all_stock') return notFound;
      if (market.served('euronext').shape === 'broken') return pageNotAvailable;
      return files.of('euronext', 'text/csv; charset=UTF-8', false, download);
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
};
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A byte order mark, a header, three notes, and rows whose fields have quotes where there is a blank in them. */
function download({ day, instruments }: ServedList): string {
  const [year, month = '', date] = day.split('-');
  const rows = instruments.map(({ name, isin, exchangeSymbol, mic, currency }, nth) => {
    // Some shares of Brussels are traded in Paris too.
    const market = `${markets[mic]}${mic === 'XBRU' && nth % 2 === 0 ? ', Paris' : ''}`;
    const price = nth % 40 === 7 ? '-' : `${(nth % 90) + 10}.50`;
    const last = price === '-' ? '-' : `${date}/${month}/${year} 17:35`;
    return [
      name,
      isin ?? '',
      exchangeSymbol,
      market,
      currency,
      price,
      price,
      price,
      price,
      last,
      'CET',
      '-',
      '-',
      price,
      `${date}/${month}/${year}`,
    ];
  });
  const header = [
    ...['Name', 'ISIN', 'Symbol', 'Market', 'Currency', 'Open Price', 'High Price', 'low Price', 'last Price'],
    ...['last Trade MIC Time', 'Time Zone', 'Volume', 'Turnover', 'Closing Price', 'Closing Price DateTime'],
  ];
  const notes = [
    ['European Equities'],
    [`${date} ${months[Number(month) - 1]} ${year}`],
    ['All datapoints provided as of end of last active trading day.'],
  ];
  const quoted = (field: string) => (field.includes(' ') ? `"${field.replaceAll('"', '""')}"` : field);
  return `\uFEFF${[header, ...notes, ...rows].map((fields) => `${fields.map(quoted).join(';')}\n`).join('')}`;
}
