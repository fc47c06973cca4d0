import type { CorporateAction } from '@tickermill/core';
import { expect } from 'chai';
import type { StoredBar } from './bars.ts';
import { toMicros } from './bars.ts';
import { type Arrived, decide, type Stored } from './decide.ts';

const before = new Date('2026-11-17T22:00:00Z');
const now = new Date('2026-11-18T22:00:00Z');
const date = '2026-11-17';

const bar = (fields: Partial<StoredBar> & { price?: string } = {}): StoredBar => {
  const { price = '10', ...others } = fields;
  const value = toMicros(price);
  const values = { open: value, high: value, low: value, close: value, adjClose: value, volume: 100n };
  return { date, ...values, currency: 'USD', final: true, provider: 'yahoo', knownFrom: before, ...others };
};
const stored = (bars: readonly StoredBar[], fields: Partial<Stored> = {}): Stored => ({
  bars,
  adjustments: [],
  isStopgap: () => false,
  lastAction: null,
  ...fields,
});
const arrived = (bars: readonly StoredBar[], fields: Partial<Arrived> = {}): Arrived => ({
  bars,
  isWhole: false,
  yields: false,
  priceHint: 2,
  absent: new Set(),
  spared: new Set(),
  newActions: [],
  ...fields,
});

/** What an arriving bar makes of the stored one of its day: in one word, and the result. */
function meet(old: StoredBar, next: StoredBar, fields: { yields?: boolean; isStopgap?: boolean } = {}) {
  const { yields = false, isStopgap = false } = fields;
  const { changed, confirmed, revisions, added } = decide(
    arrived([next], { yields }),
    stored([old], { isStopgap: () => isStopgap }),
    now,
  );
  expect(added).to.deep.equal([]);
  return {
    changed: changed.map(({ provider, final, knownFrom }) => ({ provider, final, isNew: knownFrom === now })),
    confirmed: confirmed.length,
    causes: revisions.map(({ cause }) => cause),
  };
}
const untouched = { changed: [], confirmed: 0, causes: [] };

describe('what a bar makes of the one that is stored for its day', () => {
  const fallback = { provider: 'alpha-vantage', price: '11' };

  it('adds it where there is none, known from now on', () => {
    const { added, changed } = decide(arrived([bar()]), stored([bar({ date: '2026-11-16' })]), now);
    expect(added).to.deep.equal([bar({ knownFrom: now })]);
    expect(changed).to.deep.equal([]);
  });

  it('has a fallback or an import leave what another provider gave, unless it is final where that is not', () => {
    const preferred = { final: bar(), provisional: bar({ final: false }) };
    const others = { final: bar(fallback), provisional: bar({ ...fallback, final: false }) };
    const yields = true;
    expect(meet(preferred.final, others.final, { yields })).to.deep.equal(untouched);
    expect(meet(preferred.final, others.provisional, { yields })).to.deep.equal(untouched);
    expect(meet(preferred.provisional, others.provisional, { yields })).to.deep.equal(untouched);
    expect(meet(preferred.provisional, others.final, { yields })).to.deep.equal({
      changed: [{ provider: 'alpha-vantage', final: true, isNew: true }],
      confirmed: 0,
      causes: [],
    });
  });

  it('has a fallback correct its own bars', () => {
    const own = bar({ ...fallback, price: '12' });
    expect(meet(own, bar(fallback), { yields: true }).causes).to.deep.equal(['changed']);
    const provisional = bar({ ...fallback, price: '12', final: false });
    expect(meet(provisional, bar({ ...fallback, final: false }), { yields: true }).changed).to.have.length(1);
  });

  it('has a provisional bar leave a final one, whoever gives it', () => {
    expect(meet(bar(), bar({ price: '11', final: false }))).to.deep.equal(untouched);
    expect(meet(bar(fallback), bar({ final: false }))).to.deep.equal(untouched);
  });

  it('forgets provisional values, and confirms those that are said over again', () => {
    const provisional = bar({ final: false });
    expect(meet(provisional, bar({ final: false }))).to.deep.equal({ ...untouched, confirmed: 1 });
    expect(meet(provisional, bar({ final: false, price: '11' })).changed).to.deep.equal([
      { provider: 'yahoo', final: false, isNew: true },
    ]);
    expect(meet(provisional, bar())).to.deep.equal({
      changed: [{ provider: 'yahoo', final: true, isNew: true }],
      confirmed: 0,
      causes: [],
    });
  });

  it('revises a final bar that has changed in the digits that count, and keeps what it was', () => {
    const revised = { changed: [{ provider: 'yahoo', final: true, isNew: true }], confirmed: 0, causes: ['changed'] };
    expect(meet(bar(), bar({ price: '10.01' }))).to.deep.equal(revised);
    expect(meet(bar(), bar({ price: '10.004' }))).to.deep.equal({ ...untouched, confirmed: 1 });
    expect(meet(bar(), bar({ volume: 101n }))).to.deep.equal(revised);
    expect(meet(bar(), bar({ currency: 'EUR' }))).to.deep.equal(revised);
  });

  it('has the preferred source take over what a fallback has filled, known since then where it agrees', () => {
    expect(meet(bar({ provider: 'stooq' }), bar(), { isStopgap: true })).to.deep.equal({
      changed: [{ provider: 'yahoo', final: true, isNew: false }],
      confirmed: 0,
      causes: [],
    });
    expect(meet(bar({ provider: 'stooq' }), bar({ price: '11' }), { isStopgap: true }).causes).to.deep.equal([
      'stopgap',
    ]);
    expect(meet(bar({ provider: 'stooq' }), bar({ price: '11' })).causes).to.deep.equal(['changed']);
    expect(meet(bar(), bar({ price: '11' }), { isStopgap: true }).causes).to.deep.equal(['changed']);
  });
});

describe('what a whole series makes of a bar that it does not hold', () => {
  const days = ['2026-11-13', '2026-11-16', '2026-11-17', '2026-11-18'];
  const [first = '', gone = '', , last = ''] = days;
  const series = [bar({ date: first }), bar({ date: last })];
  const remove = (old: StoredBar, fields: Partial<Arrived> = {}, about: Partial<Stored> = {}) => {
    const { removed, revisions } = decide(arrived(series, { isWhole: true, ...fields }), stored([old], about), now);
    return { removed, causes: revisions.map(({ cause }) => cause) };
  };

  it('removes one between its first and its last day, and keeps what it was if that was final', () => {
    expect(remove(bar({ date: gone }))).to.deep.equal({ removed: [gone], causes: ['removed'] });
    expect(remove(bar({ date: gone, final: false }))).to.deep.equal({ removed: [gone], causes: [] });
    expect(remove(bar({ date: gone }), { isWhole: false })).to.deep.equal({ removed: [], causes: [] });
  });

  it('leaves one before its first or behind its last day, unless it says that there is none', () => {
    for (const outside of ['2026-11-12', '2026-11-19']) {
      expect(remove(bar({ date: outside })), outside).to.deep.equal({ removed: [], causes: [] });
      expect(remove(bar({ date: outside }), { absent: new Set([outside]) }), outside).to.deep.equal({
        removed: [outside],
        causes: ['removed'],
      });
    }
  });

  it('leaves all of them where it is empty', () => {
    expect(remove(bar({ date: gone }), { bars: [], absent: new Set([gone]) })).to.deep.equal({
      removed: [],
      causes: [],
    });
  });

  it('leaves a stopgap that no later action rescales', () => {
    const isStopgap = () => true;
    const kept = { removed: [], causes: [] };
    expect(remove(bar({ date: gone }), {}, { isStopgap })).to.deep.equal(kept);
    expect(remove(bar({ date: gone }), {}, { isStopgap, lastAction: gone })).to.deep.equal(kept);
    expect(remove(bar({ date: gone }), {}, { isStopgap, lastAction: '2026-11-17' }).removed).to.deep.equal([gone]);
  });

  it('rescales what lies before a split that it does not reach back to', () => {
    const halved = days.map((day) => bar({ date: day, price: '5', volume: 200n }));
    const split: CorporateAction = { date: '2026-11-19', type: 'split', ratio: '2', amount: null, raw: {} };
    const older = bar({ date: '2026-11-12' });
    const { adjustments, changed, revisions } = decide(
      arrived(halved, { isWhole: true, newActions: [split] }),
      stored([older, ...days.map((day) => bar({ date: day }))]),
      now,
    );
    expect(adjustments.map(({ kind, before: until }) => [kind, until])).to.deep.equal([['split', '2026-11-19']]);
    expect(changed.find((each) => each.date === older.date)).to.include({ close: toMicros('5'), knownFrom: before });
    expect(revisions).to.deep.equal([]);
  });
});
