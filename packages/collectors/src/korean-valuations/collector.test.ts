import { makeAnswer } from '@tickermill/upstream';
import { expect } from 'chai';
import { checkCollector, fixturesOf, outcomeOf } from '../contract.fixture.ts';
import { krxRows } from '../krx-rows.ts';
import { samplesOf } from '../price-samples.fixture.ts';
import { koreanValuations } from './collector.ts';

describe('collector korean-valuations', () => {
  checkCollector(koreanValuations, {
    day: 'found',
    'closed-day': 'nothing',
    'not-yet': 'UNEXPECTED_ANSWER',
    'other-page': 'UNEXPECTED_ANSWER',
    'no-list': 'UNEXPECTED_ANSWER',
  });

  it('reads numbers exactly, a hyphen as nothing, and whose market a share is', () => {
    const fixture = fixturesOf('korean-valuations').get('day');
    const outcome = fixture && outcomeOf(koreanValuations, fixture);
    const [record] = (outcome?.kind === 'found' ? outcome.records : []) as { rows: object[] }[];
    const usual = {
      close: '4540',
      eps: '982',
      per: '4.62',
      bps: '6802',
      pbr: '0.67',
      dps: '300',
      dividendYield: '6.61',
    };
    expect(record?.rows).to.deep.equal([
      { symbol: '095570.KS', mic: 'XKRX', ...usual },
      { symbol: '00104K.KQ', mic: 'XKOS', ...usual, eps: null, per: null, dps: '0', dividendYield: '0' },
      { symbol: '288490', mic: 'XKON', ...usual },
    ]);
  });

  const sample = samplesOf('krx').find(({ file }) => file.startsWith('MDCSTAT03501'));
  if (!sample) return;
  it('reads every share of a real day as a second reading does', () => {
    const [step] = koreanValuations.steps;
    const input = { day: '2021-01-08', isPublished: true };
    if (!step) throw new Error('it has a step');
    const answer = makeAnswer(step.request(input), { status: 200, body: Buffer.from(sample.text) });
    const outcome = step.parse(answer, input);
    const [record] = outcome.kind === 'found' ? (outcome.records ?? []) : [];
    const rows = krxRows(answer, ['EPS']) as Record<string, string>[];
    const plain = (text = '') => (text === '-' ? null : String(Number(text.replaceAll(',', ''))));
    expect(rows).to.have.length(895);
    expect(record?.rows.map(({ symbol, per }) => [symbol, per])).to.deep.equal(
      rows.map((row) => [`${row['ISU_SRT_CD']}.KS`, plain(row['PER'])]),
    );
    expect(record?.rows.filter(({ per }) => per === null)).to.have.length(rows.filter(({ PER }) => PER === '-').length);
  });
});
