import { setImmediate } from 'node:timers/promises';
import { type Day, dayAt, edgarZone, type ReportedFact } from '@tickermill/core';
import {
  areSpecial,
  isFinancial,
  type MetricInput,
  type Split,
  shareCounts,
  toFigures,
  toMetrics,
} from '@tickermill/fundamentals';
import { profileOf, type StaleInstrument, staleInstruments, writeMetrics } from '@tickermill/store/fundamentals';
import { corporateActions } from '@tickermill/store/prices';
import { joinedFacts } from '../datasets/company-facts/joined-facts.ts';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** Raised when the same facts and prices come to other metrics. */
const version = 3;

/** So many instruments are computed in a round. */
const roundSize = 50;

/** Computes the metrics of instruments of which facts or prices have changed: no request is sent. */
export const stockMetricsChore = (
  { store: { sql }, now }: Pick<EngineDeps, 'store' | 'now'>,
  everyMs: number,
): Chore => ({
  name: 'stock-metrics',
  everyMs,
  async run() {
    const stale = await staleInstruments(sql, { version, limit: roundSize });
    const waiting = stale.values();
    const lane = async () => {
      for (const instrument of waiting) {
        const input = await inputOf({ sql }, instrument, dayAt(now(), edgarZone));
        const metrics = Object.entries(toMetrics(input)).map(([metric, found]) => ({ metric, ...found }));
        await writeMetrics(sql, { instrumentId: instrument.instrumentId, version }, metrics);
        await setImmediate(); // what else this process does waits for one instrument, not for the round
      }
    };
    // Two: one is computed while Postgres reads and writes the other.
    await Promise.all([lane(), lane()]);
    return stale.length === roundSize ? 'more' : 'done';
  },
});

async function inputOf(
  { sql }: Pick<EngineDeps['store'], 'sql'>,
  { instrumentId, cik, price }: StaleInstrument,
  asOf: Day,
): Promise<MetricInput> {
  const facts = await joinedFacts(sql, cik);
  const actions = await corporateActions(sql, { instrumentId });
  const splits: Split[] = actions.flatMap(({ type, date, ratio }) =>
    type === 'split' && ratio !== null ? [{ effective: date, factor: ratio }] : [],
  );
  // Without prices nobody has asked for splits: then averages of shares that are restated give them away.
  const known = price === null ? {} : { splits };
  const profile = await profileOf(sql, instrumentId);
  const currency = price?.currency ?? '';
  return {
    asOf,
    price: price && { ...price, currency },
    figures: toFigures(facts, known),
    ...shareCounts(facts, known),
    classes: null,
    dividends: price && dividendsOf(actions, currency),
    profile,
    isForeign: isForeign(facts),
    isFinancial: isFinancial(facts),
  };
}

/** The dividends among actions. Which are special no source tells. */
function dividendsOf(
  actions: Awaited<ReturnType<typeof corporateActions>>,
  currency: string,
): NonNullable<MetricInput['dividends']> {
  const paid = actions.flatMap(({ type, date, amount }) =>
    type === 'dividend' && amount !== null ? [{ exDate: date, amount }] : [],
  );
  const special = areSpecial(paid);
  return paid.map((each, nth) => ({ ...each, currency, isSpecial: special[nth] ?? false }));
}

/** Whether the last report is one of those that companies abroad file. */
function isForeign(facts: readonly ReportedFact[]): boolean {
  const last = facts.reduce<ReportedFact | null>((one, other) => (one && one.filed >= other.filed ? one : other), null);
  return last !== null && /^(?:20-F|40-F|6-K)/.test(last.form);
}
