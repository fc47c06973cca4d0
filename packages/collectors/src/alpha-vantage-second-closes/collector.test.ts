import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { alphaVantageSecondCloses } from './collector.ts';

describe('collector alpha-vantage-second-closes', () => {
  checkCollector(alphaVantageSecondCloses, {
    closes: 'found',
    'closes-other': 'WRONG_ANSWER',
    'closes-older': 'nothing',
  });

  it('gives closes with their basis, and nothing else of the bars', () => {
    const fixture = fixturesOf('alpha-vantage-second-closes').get('closes');
    const outcome = fixture && outcomeOf(alphaVantageSecondCloses, fixture);
    expect(outcome?.kind === 'found' ? outcome.records : undefined).to.deep.equal([
      {
        instrument: '7',
        symbol: 'EXMP',
        provider: 'alpha-vantage',
        basis: 'as-traded',
        closes: [
          { date: '2026-11-17', close: '10.2' },
          { date: '2026-11-19', close: '10.4' },
          { date: '2026-11-20', close: '10.53' },
        ],
      },
    ]);
  });
});
