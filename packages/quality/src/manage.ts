// Views and changes checks, for the API.

import { addDays, type Day, dayAt, latestDay, PipelineError, type Severity } from '@tickermill/core';
import { type EngineDeps, requestStage } from '@tickermill/engine';
import type { Store } from '@tickermill/store';
import {
  checkStates,
  type Heal,
  healsOf,
  heavyRead,
  publishQaEvent,
  type QaFinding,
  qaFinding,
  resolveDisabled,
  resolveQaFinding,
  setCheck,
} from '@tickermill/store/quality';
import type { Check } from './check.ts';
import { type EffectiveCheck, effective } from './effective.ts';
import { judgedScope, readUniverse } from './judged-scope.ts';
import { checkNamed, checks, failedCheck } from './registry.ts';

/** So many days a preview looks back, and so many findings of it are shown. */
const previewDays = 30;
const previewShown = 20;

/** What is to be changed of a check; what is not named stays, and null is as the check has it. */
export interface CheckChange {
  readonly enabled?: boolean | undefined;
  readonly severity?: Severity | null | undefined;
  readonly thresholds?: Readonly<Record<string, number>> | undefined;
  readonly yellow?: number | null | undefined;
  readonly red?: number | null | undefined;
}

/** Every check as it is in force. */
export async function viewChecks(sql: Store['sql']): Promise<EffectiveCheck[]> {
  const states = await checkStates(sql);
  return checks.map((check) => effective(check, states));
}

/**
 * Changes a check. What is open of one that is disabled is over.
 * @throws {PipelineError} `NOT_FOUND`, `INVALID_INPUT` naming the threshold
 */
export async function changeCheck(
  tx: Store['sql'],
  id: string,
  change: CheckChange,
  { by }: { by: string },
): Promise<EffectiveCheck> {
  const check = checkNamed(id);
  const before = (await checkStates(tx)).find(({ checkId }) => checkId === id);
  const thresholds = { ...before?.thresholds, ...change.thresholds };
  readThresholds(check, thresholds);
  const yellow = change.yellow === undefined ? (before?.yellow ?? null) : change.yellow;
  const red = change.red === undefined ? (before?.red ?? null) : change.red;
  if ((yellow ?? check.rollUp.yellow) > (red ?? check.rollUp.red))
    throw new PipelineError('INVALID_INPUT', 'red: must not be below yellow', { detail: { field: 'red' } });
  const wasEnabled = before?.enabled ?? true;
  const enabled = change.enabled ?? wasEnabled;
  await setCheck(tx, id, {
    by,
    thresholds,
    yellow,
    red,
    enabled,
    severity: change.severity === undefined ? (before?.severity ?? null) : change.severity,
  });
  if (wasEnabled && !enabled) {
    await resolveDisabled(tx, { checkId: id, subjects: null, by });
    await resolveDisabled(tx, { checkId: failedCheck, subjects: [id], by });
    await publishQaEvent(tx, 'qa.check-disabled', { check: id });
  }
  return effective(check, await checkStates(tx));
}

/** Thresholds as a check takes them. @throws {PipelineError} `INVALID_INPUT` naming the threshold */
function readThresholds(check: Check, thresholds: Readonly<Record<string, number>>): Record<string, number> {
  const read = check.thresholds.safeParse(thresholds);
  if (read.success) return read.data as Record<string, number>;
  const [issue] = read.error.issues;
  const name = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.');
  const takes = Object.keys(check.thresholds.shape).join(', ') || 'none';
  const why =
    issue?.code === 'unrecognized_keys'
      ? `${check.id} takes ${takes}`
      : issue?.code === 'too_big'
        ? `must be at most ${issue.maximum}`
        : issue?.code === 'too_small'
          ? `must be at least ${issue.minimum}`
          : issue?.message;
  throw new PipelineError('INVALID_INPUT', `thresholds.${name}: ${why}`, { detail: { field: `thresholds.${name}` } });
}

/** What a check would find. */
export interface CheckPreview {
  readonly from: Day;
  readonly thresholds: Readonly<Record<string, number>>;
  /** What it would find, and what it finds as it is in force. */
  readonly found: number;
  readonly foundNow: number;
  readonly instruments: number;
  readonly sample: readonly { readonly symbol: string; readonly date: Day; readonly details: object }[];
}

/** What a check would find in the last 30 days under other thresholds. Writes nothing. */
export async function previewCheck(
  { store, now }: Pick<EngineDeps, 'store' | 'now'>,
  id: string,
  changed: Readonly<Record<string, number>>,
): Promise<CheckPreview> {
  const check = checkNamed(id);
  const current = effective(check, await checkStates(store.sql)).thresholds;
  const thresholds = readThresholds(check, { ...current, ...changed });
  const universe = await readUniverse(store.reads, now());
  const symbols = new Map(universe.instruments.map(({ instrumentId, symbol }) => [String(instrumentId), symbol]));
  const from = addDays(dayAt(now(), 'UTC'), -previewDays);
  const find = (by: Record<string, number>) =>
    heavyRead(store, async (sql) => {
      const scope = await judgedScope(check, { sql, now: now(), universe, since: null });
      const instruments = scope.instruments.map((each) => ({
        ...each,
        from: check.judges === 'nightly' ? each.from : latestDay(each.from, from),
      }));
      return (await check.run({ ...scope, instruments }, by)).filter(({ date }) => date >= from);
    });
  const found = await find(thresholds);
  return {
    from,
    thresholds,
    found: found.length,
    foundNow: (await find(current)).length,
    instruments: new Set(found.map(({ subject }) => subject)).size,
    sample: found.slice(0, previewShown).map(({ subject, date, details }) => ({
      symbol: symbols.get(subject) ?? subject,
      date,
      details,
    })),
  };
}

/** Writes a run of checks, which is done within seconds. @throws {PipelineError} `NOT_FOUND` for a check that is none */
export async function requestChecks(
  { store }: Pick<EngineDeps, 'store'>,
  { check, whole }: { check?: string | undefined; whole: boolean },
): Promise<bigint> {
  if (check !== undefined) checkNamed(check);
  return requestStage({ store }, 'quality', { whole, ...(check === undefined ? {} : { check }) });
}

/** A finding with the backfills that were to mend it. */
export interface FindingHistory {
  readonly finding: QaFinding;
  readonly heals: readonly Heal[];
}

/** A finding with its history. @throws {PipelineError} `NOT_FOUND` */
export async function viewFinding(sql: Store['sql'], id: bigint): Promise<FindingHistory> {
  const finding = await qaFinding(sql, id);
  if (!finding) throw new PipelineError('NOT_FOUND', `There is no finding ${id}.`);
  return { finding, heals: await healsOf(sql, id) };
}

/** Resolves an open finding for a person; one that is resolved stays as it is. @throws {PipelineError} `NOT_FOUND` */
export async function resolveFinding(
  sql: Store['sql'],
  id: bigint,
  { by, note }: { by: string; note: string | null },
): Promise<FindingHistory> {
  await resolveQaFinding(sql, id, { by, note });
  return viewFinding(sql, id);
}
