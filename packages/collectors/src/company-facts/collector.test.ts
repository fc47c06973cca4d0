import { checkCollector } from '../contract.fixture.ts';
import { companyFacts } from './collector.ts';

describe('collector company-facts', () => {
  checkCollector(
    companyFacts,
    {
      facts: 'found',
      'facts-missing': 'nothing',
      'facts-empty': 'nothing',
      'facts-html': 'UNEXPECTED_ANSWER',
      'facts-cut-off': 'UNEXPECTED_ANSWER',
      'facts-of-another': 'WRONG_ANSWER',
    },
    (record) => (record as { cik: string }).cik,
  );
});
