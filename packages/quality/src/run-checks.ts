import { createHash } from 'node:crypto';
import { dayAt, type Log, PipelineError } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import type { StagePart } from '@tickermill/store/ledger';
import {
  checkStates,
  countedFindings,
  heavyRead,
  type JudgedInstrument,
  keepDaySummary,
  keepQaFindings,
  knownInstant,
  publishQaEvent,
  recordCheck,
} from '@tickermill/store/quality';
import type { Check, CheckInput, Found } from './check.ts';
import { type EffectiveCheck, effective } from './effective.ts';
import { judgedScope, readUniverse, type Universe } from './judged-scope.ts';
import { checks, failedCheck } from './registry.ts';
import { colourOf, rollUp } from './roll-up.ts';

export interface CheckDeps {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
}

/** Which checks run, and on what. */
export interface CheckRun {
  readonly runId: bigint | null;
  /** By their names; null: all that are enabled. */
  readonly checkIds: readonly string[] | null;
  /** Everything is judged, and not only what has changed since the last success. */
  readonly whole: boolean;
}

/** How a check ended, as a part of its run. */
interface CheckEnd extends StagePart {
  readonly resolved: number;
}

/** A check that fails says at most so much in its finding. */
const maxMessage = 500;

/**
 * Runs checks one after the other, each in a transaction of its own: one that fails is itself a finding, and the others
 * run. `all`: those that there are.
 */
export async function runChecks(
  { store, log, now }: CheckDeps,
  { runId, checkIds, whole }: CheckRun,
  all: readonly Check[] = checks,
): Promise<readonly StagePart[]> {
  const began = await knownInstant(store.sql);
  const states = await checkStates(store.sql);
  const wanted = all
    .map((check) => effective(check, states))
    .filter(({ check, enabled }) => (checkIds === null ? enabled : checkIds.includes(check.id)));
  const universe = await readUniverse(store.reads, now());
  const ends: CheckEnd[] = [];
  for (const each of wanted) {
    const startedAt = now();
    const { id } = each.check;
    try {
      const counts = await runCheck({ store, now }, each, { runId, whole, began, universe });
      ends.push({ target: id, state: 'done', errorCode: null, errorMessage: null, startedAt, ...counts });
    } catch (cause) {
      const message = `The check ${id} failed: ${cause instanceof Error ? cause.message : String(cause)}`;
      const error = new PipelineError('QAFAIL', message.slice(0, maxMessage), { cause });
      log.error('a check failed', error, { check: id, run_id: String(runId) });
      const failure = { found: 0, created: 0, resolved: 0, errorCode: error.code, errorMessage: error.message };
      ends.push({ target: id, state: 'failed', startedAt, ...failure });
    }
  }
  await keepFailures({ store, now }, { runId, ends, universe });
  return ends;
}

interface CheckContext extends Pick<CheckRun, 'runId' | 'whole'> {
  readonly began: Date;
  readonly universe: Universe;
}

async function runCheck(
  { store, now }: Pick<CheckDeps, 'store' | 'now'>,
  each: EffectiveCheck,
  { runId, whole, began, universe }: CheckContext,
): Promise<Pick<CheckEnd, 'found' | 'created' | 'resolved'>> {
  const { check, severity, thresholds } = each;
  const since = whole ? null : each.succeededAt;
  const { input, violations } = await heavyRead(store, async (sql) => {
    const scope = await judgedScope(check, { sql, now: now(), universe, since });
    return { input: scope, violations: await judgeInParts(check, scope, thresholds) };
  });
  const found = violations.map((one) => ({
    subject: one.subject,
    instrumentId: one.instrumentId,
    date: one.date,
    severity: one.severity ?? severity,
    details: one.details,
    hash: hashOf(one),
  }));
  const checkId = check.id;
  return store.transaction(async (tx) => {
    const counts = await keepQaFindings(tx, {
      checkId,
      runId,
      found,
      today: dayAt(now(), 'UTC'),
      judgedFrom: input.readFrom,
      judgedEach: check.judges === 'market' ? input.instruments : null,
      instrumentIds: universe.instruments.map(({ instrumentId }) => instrumentId),
      subjects: null,
    });
    const { fails, subjects, exempt } = await countedFindings(tx, checkId, { withInfo: severity === 'info' });
    const share = universe.size === 0 ? 0 : (100 * subjects) / universe.size;
    const colour = colourOf(each.rollUp.measure === 'share' ? share : fails, each.rollUp);
    const next = rollUp(each, colour);
    await recordCheck(tx, { checkId, began, ...next });
    const summary = { day: dayAt(now(), 'UTC'), checkId, fails, exempt, universe: universe.size, share };
    await keepDaySummary(tx, { ...summary, colour: next.colour, error: null, runId, ranAt: began });
    if (next.colour !== each.colour)
      await publishQaEvent(tx, 'qa.roll-up', { check: checkId, colour: next.colour, was: each.colour, fails, share });
    return { found: found.length, ...counts };
  });
}

/** Where fewer than one in so many instruments are judged from further back than the others, they are read apart. */
const minority = 5;

/**
 * Judges what has changed lately, and what has to be read from further back, each by itself: the bars of the few would
 * otherwise have those of all instruments read from their first day on.
 */
async function judgeInParts(
  check: Check,
  scope: CheckInput,
  thresholds: Record<string, number>,
): Promise<readonly Found[]> {
  const days = scope.instruments.map(({ from }) => from).sort();
  const usual = days[Math.floor(days.length / minority)];
  const isEarly = ({ from }: JudgedInstrument) => usual !== undefined && from < usual;
  const early = scope.instruments.filter(isEarly);
  if (check.judges !== 'bars' || early.length === 0) return check.run(scope, thresholds);
  const lately = { ...scope, instruments: scope.instruments.filter((each) => !isEarly(each)) };
  return [...(await check.run({ ...scope, instruments: early }, thresholds)), ...(await check.run(lately, thresholds))];
}

/** What makes it the same finding as before. */
const hashOf = ({ evidence, details }: Found): string =>
  createHash('sha256')
    .update(JSON.stringify(evidence ?? details))
    .digest('hex')
    .slice(0, 32);

/** A check that failed is a critical finding of the day, which its next success resolves. */
async function keepFailures(
  { store, now }: Pick<CheckDeps, 'store' | 'now'>,
  { runId, ends, universe }: { runId: bigint | null; ends: readonly CheckEnd[]; universe: Universe },
): Promise<void> {
  const day = dayAt(now(), 'UTC');
  const failed = ends.filter(({ state }) => state === 'failed');
  await store.transaction(async (tx) => {
    for (const { target, state, errorMessage } of ends) {
      const error = { check: target, error: errorMessage };
      const found: readonly Found[] =
        state === 'done' ? [] : [{ subject: target, instrumentId: null, date: day, details: { error: errorMessage } }];
      const { raised, resolved } = await keepQaFindings(tx, {
        checkId: failedCheck,
        runId,
        found: found.map((one) => ({ ...one, severity: 'critical', hash: hashOf(one) })),
        today: day,
        judgedFrom: '1900-01-01',
        judgedEach: null,
        instrumentIds: null,
        subjects: [target],
      });
      if (raised > 0) await publishQaEvent(tx, 'qa.check-failed', error);
      if (resolved > 0 && state === 'done') await publishQaEvent(tx, 'qa.check-recovered', { check: target });
      if (state === 'failed') {
        const none = { fails: 0, exempt: 0, universe: universe.size, share: 0, colour: 'red' as const };
        await keepDaySummary(tx, { day, checkId: target, ...none, error: errorMessage, runId, ranAt: now() });
      }
    }
    const sum = (of: (end: CheckEnd) => number) => ends.reduce((total, end) => total + of(end), 0);
    await publishQaEvent(tx, 'qa.finished', {
      ...(runId === null ? {} : { run: String(runId) }),
      checks: ends.length,
      failed: failed.map(({ target }) => target),
      found: sum(({ found }) => found),
      created: sum(({ created }) => created),
      resolved: sum(({ resolved }) => resolved),
    });
  });
}
