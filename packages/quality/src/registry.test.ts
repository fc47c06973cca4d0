import { expect } from 'chai';
import { checks } from './registry.ts';

/** What docs/quality.md promises of each check: severity, thresholds, roll-up, what it judges, and how far back. */
const promised: Readonly<Record<string, readonly [string, object, string, string, number | null]>> = {
  lag_check: ['warning', { sessions: 2 }, 'share 1 5', 'nightly', 60],
  missing_dates: ['warning', { dates: 1 }, 'rows 200 500', 'instruments', 30],
  null_fields: ['warning', { fields: 1 }, 'rows 200 500', 'bars', null],
  zero_volume: ['warning', { suspended_from: 5 }, 'share 1 5', 'bars', null],
  price_jump: ['critical', { percent: 75 }, 'rows 0 20', 'bars', null],
  coherence: ['critical', {}, 'rows 0 20', 'bars', null],
  fetch_error: ['critical', { runs: 3 }, 'rows 50 100', 'instruments', null],
  unit_flip: ['critical', {}, 'rows 0 10', 'bars', null],
  split_fit: ['critical', { percent: 10 }, 'rows 0 10', 'bars', null],
  adj_ratio: ['warning', { percent: 10 }, 'rows 20 200', 'bars', null],
  suspect: ['warning', { answers: 2 }, 'share 0.5 2', 'instruments', null],
  stale_repeat: ['warning', { bars: 5 }, 'share 0.5 2', 'bars', null],
  night_volume: ['warning', { percent: 90, critical_percent: 50 }, 'rows 0 2', 'other', null],
  api_latency: ['warning', { seconds: 10, days: 3 }, 'rows 0 2', 'other', null],
  iqr_jump: ['info', { ranges: 3, least: 60 }, 'share 20 50', 'bars', 120],
  volume_spike: ['info', { deviations: 5, least: 20 }, 'share 20 50', 'bars', null],
  correlation_drift: ['info', { moved: 0.8, together: 10, members: 10 }, 'rows 20 100', 'market', 30],
  insider_price: ['info', { percent: 10 }, 'rows 100 1000', 'instruments', 60],
  second_source: ['warning', { percent: 0.5 }, 'rows 5 25', 'instruments', 30],
  facts_late: ['warning', { days: 14 }, 'rows 20 100', 'instruments', null],
};

describe('the checks', () => {
  it('are those that are promised, with their thresholds and colours', () => {
    const are = checks.map(({ id, severity, thresholds, rollUp: { measure, yellow, red }, judges, sessions }) => [
      id,
      [severity, thresholds.parse({}), `${measure} ${yellow} ${red}`, judges, sessions],
    ]);
    expect(Object.fromEntries(are)).to.deep.equal(promised);
  });

  it('speak of shares alone where funds and indices are otherwise by nature, and mend what a fetch can', () => {
    const of = (is: (check: (typeof checks)[number]) => boolean) => checks.filter(is).map(({ id }) => id);
    expect(of(({ kinds }) => kinds !== null)).to.deep.equal(['zero_volume', 'correlation_drift', 'insider_price']);
    expect(of(({ heals }) => heals)).to.deep.equal(['lag_check', 'missing_dates', 'null_fields']);
  });
});
