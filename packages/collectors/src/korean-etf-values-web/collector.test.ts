import { checkCollector } from '../contract.fixture.ts';
import { koreanEtfValuesWeb } from './collector.ts';

describe('collector korean-etf-values-web', () => {
  checkCollector(koreanEtfValuesWeb, { day: 'found', sunday: 'nothing' });
});
