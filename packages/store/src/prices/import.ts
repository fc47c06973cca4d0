// Stores imported prices and corporate actions, for `tickermill import`.

import { addDays, type CorporateAction, type Day, type PriceBar } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import { actionChanges, writeActions } from './actions.ts';
import type { Outcome } from './arrive.ts';
import { toBar } from './bars.ts';
import { multirange } from './coverage-change.ts';
import { holdSeries, writeOutcomes } from './store-series.ts';
import { type DayRange, lockSeries, seriesFacts } from './stored-series.ts';

/** A history of an instrument that a person imports. */
export interface ImportedSeries {
  readonly instrumentId: bigint;
  /** Whose prices they are. */
  readonly provider: string;
  readonly currency: string | null;
  readonly priceHint: number;
  /** Ascending, each day once, all of them final. */
  readonly bars: readonly PriceBar[];
  /** Whether no session of the exchange lies between two days: then both are one stretch of coverage. */
  readonly isClosedBetween: (after: Day, before: Day) => boolean;
}

/** The result of an import for one instrument, in bars. */
export interface ImportCount {
  readonly instrumentId: bigint;
  readonly created: number;
  /** Of the same provider and corrected; what they were is kept. */
  readonly changed: number;
  readonly unchanged: number;
  /** Unchanged, because they are another provider's. */
  readonly kept: number;
  /** Left out, as the stored series is counted in another currency or unit. */
  readonly inOtherCurrency: number;
}

/** So many bars are held against what is stored, and written, at once: an import holds no more in memory, and others have their turns. */
const barsAtOnce = 5_000;

/**
 * Imports histories of different instruments, given in the order of their ids: bars of days without a final one, and
 * corrections of bars of the same provider. They count as covered. With `dryRun` it only returns the result.
 */
export async function importPrices(
  tx: Sql,
  all: AsyncIterable<ImportedSeries> | Iterable<ImportedSeries>,
  { dryRun = false } = {},
): Promise<ImportCount[]> {
  const counts: ImportCount[] = [];
  for await (const group of groupsOf(all)) {
    const outcomes = await holdSeries(tx, group.map(toArriving));
    const filling = outcomes.map((outcome, place) => withSpans(outcome, spansOf(group[place] as ImportedSeries)));
    if (!dryRun) await writeOutcomes(tx, filling);
    counts.push(...filling.map(countOf));
  }
  return counts;
}

/** Series with bars, together as long as they have no more than are held at once; a longer one is alone. */
async function* groupsOf(
  all: AsyncIterable<ImportedSeries> | Iterable<ImportedSeries>,
): AsyncGenerator<readonly ImportedSeries[]> {
  let group: ImportedSeries[] = [];
  let bars = 0;
  for await (const series of all) {
    if (group.length > 0 && bars + series.bars.length > barsAtOnce) {
      yield group;
      [group, bars] = [[], 0];
    }
    if (series.bars.length > 0) group.push(series);
    bars += series.bars.length;
  }
  if (group.length > 0) yield group;
}

const toArriving = ({ instrumentId, bars, ...series }: ImportedSeries) => ({
  instrument: String(instrumentId),
  provider: series.provider,
  basis: 'split-adjusted' as const,
  isFallback: false,
  isImport: true,
  isWhole: false,
  currency: series.currency,
  priceHint: series.priceHint,
  from: bars[0]?.date as Day,
  to: bars.at(-1)?.date as Day,
  bars: bars.map((bar) => toBar(bar, series)),
  absent: [],
  late: [],
  actions: null,
  firstTradeDay: null,
  oddities: [],
});

/** The days of a history in stretches without a session between them. */
function spansOf({ bars, isClosedBetween }: ImportedSeries): DayRange[] {
  const spans: { from: Day; before: Day }[] = [];
  for (const { date } of bars) {
    const last = spans.at(-1);
    if (last && (last.before === date || isClosedBetween(addDays(last.before, -1), date)))
      last.before = addDays(date, 1);
    else spans.push({ from: date, before: addDays(date, 1) });
  }
  return spans;
}

/** Covers what the history holds, and no more; a stopgap stays one, and the series that of its provider. */
function withSpans(outcome: Outcome, spans: readonly DayRange[]): Outcome {
  const held = multirange(isInOtherCurrency(outcome) ? [] : spans);
  const { currency } = outcome.coverage;
  const coverage = {
    ...outcome.coverage,
    cover: held,
    except: '{}',
    absent: '{}',
    unabsent: held,
    keptStopgap: held,
    unprovisional: held,
    currency: outcome.facts.currency === null ? currency : null,
    provider: null,
    basis: outcome.facts.isNew ? outcome.coverage.basis : null,
  };
  return { ...outcome, coverage };
}

const isInOtherCurrency = ({ findings }: Outcome) =>
  findings.some(({ what }) => what === 'unit-flip' || what === 'currency-changed');

function countOf(outcome: Outcome): ImportCount {
  const { series, decision } = outcome;
  const [created, changed, unchanged] = [decision.added.length, decision.changed.length, decision.confirmed.length];
  const rest = series.bars.length - created - changed - unchanged;
  const isOther = isInOtherCurrency(outcome);
  return {
    instrumentId: BigInt(series.instrument),
    created,
    changed,
    unchanged,
    kept: isOther ? 0 : rest,
    inOtherCurrency: isOther ? rest : 0,
  };
}

/** An action that a person imports. */
export type ImportedAction = CorporateAction & { readonly instrumentId: bigint };

/**
 * Imports actions that no source reports: those of days and kinds that are not stored, and corrections of the same
 * provider's. With `dryRun` it only returns the result.
 */
export async function importCorporateActions(
  tx: Sql,
  provider: string,
  actions: readonly ImportedAction[],
  { dryRun = false } = {},
): Promise<{ created: number; changed: number; unchanged: number }> {
  const ids = [...new Set(actions.map(({ instrumentId }) => String(instrumentId)))];
  if (ids.length === 0) return { created: 0, changed: 0, unchanged: 0 };
  await lockSeries(tx, ids);
  const changes = [...(await seriesFacts(tx, ids)).values()].map(({ instrumentId, now, actions: stored }) => {
    const imported = actions.filter((each) => String(each.instrumentId) === instrumentId);
    const own = imported.map(({ instrumentId: _, ...action }) => action);
    return { instrumentId, now, ...actionChanges(stored, own, { provider, yields: true, isDenied: () => false }) };
  });
  if (!dryRun) {
    await writeActions(tx, changes);
    await mistrustSeries(
      tx,
      changes.filter(({ written }) => written.length > 0).map(({ instrumentId }) => instrumentId),
    );
  }
  const count = (of: (change: (typeof changes)[number]) => readonly unknown[]) =>
    changes.reduce((sum, change) => sum + of(change).length, 0);
  const [written, changed] = [count((each) => each.written), count((each) => each.ended)];
  return { created: written - changed, changed, unchanged: actions.length - written };
}

/**
 * Marks the series of these instruments as suspect, so that they are requested whole: whether they are adjusted for the
 * new actions is unknown.
 */
async function mistrustSeries(tx: Sql, instrumentIds: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE coverage SET mistrusted_at = clock_timestamp()
    WHERE dataset = 'daily-prices' AND first_day IS NOT NULL AND instrument_id = ANY(${[...instrumentIds]}::bigint[])`;
}
