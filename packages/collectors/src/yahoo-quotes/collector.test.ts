import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { yahooQuotes } from './collector.ts';

describe('collector yahoo-quotes', () => {
  checkCollector(yahooQuotes, {
    quotes: 'found',
    'quotes-none': 'found',
    'quotes-none-alone': 'nothing',
    'quotes-error': 'UNEXPECTED_ANSWER',
    'quotes-of-another': 'WRONG_ANSWER',
  });

  it('gives each instrument its quote, in its own unit, and asks alone for who is missing', () => {
    const fixture = fixturesOf('yahoo-quotes').get('quotes');
    const outcome = fixture && outcomeOf(yahooQuotes, fixture);
    if (outcome?.kind !== 'found') throw new Error('not found');
    expect(outcome.records).to.have.length(2);
    expect(outcome.records?.[1]).to.deep.equal({
      instrument: '8',
      symbol: 'SMPL.L',
      provider: 'yahoo',
      currency: 'GBp',
      at: '2026-11-20T21:00:00.000Z',
      price: '10.53',
      open: '10.1',
      high: '11',
      low: '9.875',
      previousClose: '10.25',
      volume: '123456',
    });
    expect(outcome.next?.map(({ targets, input }) => [targets, input['isAlone']])).to.deep.equal([[['9'], true]]);
  });

  it('asks for fifty at once', () => {
    const targets = Array.from({ length: 50 }, (_, at) => ({
      target: String(at + 1),
      params: { symbol: `S${at}`, mic: null },
    }));
    const batch = yahooQuotes.batch?.of({ symbol: 'EXMP', mic: null });
    expect(batch?.size).to.equal(50);
    expect(batch?.start(targets).targets).to.have.length(50);
    const [first] = targets;
    expect(first && yahooQuotes.start(first)).to.not.have.property('targets');
  });
});
