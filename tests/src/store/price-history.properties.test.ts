import type { CorporateAction, PriceBar, PriceSeries } from '@tickermill/core';
import { coverageGaps, coverageOf, priceFacts } from '@tickermill/store/prices';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';
import fc from 'fast-check';
import { seeded } from './ledger-world.fixture.ts';
import { barsOf, keep, makeInstrument, makeSeries } from './prices.fixture.ts';

const seeds = Number(process.env['PRICE_SEEDS'] ?? 25);
const firstSeed = Number(process.env['PRICE_SEED'] ?? 1);
const writesPerSeed = 14;

const day = (at: number) => new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);

/** What a provider would answer today: it changes under the eyes of whoever asks. */
interface World {
  readonly bars: Map<number, { close: number; factor: number; volume: number }>;
  readonly actions: CorporateAction[];
  today: number;
}

type Reading = Record<string, [close: string, adjClose: string, volume: string | null]>;

/** To the digits that are meant; shares of before a reverse split are rounded, and not compared. */
const toReading = (
  bars: readonly { date: string; close: string | null; adjClose: string | null; volume: string | null }[],
  withVolume: boolean,
): Reading =>
  Object.fromEntries(
    bars.map(({ date, close, adjClose, volume }) => [
      date,
      [cents(close), cents(adjClose), withVolume ? volume : null],
    ]),
  );

/** Millionths rounded half up to hundredths, in whole numbers. */
const cents = (price: string | null) =>
  price === null ? 'none' : String((BigInt(Number(price).toFixed(6).replace('.', '')) + 5_000n) / 10_000n);

describe('the history of prices, whatever happens to them', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  it(`reads as it was known at every instant of ${seeds} worlds`, async function () {
    this.timeout(10 * 60_000);
    const met = { adjustments: 0, revisions: 0, removed: 0 };
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const random = seeded(seed);
      const id = await makeInstrument(store, `W${seed}`);
      const world: World = { bars: new Map(), actions: [], today: 0 };
      const draw = (below: number) => Math.floor(random() * below);
      const price = (at: number): PriceBar => {
        const { close, factor, volume } = world.bars.get(at) ?? expect.fail();
        const [raw, adjusted] = [close.toFixed(6), (close * factor).toFixed(6)];
        return {
          date: day(at),
          open: raw,
          high: raw,
          low: raw,
          close: raw,
          adjClose: adjusted,
          volume: String(volume),
          final: true,
        };
      };
      const series = (from: number, to: number, fields: Partial<PriceSeries> = {}): PriceSeries => {
        const all = [...world.bars.keys()].filter((at) => at >= from && at <= to).sort((a, b) => a - b);
        const days = Array.from({ length: to - from + 1 }, (_, at) => from + at);
        return makeSeries(id, all.map(price), {
          from: day(from),
          to: day(to),
          absent: days.filter((at) => !world.bars.has(at)).map(day),
          actions: world.actions.filter(({ date }) => date >= day(from)),
          ...fields,
        });
      };
      const goOn = (days: number) => {
        for (let at = world.today; at < world.today + days; at++) {
          if (random() < 0.8)
            world.bars.set(at, { close: 20 + draw(8_000) / 100, factor: 1, volume: 4 * (1 + draw(1_000)) });
        }
        world.today += days;
      };
      const remembered: { at: Date; seen: Reading }[] = [];
      const done: string[] = [];
      let reverse = false;
      goOn(30);
      for (let write = 0; write < writesPerSeed; write++) {
        const what =
          write === 0
            ? 'whole'
            : (['days', 'days', 'correction', 'split', 'dividend', 'removal', 'whole', 'mixed'] as const)[draw(8)];
        done.push(String(what));
        let isWhole = what !== 'days' && what !== 'correction';
        let from = 0;
        const some = [...world.bars.keys()][draw(world.bars.size)] ?? 0;
        if (what === 'days') {
          from = world.today;
          goOn(1 + draw(4));
        }
        if (what === 'correction' || what === 'mixed') {
          const bar = world.bars.get(some);
          if (bar) bar.close = Math.round(bar.close * 100 + 1 + draw(50)) / 100;
          from = some;
        }
        if (what === 'removal' && some > 0 && some < world.today - 3) world.bars.delete(some);
        if (what === 'split' || what === 'mixed') {
          const ratio = [2, 4, 3, 0.1, 1.5][draw(5)] as number;
          reverse ||= ratio < 1 || ratio === 3 || ratio === 1.5;
          for (const bar of world.bars.values()) {
            bar.close = Number((bar.close / ratio).toFixed(6));
            bar.volume = Math.round(bar.volume * ratio);
          }
          world.actions.push({ date: day(world.today), type: 'split', ratio: String(ratio), amount: null, raw: {} });
          goOn(2);
        }
        if (what === 'dividend') {
          const factor = 1 - (1 + draw(40)) / 1_000;
          for (const bar of world.bars.values()) bar.factor *= factor;
          world.actions.push({ date: day(world.today), type: 'dividend', ratio: null, amount: '0.5', raw: {} });
          goOn(1);
        }
        if (write === 0) isWhole = true;
        const answer = series(
          isWhole ? 0 : from,
          Math.max(from, world.today - 1),
          isWhole ? { isWhole } : { actions: null },
        );
        if (random() < 0.3) await keep(store, answer);
        await keep(store, answer);
        const [row] = await store.db.$queryRaw<
          { at: Date }[]
        >`SELECT written_at AS at FROM coverage WHERE instrument_id = ${id}`;
        remembered.push({ at: row?.at ?? expect.fail(), seen: toReading(await barsOf(store, id), !reverse) });
        const story = () => `PRICE_SEED=${seed} PRICE_SEEDS=1 repeats it: ${done.join(', ')}`;
        if (isWhole) {
          const stored = toReading(await barsOf(store, id), false);
          expect(stored, story()).to.deep.equal(toReading(answer.bars, false));
        }
      }
      for (const [nth, { at, seen }] of remembered.entries()) {
        const withVolume = Object.values(seen).every(([, , volume]) => volume !== null) && !reverse;
        const known = toReading(await barsOf(store, id, at), withVolume);
        const story = `as of write ${nth} of PRICE_SEED=${seed} PRICE_SEEDS=1: ${done.join(', ')}`;
        expect(known, story).to.deep.equal(withVolume ? seen : strip(seen));
      }
      const [counts] = await store.db.$queryRaw<{ adjustments: number; revisions: number; removed: number }[]>`
        SELECT (SELECT count(*)::int FROM adjustments WHERE instrument_id = ${id}) AS adjustments, count(*)::int AS revisions,
          count(*) FILTER (WHERE cause = 'removed')::int AS removed FROM price_revisions WHERE instrument_id = ${id}`;
      for (const what of ['adjustments', 'revisions', 'removed'] as const) met[what] += counts?.[what] ?? 0;
    }
    for (const [what, times] of Object.entries(met)) expect(times, what).to.be.above(0);
  });

  /** An answer for some days in a row: which of them have no bar, whether its last session is still open. */
  const answers = fc.array(
    fc.record({
      from: fc.integer({ min: 10, max: 69 }),
      absent: fc.array(
        fc.nat({ max: 3 }).map((draw) => draw === 0),
        { minLength: 1, maxLength: 25 },
      ),
      isOpen: fc.nat({ max: 2 }).map((draw) => draw === 0),
      wanted: fc.record({ from: fc.integer({ min: 5, max: 54 }), to: fc.integer({ min: 60, max: 99 }) }),
    }),
    { minLength: 1, maxLength: 8 },
  );

  it('is covered as a naive set of days says', async function () {
    this.timeout(10 * 60_000);
    let instruments = 0;
    const judge = async (given: typeof answers extends fc.Arbitrary<infer Given> ? Given : never) => {
      instruments += 1;
      const id = await makeInstrument(store, `C${instruments}`);
      const [covered, absent, provisional] = [new Set<number>(), new Set<number>(), new Set<number>()];
      const hasBar = new Set<number>();
      for (const { from, isOpen, wanted, absent: withoutBar } of given) {
        const days = withoutBar.map((_, at) => from + at);
        const to = from + days.length - 1;
        const missing = new Set(days.filter((at) => withoutBar[at - from] && !(isOpen && at === to)));
        const bars = days.filter((at) => !missing.has(at)).map((at) => ({ ...bar(at), final: !(isOpen && at === to) }));
        await keep(store, makeSeries(id, bars, { from: day(from), to: day(to), absent: [...missing].map(day) }));
        for (const at of days) {
          if (isOpen && at === to) {
            if (!hasBar.has(at)) provisional.add(at);
            continue;
          }
          if (missing.has(at)) {
            if (!hasBar.has(at)) {
              absent.add(at);
              provisional.delete(at);
            }
          } else {
            for (const set of [covered, hasBar]) set.add(at);
            for (const set of [absent, provisional]) set.delete(at);
          }
        }
        const coverage = (await coverageOf(store.sql, 'daily-prices', id)) ?? expect.fail();
        expect(spread(coverage.covered), 'covered').to.deep.equal(sorted(covered));
        expect(spread(coverage.absent), 'absent').to.deep.equal(sorted(absent));
        expect(spread(coverage.provisional), 'provisional').to.deep.equal(sorted(provisional));
        const [gap] = await coverageGaps(store.sql, {
          dataset: 'daily-prices',
          wanted: { from: day(wanted.from), to: day(wanted.to) },
          instrumentIds: [id],
          limit: 10,
        });
        const asked = Array.from({ length: wanted.to - wanted.from + 1 }, (_, at) => wanted.from + at);
        expect(spread(gap?.gaps ?? []), 'gaps').to.deep.equal(
          asked.filter((at) => !covered.has(at) && !absent.has(at)).map(day),
        );
        const [facts] = await priceFacts(store.sql, [id]);
        expect(facts?.firstStored ?? null, 'first stored').to.equal(
          hasBar.size + provisional.size > 0 ? sorted(new Set([...hasBar, ...provisional]))[0] : null,
        );
      }
    };
    await fc.assert(fc.asyncProperty(answers, judge), { seed: firstSeed, numRuns: seeds });
  });
});

const bar = (at: number): PriceBar => ({
  date: day(at),
  open: '1',
  high: '1',
  low: '1',
  close: '1',
  adjClose: '1',
  volume: '1',
  final: true,
});
const strip = (seen: Reading): Reading =>
  Object.fromEntries(Object.entries(seen).map(([at, [close, adjClose]]) => [at, [close, adjClose, null]]));
const sorted = (days: ReadonlySet<number>) => [...days].sort((a, b) => a - b).map(day);

/** The days of ranges, ascending. */
function spread(ranges: readonly { from?: string; before?: string }[]): string[] {
  const days: string[] = [];
  for (const { from, before } of ranges) {
    for (let at = Date.parse(from as string); at < Date.parse(before as string); at += 86_400_000)
      days.push(new Date(at).toISOString().slice(0, 10));
  }
  return days.sort();
}
