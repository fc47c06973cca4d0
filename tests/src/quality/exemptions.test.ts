import { exemptTicker, liftExemption } from '@tickermill/quality';
import {
  archiveQaFindings,
  exemptions,
  openFindings,
  qaFinding,
  qaFindings,
  resolveQaFinding,
} from '@tickermill/store/quality';
import { expect } from 'chai';
import { friday, openQuality, type QualityWorld } from './quality.fixture.ts';

const page = { limit: 50, offset: 0 };

describe('a ticker that is exempted from a check', () => {
  let world: QualityWorld;
  let instrumentId: bigint;
  beforeEach(async () => {
    world = await openQuality();
    instrumentId = await world.invent('RARE');
    await world.invent('OTHER');
    for (const symbol of ['RARE', 'OTHER']) await set(symbol, '2026-11-18', '-1');
    await world.night('coherence', 'null_fields');
  });
  afterEach(() => world.close());

  const set = (symbol: string, day: string, volume: string) =>
    world.rows(`UPDATE daily_prices p SET volume = ${volume}, known_from = clock_timestamp() FROM symbols s
      WHERE s.instrument_id = p.instrument_id AND s.symbol = '${symbol}' AND p.date = '${day}'`);
  const exempt = (until = '2026-12-31') =>
    exemptTicker(
      world.store.sql,
      { checkId: 'coherence', instrumentId, reason: 'corrections are told as volume', until },
      { by: 'anna', now: friday },
    );
  const exemptLines = async () =>
    (await qaFindings(world.store.sql, { state: 'exempt' }, page)).map(
      ({ symbol, date, exemption }) => `${symbol} ${date} ${exemption?.until} ${exemption?.reason}`,
    );

  it('has its findings kept apart, those of other tickers and of later days of its own as they are', async () => {
    const { findings } = await exempt();
    expect(findings).to.equal(1);
    expect(await world.open('coherence')).to.deep.equal(['OTHER 2026-11-18 critical']);
    await set('RARE', '2026-11-19', '-1');
    await world.night('coherence');
    await world.check('coherence');
    expect(await world.open('coherence')).to.deep.equal(['OTHER 2026-11-18 critical']);
    expect(await exemptLines()).to.deep.equal([
      'RARE 2026-11-19 2026-12-31 corrections are told as volume',
      'RARE 2026-11-18 2026-12-31 corrections are told as volume',
    ]);
    expect(await openFindings(world.store.sql)).to.deep.equal([
      { checkId: 'coherence', info: 0, warning: 0, critical: 1, symbols: 1, exempt: 2 },
    ]);
    expect(await world.rows("SELECT fails, exempt FROM qa_summary WHERE check_id = 'coherence'")).to.deep.equal([
      { fails: 1, exempt: 2 },
    ]);
  });

  it('has a finding back whose evidence has changed, and then for good', async () => {
    await exempt();
    await set('RARE', '2026-11-18', '-2');
    await world.night('coherence');
    expect(await world.open('coherence')).to.include('RARE 2026-11-18 critical');
    await world.check('coherence');
    expect(await world.open('coherence')).to.include('RARE 2026-11-18 critical');
    expect(await exemptLines()).to.deep.equal([]);
  });

  it('has them resolved by the check that finds them no longer', async () => {
    await exempt();
    await set('RARE', '2026-11-18', '5');
    await world.night('coherence');
    expect(await exemptLines()).to.deep.equal([]);
    const [resolved] = await qaFindings(world.store.sql, { state: 'resolved' }, page);
    expect(resolved).to.deep.include({ symbol: 'RARE', resolvedAs: 'check', resolvedBy: null, exemption: null });
  });

  it('has them back when it ends: on its last day not yet, by the first run after it, and at once by a person', async () => {
    await exempt('2026-11-20');
    await world.night('coherence');
    expect(await exemptLines()).to.have.length(1);
    world.setNow(new Date('2026-11-21T00:30:00Z'));
    await world.night('coherence');
    expect(await world.open('coherence')).to.include('RARE 2026-11-18 critical');

    const { id } = await exempt('2026-11-30');
    expect(await world.open('coherence')).to.deep.equal(['OTHER 2026-11-18 critical']);
    const ended = await liftExemption(world.store.sql, id, { by: 'bob' });
    expect(ended).to.deep.include({ endedBy: 'bob', findings: 0 });
    expect(await world.open('coherence')).to.include('RARE 2026-11-18 critical');
    expect(await exemptions(world.store.sql, { heldOn: '2026-11-20' }, page)).to.deep.equal([]);
    expect(await exemptions(world.store.sql, { instrumentId }, page)).to.have.length(2);
  });

  it('is refused without an end in sight, and of a check that judges no tickers', async () => {
    const refusal = (about: { checkId?: string; until?: string }) =>
      exemptTicker(
        world.store.sql,
        { checkId: 'coherence', instrumentId, reason: 'none', until: '2026-12-31', ...about },
        { by: 'anna', now: friday },
      ).then(
        () => null,
        ({ message }: Error) => message,
      );
    expect(await refusal({ until: '2026-11-19' })).to.equal('until: must be a day from 2026-11-20 to 2027-11-21');
    expect(await refusal({ until: '2027-11-22' })).to.match(/^until: /);
    expect(await refusal({ until: '2027-11-21' })).to.equal(null);
    expect(await refusal({ checkId: 'night_volume' })).to.equal('check: night_volume judges no tickers');
    expect(await refusal({ checkId: 'no_check' })).to.match(/^There is no check no_check/);
  });
});

describe('a finding that was resolved 90 days ago', () => {
  let world: QualityWorld;
  beforeEach(async () => {
    world = await openQuality();
    await world.invent('WRONG');
    await world.rows(`UPDATE daily_prices SET volume = -1 WHERE date = '2026-11-18'`);
    await world.night('coherence');
  });
  afterEach(() => world.close());

  const archive = (limit = 10) =>
    archiveQaFindings(world.store.sql, { now: new Date('2027-03-01T00:00:00Z'), keptDays: 90, limit });
  const resolvedAt = (instant: string) => world.rows(`UPDATE qa_findings SET resolved_at = '${instant}'`);
  const only = async () => {
    const [finding] = await qaFindings(world.store.sql, { state: 'all' }, page);
    if (!finding) throw new Error('there is no finding');
    return finding;
  };

  it('is archived, and is read there as it was, with its history', async () => {
    const { id } = await only();
    const [run] = await world.rows<{ id: bigint }>(
      `INSERT INTO runs (dataset, trigger, request) VALUES ('daily-prices', 'backfill', '{}') RETURNING id`,
    );
    await world.rows(`INSERT INTO qa_heals VALUES (${id}, ${run?.id}, '2026-11-19')`);
    await resolveQaFinding(world.store.sql, id, { by: 'anna', note: 'known' });
    await resolvedAt('2026-12-01T00:00:01Z');
    expect(await archive(), 'a second too early').to.equal(0);
    await resolvedAt('2026-11-30T23:59:59Z');
    const before = await only();
    expect(await archive()).to.equal(1);
    expect(await qaFindings(world.store.sql, { state: 'all' }, page)).to.deep.equal([]);
    const [archived] = await qaFindings(world.store.sql, { state: 'archived' }, page);
    expect(archived).to.deep.equal({ ...before, archivedAt: new Date('2027-03-01T00:00:00Z') });
    expect(await qaFinding(world.store.sql, id)).to.deep.equal(archived);
  });

  it('stays resolved by its person, until its evidence changes', async () => {
    await resolveQaFinding(world.store.sql, (await only()).id, { by: 'anna', note: null });
    await resolvedAt('2026-11-21T00:00:00Z');
    expect(await archive()).to.equal(1);
    expect(await world.check('coherence')).to.deep.equal([]);
    await world.rows(`UPDATE daily_prices SET volume = -2 WHERE date = '2026-11-18'`);
    expect(await world.check('coherence')).to.deep.equal(['WRONG 2026-11-18 critical']);
  });

  it('stays where it is while it is exempt', async () => {
    const [{ instrument_id: instrumentId = 0n } = {}] = await world.rows<{ instrument_id: bigint }>(
      'SELECT instrument_id FROM qa_findings',
    );
    const request = { checkId: 'coherence', instrumentId, reason: 'known', until: '2027-06-01' };
    await exemptTicker(world.store.sql, request, { by: 'anna', now: friday });
    await resolvedAt('2026-11-21T00:00:00Z');
    expect(await archive()).to.equal(0);
  });
});
