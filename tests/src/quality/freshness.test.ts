import { tradingCalendar } from '@tickermill/core';
import { changeDeadline, deadlineOf, judgeDeadline, judgeDeadlines, viewFreshness } from '@tickermill/quality';
import { expect } from 'chai';
import { openQuality, type QualityWorld } from './quality.fixture.ts';

const calendar = tradingCalendar('XNYS');

describe('a deadline', () => {
  it('is a wall time of its exchange, on half days too, and of the next day where the close is later', () => {
    const by = { wallTime: '18:30', zone: 'America/New_York' };
    expect(deadlineOf(by, '2026-11-20', calendar).toISOString()).to.equal('2026-11-20T23:30:00.000Z');
    expect(deadlineOf(by, '2026-07-02', calendar).toISOString()).to.equal('2026-07-02T22:30:00.000Z'); // summer time
    expect(deadlineOf(by, '2026-11-27', calendar).toISOString()).to.equal('2026-11-27T23:30:00.000Z'); // closes at 13:00
    expect(deadlineOf({ ...by, wallTime: '06:00' }, '2026-11-20', calendar).toISOString()).to.equal(
      '2026-11-21T11:00:00.000Z',
    );
  });

  it('is missed from its warning on, and critically from its critical delay on', () => {
    const at = new Date('2026-11-20T23:30:00Z');
    const rule = { percent: 95, warningMinutes: 10, criticalMinutes: 60 };
    const stateAfter = (minutes: number, percent = 94.9) =>
      judgeDeadline(rule, { percent, at, now: new Date(at.getTime() + minutes * 60_000) }).state;
    expect([-30, 9, 10, 59, 60].map((minutes) => stateAfter(minutes))).to.deep.equal([
      'waiting',
      'waiting',
      'late',
      'late',
      'critical',
    ]);
    expect(stateAfter(600, 95)).to.equal('ready');
  });
});

describe('freshness', () => {
  let world: QualityWorld;
  let now = new Date();
  beforeEach(async () => {
    world = await openQuality();
  });
  afterEach(() => world.close());

  const deps = () => ({ store: world.store, now: () => now });
  const at = async (instant: string) => {
    now = new Date(instant);
    await judgeDeadlines(deps());
    return (await viewFreshness(deps())).map(({ exchange, due, state, lateMinutes, percent }) =>
      [exchange, due.session, state, lateMinutes, Math.round(percent)].join(' '),
    );
  };
  const events = (type: string) =>
    world.rows<{ data: Record<string, unknown> }>(`SELECT data FROM events WHERE type = '${type}' ORDER BY id`);

  it('is judged by coverage alone, for each exchange that has anything, and published once', async () => {
    await world.invent('HERE', { to: '2026-11-19' });
    await world.invent('VOD.L', { mic: 'XLON', to: '2026-11-20' });
    await world.invent('IDLE.PA', { mic: 'XPAR', isUntracked: true });
    expect(await at('2026-11-20T22:00:00Z')).to.deep.equal([
      'XLON 2026-11-20 ready 0 100',
      'XNYS 2026-11-20 waiting 0 0',
    ]);
    expect(await at('2026-11-20T23:45:00Z')).to.include('XNYS 2026-11-20 late 15 0');
    expect(await at('2026-11-20T23:46:00Z')).to.include('XNYS 2026-11-20 late 16 0');
    expect(await world.open('late')).to.deep.equal(['daily-prices/XNYS 2026-11-20 warning']);
    expect((await events('deadline.missed')).map(({ data }) => data)).to.deep.equal([
      {
        dataset: 'daily-prices',
        exchange: 'XNYS',
        session: '2026-11-20',
        deadline: '2026-11-20T23:30:00.000Z',
        severity: 'warning',
        late_minutes: 15,
        percent: 0,
      },
    ]);
    expect(await at('2026-11-21T04:00:00Z')).to.include('XNYS 2026-11-20 critical 270 0');
    await at('2026-11-21T04:01:00Z');
    expect(await world.open('late')).to.deep.equal(['daily-prices/XNYS 2026-11-20 critical']);
    expect((await events('deadline.missed')).map(({ data }) => [data['severity'], data['late_minutes']])).to.deep.equal(
      [
        ['warning', 15],
        ['critical', 270],
      ],
    );

    // What is known to be wrong with the session goes with it; of other days, and information, does not.
    await world.rows(`INSERT INTO qa_findings (check_id, subject, instrument_id, date, severity, hash, created_at, seen_at)
      SELECT v.id, s.instrument_id::text, s.instrument_id, v.day::date, v.severity, 'a', now(), now()
      FROM symbols s, (VALUES ('null_fields', '2026-11-20', 'warning'), ('iqr_jump', '2026-11-20', 'info'),
        ('coherence', '2026-11-19', 'critical')) AS v(id, day, severity) WHERE s.symbol = 'HERE'`);
    await world.rows(`UPDATE coverage SET provisional = '{[2026-11-20,2026-11-21)}' WHERE dataset = 'daily-prices'`);
    expect(await at('2026-11-21T04:05:00Z')).to.include('XNYS 2026-11-20 ready 0 100');
    await at('2026-11-21T04:06:00Z');
    expect(await world.open('late')).to.deep.equal([]);
    const ready = (exchange: string, findings: number) => ({
      dataset: 'daily-prices',
      exchange,
      session: '2026-11-20',
      findings,
    });
    expect((await events('dataset.ready')).map(({ data }) => data)).to.deep.equal([ready('XLON', 0), ready('XNYS', 1)]);
  });

  it('wants the set share of what was tracked before the session, and nothing where it is not judged', async () => {
    for (let nth = 0; nth < 9; nth++) await world.invent(`HERE${nth}`);
    await world.invent('LATE', { to: '2026-11-19' });
    const fresh = await world.list('NEW');
    await world.rows(
      `UPDATE watchlist_items SET tracked_since = '2026-11-20T18:00:00Z' WHERE instrument_id = ${fresh}`,
    );
    expect(await at('2026-11-20T23:45:00Z')).to.deep.equal(['XNYS 2026-11-20 late 15 90']);
    const of = { dataset: 'daily-prices', mic: 'XNYS' as const };
    await changeDeadline(world.store.sql, of, { percent: 90 }, { by: 'anna' });
    expect(await at('2026-11-20T23:45:00Z')).to.deep.equal(['XNYS 2026-11-20 ready 0 90']);
    await changeDeadline(world.store.sql, of, { percent: 95 }, { by: 'anna' });
    await at('2026-11-20T23:45:00Z');
    expect(await world.open('late')).to.have.length(1);
    await world.rows(`UPDATE instruments SET status = 'delisted'`);
    await at('2026-11-20T23:45:00Z');
    expect(await world.open('late'), 'nothing is requested there any more').to.deep.equal([]);
    await world.rows(`UPDATE instruments SET status = 'active'`);
    await at('2026-11-20T23:45:00Z');
    expect(await world.open('late'), 'it is again').to.have.length(1);
    await changeDeadline(world.store.sql, of, { enabled: false }, { by: 'anna' });
    expect(await at('2026-11-20T23:45:00Z')).to.deep.equal([]);
    expect(await world.open('late')).to.deep.equal([]);
    expect((await events('deadline.lapsed')).map(({ data }) => data)).to.deep.equal([
      { dataset: 'daily-prices', exchange: 'XNYS' },
      { dataset: 'daily-prices', exchange: 'XNYS' },
    ]);
  });
});
