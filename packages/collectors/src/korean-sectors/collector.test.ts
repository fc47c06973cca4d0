import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { koreanSectors } from './collector.ts';

describe('collector korean-sectors', () => {
  checkCollector(koreanSectors, { kosdaq: 'found', 'other-page': 'UNEXPECTED_ANSWER', 'closed-day': 'nothing' });

  it('keeps the words of the exchange, and leaves out a share without any', () => {
    const fixture = fixturesOf('korean-sectors').get('kosdaq');
    const outcome = fixture && outcomeOf(koreanSectors, fixture);
    const [record] = (outcome?.kind === 'found' ? outcome.records : []) as { rows: object[] }[];
    expect(record?.rows).to.deep.equal([{ symbol: '247540.KQ', mic: 'XKOS', sector: '전기전자' }]);
  });
});
