import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { writeActions } from './actions.ts';
import { type ArrivingSeries, arrive, type Outcome } from './arrive.ts';
import type { StoredBar } from './bars.ts';
import { changeCoverage } from './coverage-change.ts';
import { keepFindings } from './findings.ts';
import { lockSeries, type SeriesFacts, seriesFacts, storedBars } from './stored-series.ts';
import { keepAdjustments, keepRevisions, removeBars, writeBars } from './write-bars.ts';

/** Stores series of different instruments. Counts by instrument. */
export async function storeSeries(tx: Sql, all: readonly ArrivingSeries[]): Promise<StoredCount[]> {
  const outcomes = await holdSeries(tx, all);
  await writeOutcomes(tx, outcomes);
  return outcomes.map(({ series, decision: { added, changed, removed } }) => ({
    target: series.instrument,
    records: series.bars.length,
    created: added.length,
    updated: changed.length + removed.length,
  }));
}

/**
 * Compares series of different instruments with what is stored, each with its own, and locks those until the end of the
 * transaction. Writes nothing.
 */
export async function holdSeries(tx: Sql, all: readonly ArrivingSeries[]): Promise<Outcome[]> {
  if (all.length === 0) return [];
  const ids = all.map(({ instrument }) => instrument);
  await lockSeries(tx, ids);
  const facts = await seriesFacts(tx, ids);
  const known = all.filter(({ instrument }) => !facts.get(instrument)?.isNew).map(stretchOf);
  const stored = known.length > 0 ? await storedBars(tx, known) : new Map<string, StoredBar[]>();
  return all.map((series) =>
    arrive(series, facts.get(series.instrument) as SeriesFacts, stored.get(series.instrument) ?? []),
  );
}

/** A whole series is compared with everything that is stored of its instrument, another with the requested days. */
const stretchOf = ({ instrument, isWhole, isFallback, from, to }: ArrivingSeries) =>
  isWhole && !isFallback
    ? { instrumentId: instrument, from: '-infinity' as const, to: 'infinity' as const }
    : { instrumentId: instrument, from, to };

/** Writes the changes by series. */
export async function writeOutcomes(tx: Sql, outcomes: readonly Outcome[]): Promise<void> {
  const each = <T extends object>(of: (outcome: Outcome) => readonly T[]) =>
    outcomes.flatMap((outcome) => {
      const { instrumentId, now } = outcome.facts;
      return of(outcome).map((row) => ({ ...row, instrumentId, knownTo: now }));
    });
  const barsOf = (of: (outcome: Outcome) => readonly StoredBar[]) =>
    outcomes.map((outcome) => ({
      instrumentId: outcome.facts.instrumentId,
      checkedAt: outcome.facts.now,
      bars: of(outcome),
    }));
  const revisions = each(({ decision }) => decision.revisions);
  await keepRevisions(tx, revisions);
  const adjustments = each(({ decision }) => decision.adjustments);
  await keepAdjustments(tx, adjustments);
  for (const { decision, facts } of outcomes) await removeBars(tx, facts.instrumentId, decision.removed);
  const added = barsOf(({ decision }) => decision.added);
  await writeBars(tx, added, { isNew: true });
  const changed = barsOf(({ decision, rechecked }) => [...decision.changed, ...rechecked]);
  await writeBars(tx, changed, { isNew: false });
  const actions = outcomes.map(({ actions, facts: { instrumentId, now } }) => ({ ...actions, instrumentId, now }));
  await writeActions(tx, actions);
  const findings = outcomes.flatMap(({ findings }) => findings);
  await keepFindings(tx, findings);
  const coverage = outcomes.map(({ coverage }) => coverage);
  await changeCoverage(tx, 'daily-prices', coverage);
}
