import type { MarketDayRecord } from '@tickermill/core';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { massiveMarketDays } from './collector.ts';

describe('collector massive-market-days', () => {
  checkCollector(massiveMarketDays, {
    grouped: 'found',
    'another-day': 'WRONG_ANSWER',
    'false-empty': 'UNEXPECTED_ANSWER',
    splits: 'found',
    dividends: 'found',
  });

  const foundIn = (name: string) => {
    const fixture = fixturesOf('massive-market-days').get(name);
    const outcome = fixture && outcomeOf(massiveMarketDays, fixture);
    if (outcome?.kind !== 'found') throw new Error(`${name} is not found`);
    return { records: (outcome.records ?? []) as MarketDayRecord[], next: outcome.next ?? [] };
  };

  it('reads a day as it was traded, by our symbols and in whole shares', () => {
    const { records, next } = foundIn('grouped');
    const [day] = records;
    if (day?.kind !== 'bars') throw new Error('no bars');
    expect(day).to.include({ market: 'us', day: '2026-09-25', previous: '2026-09-24', basis: 'as-traded', rows: 5 });
    expect(day.bars.map(({ symbol, volume }) => [symbol, volume])).to.deep.equal([
      ...[
        ['AAPL', '30002507'],
        ['BRK-B', '2994434'],
        ['BC-PC', '3328'],
        ['INEO', '112117471'],
      ],
    ]);
    expect(day.refused).to.deep.equal({ 'it is a test symbol of an exchange': 1 });
    expect(next).to.deep.equal([]);
  });

  it('reads splits by their ratio, and none of which two are told for a day', () => {
    const { records, next } = foundIn('splits');
    const [actions] = records;
    if (actions?.kind !== 'actions') throw new Error('no actions');
    expect(actions.actions.map(({ symbol, date, ratio }) => [symbol, date, ratio])).to.deep.equal([
      ['BRK-B', '2026-06-15', '4'],
      ['INEO', '2026-06-15', '0.1'],
    ]);
    expect(next.map(({ step }) => step)).to.deep.equal(['dividends']);
  });

  it('follows the pages of a list, and takes dividends in dollars alone', () => {
    const { records, next } = foundIn('dividends');
    const [actions] = records;
    if (actions?.kind !== 'actions') throw new Error('no actions');
    expect(actions.actions.map(({ symbol, amount }) => [symbol, amount])).to.deep.equal([['AAPL', '0.205']]);
    expect(next.map(({ step, input }) => [step, input['cursor']])).to.deep.equal([['dividends', 'YWN0aXZl']]);
  });

  it('asks for the session before the first of the wanted days, and counts what that takes', () => {
    const params = massiveMarketDays.params.parse({
      market: 'us',
      day: '2026-09-28',
      days: ['2026-09-25', '2026-09-28'],
    });
    const { input } = massiveMarketDays.start({ target: 'us 2026-09-28', params });
    expect(input['days']).to.deep.equal(['2026-09-24', '2026-09-25', '2026-09-28']);
    expect(massiveMarketDays.wholeDays?.requests(params)).to.equal(5);
    expect(massiveMarketDays.wholeDays?.publishedAt(params).toISOString()).to.equal('2026-09-29T04:05:00.000Z');
    expect(massiveMarketDays.serves?.({ ...params, market: 'XLON' })).to.equal(false);
  });
});
