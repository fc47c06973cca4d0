import { checkCollector } from '../contract.fixture.ts';
import { stooqSecondCloses } from './collector.ts';

describe('collector stooq-second-closes', () => {
  checkCollector(stooqSecondCloses, { closes: 'found', 'closes-of-another': 'WRONG_ANSWER', 'closes-none': 'nothing' });
});
