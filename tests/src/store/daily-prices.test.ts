import { storeDailyPrices } from '@tickermill/store/datasets';
import { coverageOf, priceFacts, priceFindings } from '@tickermill/store/prices';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { barsOf, keep, makeBar, makeInstrument, makeSeries } from './prices.fixture.ts';

describe('daily prices', () => {
  let store: ScratchStore;
  let id: bigint;
  let nth = 0;
  before(async () => {
    store = await openScratchStore();
  });
  beforeEach(async () => {
    id = await makeInstrument(store, `T${++nth}`);
  });
  after(() => store.close());

  const closes = async (asOf?: Date) => (await barsOf(store, id, asOf)).map(({ date, close }) => [date, Number(close)]);
  const revisions = () =>
    store.db.$queryRaw<{ date: string; cause: string; close: string }[]>`
      SELECT date::text, cause, close::float FROM price_revisions WHERE instrument_id = ${id} ORDER BY date, known_from`;
  const coverage = async () => {
    const { covered, absent, stopgap, provisional } =
      (await coverageOf(store.sql, 'daily-prices', id)) ?? expect.fail();
    return { covered, absent, stopgap, provisional };
  };
  const week = ['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05', '2026-11-06'];
  const bars = (prices: readonly string[], fields = {}) =>
    prices.map((price, at) => makeBar(week[at] as string, price, fields));

  it('are stored once however often they come', async () => {
    const series = makeSeries(id, bars(['10', '11', '12']));
    expect(await keep(store, series)).to.deep.equal([3, 0]);
    const before = await barsOf(store, id);
    expect(await keep(store, series, series)).to.deep.equal([0, 0]);
    const after = await barsOf(store, id);
    const known = (all: typeof before) => all.map(({ checkedAt: _, ...bar }) => bar);
    expect(known(after)).to.deep.equal(known(before));
    expect(after[0]?.checkedAt).to.be.above(before[0]?.checkedAt as Date);
    expect(await coverage()).to.deep.equal({
      covered: [{ from: '2026-11-02', before: '2026-11-05' }],
      absent: [],
      stopgap: [],
      provisional: [],
    });
  });

  it('leave a finding where the adjusted close moves by more than a tenth without an action', async () => {
    const adjusted = (date: string, adjClose: string) => makeBar(date, '10', { adjClose });
    const series = [adjusted('2026-11-02', '8'), adjusted('2026-11-03', '8.7'), adjusted('2026-11-04', '10')];
    const found = async () =>
      (await priceFindings(store.sql, id, 10)).map(({ what, day, times }) => [what, day, times]);
    const dividend = { type: 'dividend', ratio: null, amount: '1.5', raw: {} } as const;
    await keep(store, makeSeries(id, series, { actions: [{ ...dividend, date: '2026-11-04' }] }));
    expect(await found(), 'explained').to.deep.equal([]);
    id = await makeInstrument(store, `T${++nth}`);
    for (const _ of [1, 2]) await keep(store, makeSeries(id, series, { oddities: [{ day: null, what: 'suspect' }] }));
    expect(await found()).to.deep.equal([
      ['unexplained-adjustment', '2026-11-04', 2],
      ['suspect', null, 2],
    ]);
  });

  it('keep what a final bar was before it changed, and ignore what the provider does not mean', async () => {
    await keep(store, makeSeries(id, bars(['10', '11', '12'])));
    expect(await keep(store, makeSeries(id, bars(['10.004', '11.5', '12'])))).to.deep.equal([0, 1]);
    expect(await revisions()).to.deep.equal([{ date: '2026-11-03', cause: 'changed', close: 11 }]);
    expect(await closes()).to.deep.equal([
      ['2026-11-02', 10],
      ['2026-11-03', 11.5],
      ['2026-11-04', 12],
    ]);
  });

  it('replace a provisional bar without a trace, and never a final one by it', async () => {
    const provisional = [...bars(['10']), makeBar('2026-11-03', '11', { final: false })];
    await keep(store, makeSeries(id, provisional));
    expect((await coverage()).covered).to.deep.equal([{ from: '2026-11-02', before: '2026-11-03' }]);
    expect((await priceFacts(store.sql, [id]))[0]?.firstProvisional).to.equal('2026-11-03');
    await keep(store, makeSeries(id, bars(['10', '11.2'])));
    await keep(store, makeSeries(id, [makeBar('2026-11-03', '11.9', { final: false })]));
    expect([await closes(), await revisions()]).to.deep.equal([
      [
        ['2026-11-02', 10],
        ['2026-11-03', 11.2],
      ],
      [],
    ]);
    const [facts] = await priceFacts(store.sql, [id]);
    expect([facts?.firstProvisional, facts?.lastCovered]).to.deep.equal([null, '2026-11-03']);
  });

  it('are rescaled as a whole by one factor, which is kept in place of a revision of each', async () => {
    await keep(store, makeSeries(id, bars(['40.04', '44.12', '48.36', '52.4'])));
    const [known] = await barsOf(store, id);
    const split = { date: week[4] as string, type: 'split' as const, ratio: '4', amount: null, raw: {} };
    const whole = bars(['10.01', '11.03', '12.09', '13.1', '14'], { volume: '4000' });
    expect(await keep(store, makeSeries(id, whole, { isWhole: true, actions: [split] }))).to.deep.equal([1, 4]);
    const adjustments = await store.db.$queryRaw`
      SELECT kind, before::text, factor::float, scales_volume FROM adjustments WHERE instrument_id = ${id}`;
    expect(adjustments).to.deep.equal([{ kind: 'split', before: week[4], factor: 0.25, scales_volume: true }]);
    expect(await revisions()).to.deep.equal([]);
    const then = await barsOf(store, id, known?.knownFrom);
    expect(then.map(({ close, volume }) => [Number(close), volume])).to.deep.equal([
      [40.04, '1000'],
      [44.12, '1000'],
      [48.36, '1000'],
      [52.4, '1000'],
    ]);
    const [facts] = await priceFacts(store.sql, [id]);
    expect([facts?.lastSplit, facts?.lastAction]).to.deep.equal([week[4], week[4]]);
  });

  it('that a whole series no longer has are removed, and can still be read as they were known', async () => {
    await keep(store, makeSeries(id, bars(['10', '11', '12', '13'])));
    const [known] = await barsOf(store, id);
    const rest = bars(['10', '11', '12', '13']).filter(({ date }) => date !== week[1]);
    expect(await keep(store, makeSeries(id, rest, { isWhole: true }))).to.deep.equal([0, 1]);
    expect((await closes()).length).to.equal(3);
    expect(await revisions()).to.deep.equal([{ date: week[1], cause: 'removed', close: 11 }]);
    expect((await closes(known?.knownFrom)).length).to.equal(4);
    // What lies behind the end of a whole series may only have been cut off.
    await keep(store, makeSeries(id, rest.slice(0, 2), { isWhole: true, to: week[4] as string }));
    expect((await closes()).length).to.equal(3);
  });

  it('of a fallback fill only what follows the last split, without adjusting, until the preferred source is back', async () => {
    const split = { date: week[1] as string, type: 'split' as const, ratio: '2', amount: null, raw: {} };
    await keep(store, makeSeries(id, bars(['10', '11']), { isWhole: true, actions: [split] }));
    const fallback = { provider: 'stooq' as const, isFallback: true, basis: 'as-traded' as const, actions: null };
    const given = bars(['20', '99', '12', '13'], { adjClose: '7' });
    expect(
      await keep(store, makeSeries(id, given, { ...fallback, absent: [week[4] as string], to: week[4] as string })),
    ).to.deep.equal([2, 0]);
    const stored = await barsOf(store, id);
    expect(
      stored.map(({ close, adjClose, provider }) => [Number(close), adjClose && Number(adjClose), provider]),
    ).to.deep.equal([
      [10, 10, 'yahoo'],
      [11, 11, 'yahoo'],
      [12, null, 'stooq'],
      [13, null, 'stooq'],
    ]);
    const covered = [{ from: '2026-11-02', before: '2026-11-06' }];
    const stopgap = [{ from: '2026-11-04', before: '2026-11-06' }];
    expect(await coverage()).to.deep.equal({ covered, stopgap, absent: [], provisional: [] });
    expect((await priceFacts(store.sql, [id]))[0]?.stopgap).to.deep.equal(stopgap);

    const back = bars(['10', '11', '12.1']).slice(2);
    await keep(store, makeSeries(id, back, { to: week[3] as string, absent: [week[3] as string] }));
    expect((await revisions()).map(({ date, cause }) => [date, cause])).to.deep.equal([[week[2], 'stopgap']]);
    const known = [{ from: '2026-11-05', before: '2026-11-06' }];
    expect(await coverage()).to.deep.equal({ covered, stopgap: known, absent: [], provisional: [] });
    // The preferred source has none of that day: it is not asked for again.
    expect((await priceFacts(store.sql, [id]))[0]?.stopgap).to.deep.equal([]);
  });

  it('of a fallback in another unit are not mixed in, and a series whose unit flips is a finding', async () => {
    await keep(store, makeSeries(id, bars(['100']), { currency: 'GBp' }));
    const fallback = { provider: 'stooq' as const, isFallback: true, basis: 'as-traded' as const, actions: null };
    expect(
      await keep(store, makeSeries(id, bars(['1', '1.1']).slice(1), { ...fallback, currency: 'GBP' })),
    ).to.deep.equal([0, 0]);
    await keep(
      store,
      makeSeries(id, bars(['1', '1.1']).slice(1), { currency: 'GBP', oddities: [{ day: null, what: 'ends-early' }] }),
    );
    const findings = await store.db.$queryRaw`
      SELECT what, provider, day::text, times FROM price_findings WHERE instrument_id = ${id} ORDER BY what, provider`;
    expect(findings).to.deep.equal([
      { what: 'ends-early', provider: 'yahoo', day: '-infinity', times: 1 },
      { what: 'unit-flip', provider: 'stooq', day: '2026-11-03', times: 1 },
      { what: 'unit-flip', provider: 'yahoo', day: '2026-11-03', times: 1 },
    ]);
  });

  it('are verified by probes, suspect when one differs, and trusted again once they are whole', async () => {
    await keep(store, makeSeries(id, bars(['10', '11'])));
    const probe = (close: string) => ({
      kind: 'probe' as const,
      instrument: String(id),
      symbol: 'TEST',
      provider: 'yahoo' as const,
      priceHint: 2,
      closes: [
        { date: week[1] as string, close },
        { date: '2030-01-01', close: '1' },
      ],
    });
    const facts = async () => (await priceFacts(store.sql, [id]))[0];
    expect(await storeDailyPrices(store.sql, [probe('11.001')])).to.deep.equal([
      { target: String(id), records: 2, created: 0, updated: 0 },
    ]);
    expect([(await facts())?.mistrustedAt, (await facts())?.auditedAt]).to.satisfy(
      ([a, b]: unknown[]) => a === null && b !== null,
    );
    await storeDailyPrices(store.sql, [probe('12')]);
    expect((await facts())?.mistrustedAt).to.be.instanceOf(Date);
    await keep(store, makeSeries(id, bars(['10', '12']), { isWhole: true }));
    expect((await facts())?.mistrustedAt).to.equal(null);
  });

  it('are suspect when an answer that does not replace them brings an action', async () => {
    await keep(store, makeSeries(id, bars(['10', '11'])));
    const dividend = {
      date: week[2] as string,
      type: 'dividend' as const,
      ratio: null,
      amount: '0.50',
      raw: { amount: 0.5 },
    };
    await keep(store, makeSeries(id, bars(['10', '11', '12']).slice(2), { actions: [dividend] }));
    expect((await priceFacts(store.sql, [id]))[0]?.mistrustedAt).to.be.instanceOf(Date);
    await keep(
      store,
      makeSeries(id, bars(['10', '11', '12']), { isWhole: true, actions: [{ ...dividend, amount: '0.25' }] }),
    );
    await keep(
      store,
      makeSeries(id, bars(['10', '11', '12']), { isWhole: true, actions: [{ ...dividend, amount: '0.250' }] }),
    );
    await keep(store, makeSeries(id, bars(['10', '11', '12']), { isWhole: true, actions: [] }));
    const actions = await store.db.$queryRaw`
      SELECT amount::text, known_to IS NULL AS current FROM corporate_actions WHERE instrument_id = ${id} ORDER BY known_from`;
    expect(actions).to.deep.equal([
      { amount: '0.50', current: false },
      { amount: '0.25', current: false },
    ]);
  });

  it('of one instrument that arrive together are stored one after the other', async () => {
    const answers = Array.from({ length: 6 }, (_, at) =>
      makeSeries(id, bars([String(10 + at), '11', '12'].slice(0, 1 + (at % 3)))),
    );
    await Promise.all(answers.map((series) => keep(store, series)));
    const kept = await revisions();
    expect(kept.length).to.equal(5);
    const [row] = await store.db.$queryRaw<{ overlapping: number }[]>`
      SELECT count(*)::int AS overlapping FROM price_revisions a JOIN price_revisions b USING (instrument_id, date)
      WHERE a.known_from < b.known_from AND b.known_from < a.known_to`;
    expect([row?.overlapping, (await closes()).length]).to.deep.equal([0, 3]);
  });
});
