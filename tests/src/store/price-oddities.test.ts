import type { PriceOddity } from '@tickermill/core';
import { coverageOf, priceFacts, priceFindings } from '@tickermill/store/prices';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import { type OlderDatabase, openDatabaseBefore } from './older-database.fixture.ts';
import { barsOf, keep, makeBar, makeInstrument, makeSeries } from './prices.fixture.ts';

describe('prices of an answer that is odd', () => {
  let store: ScratchStore;
  let id: bigint;
  let nth = 0;
  before(async () => {
    store = await openScratchStore();
  });
  beforeEach(async () => {
    id = await makeInstrument(store, `O${++nth}`);
  });
  after(() => store.close());

  const week = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'] as const;
  const bars = (price = '10', days: readonly string[] = week) => days.map((day) => makeBar(day, price));
  const days = (...days: readonly string[]) => days.map((day) => makeBar(day, '10'));
  const stored = async () =>
    (await barsOf(store, id)).map(({ date, close, final }) => `${date} ${Number(close)}${final ? '' : '?'}`);
  const coverage = async () => {
    const { covered, absent, provisional, mistrustedAt } =
      (await coverageOf(store.sql, 'daily-prices', id)) ?? expect.fail();
    return { covered, absent, provisional, isMistrusted: mistrustedAt !== null };
  };
  const facts = async () => (await priceFacts(store.sql, [id]))[0] ?? expect.fail();
  const findings = async () => (await priceFindings(store.sql, id, 20)).map(({ what, day }) => `${what} ${day}`).sort();
  const one = (day: string) => ({
    from: day,
    before: new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10),
  });
  const late = { late: ['2026-11-18'], oddities: [{ day: '2026-11-18', what: 'late' as const }] };
  const others = days('2026-11-16', '2026-11-17', '2026-11-19', '2026-11-20');

  it('neither cover a late session nor count it as absent, and have it asked for again', async () => {
    await keep(store, makeSeries(id, others, late));
    expect(await coverage()).to.deep.include({
      covered: [
        { from: '2026-11-19', before: '2026-11-21' },
        { from: '2026-11-16', before: '2026-11-18' },
      ],
      absent: [],
    });
    expect((await facts()).lastCovered, 'the day before it').to.equal('2026-11-17');
    await keep(store, makeSeries(id, days('2026-11-18')));
    expect((await facts()).lastCovered).to.equal('2026-11-20');
    expect((await coverage()).covered).to.deep.equal([{ from: '2026-11-16', before: '2026-11-21' }]);
  });

  it('count it as absent once an answer says so, five sessions later', async () => {
    await keep(store, makeSeries(id, others, late));
    await keep(store, makeSeries(id, days('2026-11-24'), { from: '2026-11-18', absent: ['2026-11-18', '2026-11-23'] }));
    expect(await coverage()).to.deep.include({ absent: [one('2026-11-23'), one('2026-11-18')] });
    expect((await facts()).lastCovered).to.equal('2026-11-24');
  });

  for (const isWhole of [true, false]) {
    it(`remove nothing that is stored of it, and forget no provisional bar (${isWhole ? 'whole' : 'a part'})`, async () => {
      await keep(store, makeSeries(id, bars()));
      await keep(store, makeSeries(id, others, { ...late, isWhole }));
      expect(await stored()).to.have.length(5);
      expect((await coverage()).covered).to.deep.equal([{ from: '2026-11-16', before: '2026-11-21' }]);

      id = await makeInstrument(store, `O${++nth}`);
      await keep(store, makeSeries(id, days('2026-11-16', '2026-11-17')));
      await keep(store, makeSeries(id, [makeBar('2026-11-18', '10', { final: false })]));
      await keep(store, makeSeries(id, others, { ...late, isWhole }));
      expect((await stored())[2]).to.equal('2026-11-18 10?');
      expect(await coverage()).to.deep.include({ provisional: [one('2026-11-18')], absent: [] });
      expect((await facts()).firstProvisional).to.equal('2026-11-18');
    });
  }

  it('forget neither a provisional bar behind the end of an answer', async () => {
    await keep(store, makeSeries(id, bars('10', week.slice(0, 4))));
    await keep(store, makeSeries(id, [makeBar('2026-11-20', '10', { final: false })]));
    await keep(store, makeSeries(id, bars('10', week.slice(0, 4)), { to: '2026-11-20', late: ['2026-11-20'] }));
    expect((await coverage()).provisional).to.deep.equal([one('2026-11-20')]);
  });

  const contradiction = (what: PriceOddity['what']) => ({ isWhole: true, oddities: [{ day: '2026-11-18', what }] });
  for (const what of ['split-not-applied', 'split-applied-twice'] as const) {
    it(`stay suspect, asked for whole every night, until a series fits: ${what}`, async () => {
      const split = { date: '2026-11-18', type: 'split' as const, ratio: '4', amount: null, raw: {} };
      const before = what === 'split-not-applied' ? '100' : '6.25';
      const wrong = [...bars(before, week.slice(0, 2)), ...bars('25', week.slice(2))];
      for (const _ of [1, 2]) {
        await keep(store, makeSeries(id, wrong, { ...contradiction(what), actions: [split] }));
        expect((await coverage()).isMistrusted).to.equal(true);
      }
      expect(await findings()).to.deep.equal([`${what} 2026-11-18`]);
      const since = (await facts()).mistrustedAt;
      await keep(store, makeSeries(id, bars('25', week.slice(3))));
      expect((await facts()).mistrustedAt, 'a part says nothing of it').to.deep.equal(since);
      await keep(store, makeSeries(id, bars('25'), { isWhole: true, actions: [split] }));
      expect([(await coverage()).isMistrusted, (await stored())[0]]).to.deep.equal([false, '2026-11-16 25']);
    });
  }

  it('are suspect where the first trade lies behind everything that is stored: nothing is added, nothing absent', async () => {
    const may = ['2026-05-18', '2026-05-19', '2026-05-20'];
    await keep(store, makeSeries(id, bars('137', may), { firstTradeDay: '2025-11-03' }));
    const known = await coverage();
    for (const isWhole of [false, true]) {
      const stray = makeSeries(id, bars('137.16', ['2026-07-10']), {
        from: '2026-05-21',
        to: '2026-07-13',
        firstTradeDay: '2026-07-10',
        absent: ['2026-05-21'],
        late: ['2026-07-13'],
        isWhole,
      });
      await keep(store, stray);
    }
    await keep(store, makeSeries(id, [], { from: '2026-05-21', to: '2026-07-01', firstTradeDay: '2026-07-10' }));
    expect(await stored()).to.deep.equal(may.map((day) => `${day} 137`));
    expect(await coverage()).to.deep.equal(known);
    expect((await facts()).lastCovered).to.equal('2026-05-20');
    expect(await findings()).to.deep.equal(['suspect null']);
  });

  it('are those of the same security where a bar stands on the first day of trade, whatever lies before', async () => {
    await keep(store, makeSeries(id, bars()));
    await keep(store, makeSeries(id, bars('10', week.slice(2)), { firstTradeDay: '2026-11-18', isWhole: true }));
    expect(await findings()).to.deep.equal([]);
    expect(await stored()).to.have.length(5);
    expect(await coverage(), 'stored, and so not absent').to.deep.include({
      covered: [{ from: '2026-11-16', before: '2026-11-21' }],
      absent: [{ from: null, before: '2026-11-16' }],
    });
  });

  it('are not covered and absent at once: the database itself refuses it', async () => {
    await keep(store, makeSeries(id, bars()));
    const overlapping = store.db.$executeRaw`
      UPDATE coverage SET absent = datemultirange(daterange('2026-11-18', '2026-11-19')) WHERE instrument_id = ${id}`;
    await overlapping.then(
      () => expect.fail('it took both'),
      (error: Error) => expect(error.message).to.include('coverage_absent_check'),
    );
  });

  it('take nothing away by a value that cannot be read or cannot be', async () => {
    await keep(store, makeSeries(id, bars()));
    const fault = (what: PriceOddity['what'], day = '2026-11-18') => ({ isWhole: true, oddities: [{ day, what }] });
    const withBar = (fields: object) => [
      ...others.slice(0, 2),
      makeBar('2026-11-18', '10', fields),
      ...others.slice(2),
    ];
    await keep(store, makeSeries(id, withBar({ open: null, volume: null }), fault('impossible-price')));
    await keep(store, makeSeries(id, withBar({ close: null, adjClose: null }), fault('unreadable')));
    await keep(store, makeSeries(id, others, fault('unreadable')));
    const [, , bar] = await barsOf(store, id);
    expect([Number(bar?.open), Number(bar?.close), Number(bar?.adjClose), bar?.volume]).to.deep.equal([
      10,
      10,
      10,
      '1000',
    ]);
    const [row] = await store.db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM price_revisions WHERE instrument_id = ${id}`;
    expect(row?.count).to.equal(0);
    await keep(store, makeSeries(id, withBar({ open: null, close: '11', adjClose: '11' }), fault('impossible-price')));
    expect((await barsOf(store, id))[2], 'another close stands alone').to.deep.include({ open: null });
  });
});

describe('the migration of late sessions', () => {
  let older: OlderDatabase;
  before(async () => {
    older = await openDatabaseBefore('20261130131500_late_sessions');
  });
  after(() => older.close());

  it('keeps apart what was covered and absent at once', async () => {
    await older.db.$executeRaw`INSERT INTO instruments (id, name, listing_source) VALUES (1, 'ONE', 'test')`;
    await older.db.$executeRaw`
      INSERT INTO coverage (dataset, instrument_id, covered, absent, written_at)
      VALUES ('daily-prices', 1, '{[2026-05-11,2026-05-21),[2026-07-10,2026-07-11)}', '{(,2026-07-10)}', now())`;
    await older.migrateOn();
    const rows = await older.db.$queryRaw`SELECT absent::text, denied::text, late::text FROM coverage`;
    expect(rows).to.deep.equal([
      { absent: '{(,2026-05-11),[2026-05-21,2026-07-10)}', denied: '{[2026-05-11,2026-05-21)}', late: '{}' },
    ]);
  });
});
