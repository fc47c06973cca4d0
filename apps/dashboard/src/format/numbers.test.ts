import { expect } from 'chai';
import {
  brief,
  briefMoney,
  bytes,
  change,
  counted,
  decimal,
  duration,
  inMinutes,
  pace,
  percent,
  rounded,
  whole,
} from './numbers.ts';

describe('numbers as people read them', () => {
  it('counts in full, with an absence that is no zero', () => {
    expect([whole(1_234_567), whole(0), whole(-3), whole(null), whole(undefined)]).to.deep.equal([
      '1,234,567',
      '0',
      '−3',
      '–',
      '–',
    ]);
    expect([brief(1_234_567), brief(999), brief(-1_500)]).to.deep.equal(['1.2M', '999', '−1.5K']);
    expect([change(41), change(-3), change(0)]).to.deep.equal(['+41', '−3', '±0']);
    expect([counted(1, 'ticker'), counted(1_204, 'ticker'), counted(2, 'entry', 'entries')]).to.deep.equal([
      '1 ticker',
      '1,204 tickers',
      '2 entries',
    ]);
  });

  it('shows a share that is more than nothing as more than nothing', () => {
    expect([0, 0.01, 0.1, 3.24, 12, 99.96, 100, -3.2].map(percent)).to.deep.equal([
      '0 %',
      '< 0.1 %',
      '0.1 %',
      '3.2 %',
      '12 %',
      '100.0 %',
      '100 %',
      '−3.2 %',
    ]);
  });

  it('leaves decimals as their texts', () => {
    expect(decimal('12345678901234567890.123456')).to.equal('12,345,678,901,234,567,890.123456');
    expect([decimal('-1234.50'), decimal('0'), decimal('999'), decimal(null), decimal('n/a')]).to.deep.equal([
      '−1,234.50',
      '0',
      '999',
      '–',
      'n/a',
    ]);
  });

  it('rounds decimals as texts, half up, carries included', () => {
    expect([
      rounded('1.005', 2),
      rounded('9.995', 2),
      rounded('-9.995', 2),
      rounded('0.004', 2),
      rounded('3', 2),
      rounded('2.5', 0),
      rounded('1234567.891', 1),
      rounded(null, 2),
    ]).to.deep.equal(['1.01', '10.00', '−10.00', '0.00', '3.00', '3', '1,234,567.9', '–']);
    expect(briefMoney('1234567.89', 'USD')).to.equal('1.2M USD');
    expect(briefMoney(null, 'USD')).to.equal('–');
  });

  it('says durations in the unit that fits', () => {
    expect([0, 999, 1_000, 59_999, 60_000, 185_000, 600_000, 7_800_000, 86_400_000 * 3].map(duration)).to.deep.equal([
      '0 ms',
      '999 ms',
      '1.0 s',
      '59.9 s',
      '1 min 00 s',
      '3 min 05 s',
      '10 min',
      '2 h 10 min',
      '3 days',
    ]);
    expect([inMinutes(59), inMinutes(60), inMinutes(47 * 60 + 59), inMinutes(48 * 60)]).to.deep.equal([
      '59 min',
      '1 h',
      '47 h 59 min',
      '2 days',
    ]);
    expect(duration(null)).to.equal('–');
  });

  it('says paces and sizes', () => {
    expect(pace({ requests: 5, per_ms: 1_000 })).to.equal('5 a second');
    expect(pace({ requests: 40, per_ms: 60_000 })).to.equal('40 a minute');
    expect(pace({ requests: 1, per_ms: 400 })).to.equal('2.5 a second');
    expect([bytes(0), bytes(999), bytes(1_000), bytes(4_200_000_000), bytes(512_000)]).to.deep.equal([
      '0 B',
      '999 B',
      '1.0 kB',
      '4.2 GB',
      '512 kB',
    ]);
  });
});
