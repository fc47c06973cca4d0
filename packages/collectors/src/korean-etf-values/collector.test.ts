import { makeAnswer } from '@tickermill/upstream';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { samplesOf } from '../price-samples.fixture.ts';
import { koreanEtfValues } from './collector.ts';
import { readEtfValues } from './etf-values.ts';

describe('collector korean-etf-values', () => {
  checkCollector(koreanEtfValues, {
    day: 'found',
    'another-day': 'WRONG_ANSWER',
    'not-yet': 'UNEXPECTED_ANSWER',
    'closed-day': 'nothing',
  });

  it('keeps what a fund has where a value is missing', () => {
    const fixture = fixturesOf('korean-etf-values').get('day');
    const outcome = fixture && outcomeOf(koreanEtfValues, fixture);
    const [record] = (outcome?.kind === 'found' ? outcome.records : []) as { rows: object[] }[];
    const usual = {
      netAssets: '772821298061',
      shares: '18450000',
      indexName: '코스피 200',
      indexValue: '408.53',
    };
    expect(record?.rows).to.deep.equal([
      { symbol: '152100.KS', mic: 'XKRX', nav: '41887.33', ...usual },
      { symbol: '0041B0.KS', mic: 'XKRX', nav: null, ...usual },
    ]);
  });

  it('serves a day once it is published', () => {
    const day = '2026-11-20';
    expect([true, false].map((isPublished) => koreanEtfValues.serves?.({ day, isPublished }))).to.deep.equal([
      true,
      false,
    ]);
  });

  for (const [name, day, count] of [
    ['MDCSTAT04301-etf-20210325.json', '2021-03-25', 467],
    ['MDCSTAT04301-etf-20210321-sunday.json', '2021-03-21', 0],
  ] as const) {
    const sample = samplesOf('krx').find(({ file }) => file === name);
    if (!sample) continue;
    it(`reads ${name}`, () => {
      const request = { method: 'POST', url: 'https://data.krx.co.kr/comm/bldAttendant/getJsonData.cmd' } as const;
      const outcome = readEtfValues(
        makeAnswer(request, { status: 200, body: Buffer.from(sample.text) }),
        day,
        'krx-web',
      );
      expect(outcome.kind === 'found' ? outcome.records?.[0]?.rows.length : 0).to.equal(count);
    });
  }
});
