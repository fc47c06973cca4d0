import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { lseListings } from './collector.ts';

describe('collector lse-listings', () => {
  checkCollector(lseListings, {
    search: 'found',
    'search-other-documents': 'LISTING_STRUCTURE',
    'search-other-shape': 'UNEXPECTED_ANSWER',
    workbook: 'found',
    'workbook-unchanged': 'found',
    'workbook-short': 'LISTING_CUT_OFF',
    'workbook-page': 'LISTING_STRUCTURE',
  });

  it('takes the workbook with the highest number of those that the search finds', () => {
    const fixture = fixturesOf('lse-listings').get('search');
    const outcome = fixture && outcomeOf(lseListings, fixture);
    const next = outcome?.kind === 'found' ? outcome.next : [];
    expect(next?.map(({ step, input }) => [step, input['url']])).to.deep.equal([
      ['workbook', 'https://docs.londonstockexchange.com/sites/default/files/reports/Instrument%20list_82.xlsx'],
    ]);
  });
});
