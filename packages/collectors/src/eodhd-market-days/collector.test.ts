import type { MarketDayRecord } from '@tickermill/core';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { eodhdMarketDays } from './collector.ts';

describe('collector eodhd-market-days', () => {
  checkCollector(eodhdMarketDays, {
    bulk: 'found',
    'bulk-before': 'found',
    'another-day': 'WRONG_ANSWER',
    splits: 'found',
    dividends: 'found',
    'cut-short': 'REFUSED',
  });

  const foundIn = (name: string) => {
    const fixture = fixturesOf('eodhd-market-days').get(name);
    const outcome = fixture && outcomeOf(eodhdMarketDays, fixture);
    if (outcome?.kind !== 'found') throw new Error(`${name} is not found`);
    return { records: (outcome.records ?? []) as MarketDayRecord[], next: outcome.next ?? [] };
  };
  const barsOf = (name: string) =>
    foundIn(name).records.flatMap((record) => (record.kind === 'bars' ? record.bars : []));
  const actionsOf = (name: string) =>
    foundIn(name).records.flatMap((record) => (record.kind === 'actions' ? record.actions : []));

  it('reads a day as it was traded, its volume only where that is as traded as well', () => {
    expect(barsOf('bulk').map(({ symbol, close, volume }) => [symbol, close, volume])).to.deep.equal([
      ['FMAO', '34.85', '31119'],
      ['BRK-B', '316.22', '35477100'],
    ]);
    expect(barsOf('bulk-before').map(({ volume }) => volume)).to.deep.equal([null]);
    expect(foundIn('bulk-before').next.map(({ step, input }) => [step, input['days']])).to.deep.equal([
      ['bars', ['2026-09-08']],
    ]);
  });

  it('reads splits as new over old, and the dividends that were paid in the currency of the prices', () => {
    expect(actionsOf('splits').map(({ symbol, ratio }) => [symbol, ratio])).to.deep.equal([['AQMS', '0.05']]);
    expect(actionsOf('dividends').map(({ symbol, amount }) => [symbol, amount])).to.deep.equal([['KO', '0.51']]);
    expect(foundIn('splits').next.map(({ step }) => step)).to.deep.equal(['dividends']);
    expect(foundIn('dividends').next.map(({ step }) => step)).to.deep.equal(['bars']);
  });

  it('knows when an exchange is published, and what a day takes', () => {
    const us = eodhdMarketDays.params.parse({ market: 'us', day: '2026-09-08' });
    expect(eodhdMarketDays.wholeDays?.publishedAt(us).toISOString()).to.equal('2026-09-09T10:00:00.000Z');
    expect(eodhdMarketDays.wholeDays?.requests(us)).to.equal(4);
    const london = eodhdMarketDays.params.parse({ market: 'XLON', day: '2026-09-08' });
    expect(eodhdMarketDays.wholeDays?.publishedAt(london).toISOString()).to.equal('2026-09-08T18:30:00.000Z');
    expect(eodhdMarketDays.serves?.({ ...us, market: 'XKON' })).to.equal(false);
  });
});
