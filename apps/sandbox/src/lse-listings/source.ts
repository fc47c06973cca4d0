import { json, page } from '../answer.ts';
import { notFound, openFiles, openOperator } from '../market/listed/list-answers.ts';
import type { ListedMarket } from '../market/listed/listed-market.ts';
import type { ImitatedSource } from '../source.ts';
import { instrumentList } from './instrument-list.ts';

/** The number of the workbook of the first month; each month has the next. */
const firstNumber = 75;
const reports = 'https://docs.londonstockexchange.com/sites/default/files/reports';

const reportsPage = page(200, '<!DOCTYPE html><html><head><title>Reports</title></head></html>\n');

/** London: the search of its site, and the workbook that it finds. */
export function openLseListings(market: ListedMarket): ImitatedSource {
  const files = openFiles(market);
  const number = () => firstNumber + market.served('lse').month;
  return openOperator({
    id: 'lse-listings',
    hosts: ['api.londonstockexchange.com', 'docs.londonstockexchange.com', 'www.londonstockexchange.com'],
    answerTo(host, path, { query }) {
      if (host === 'www.londonstockexchange.com') return path === '/reports' ? reportsPage : notFound;
      if (host === 'api.londonstockexchange.com') return path === '/api/v1/pages' ? search(query) : notFound;
      if (path === `/sites/default/files/reports/Instrument%20list_${number()}.xlsx`) {
        return files.of(
          'lse',
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
          true,
          instrumentList,
        );
      }
      return notFound;
    },
  });

  /** Its parameters are encoded twice; encoded once they are taken for others, and find other documents. */
  function search(query: string) {
    const given = new URLSearchParams(query);
    const parameters = given.get('parameters') ?? '';
    const asked = new URLSearchParams(parameters.includes('%') ? decodeURIComponent(parameters) : '');
    if (given.get('path') !== 'search') return notFound;
    const isMeant = asked.get('tab') === 'documents' && /instrument list/i.test(asked.get('q') ?? '');
    const found = isMeant ? [number(), number() - 1].map(toDocument) : [];
    const guide = {
      url: `${reports}/Guide%20to%20listing.pdf`,
      title: 'Guide to listing',
      lastupdate: '2020-04-30T00:00:00',
    };
    return json(200, {
      components: [
        { type: 'header', content: [] },
        { type: 'search', content: [{ name: 'searchresults', value: { pagesdocuments: [guide, ...found] } }] },
      ],
    });
  }

  function toDocument(nth: number) {
    return {
      url: `${reports}/Instrument%20list_${nth}.xlsx`,
      title: `Instrument list ${nth}`,
      lastupdate: market.served('lse').day,
    };
  }
}
