import { dayMs, type Log } from '@tickermill/core';
import { type EngineDeps, runStage } from '@tickermill/engine';
import type { Chore } from '@tickermill/engine/maintenance';
import { archiveQaFindings } from '@tickermill/store/quality';
import { z } from 'zod';
import { judgeDeadlines } from './freshness.ts';
import { healFindings } from './heal.ts';
import { runChecks } from './run-checks.ts';

/** A run of checks is looked for each time that a worker looks which chores are due. */
const lookMs = 1_000;

/** What a run of checks is asked for; of one by schedule, nothing. */
const RunParams = z.object({ check: z.string().optional(), whole: z.boolean().default(false) });

type QualityDeps = EngineDeps & { readonly log: Log };

/** Does the runs of checks that wait, and has what they found fetched again. */
const qualityChore = (deps: QualityDeps): Chore => ({
  name: 'quality',
  everyMs: lookMs,
  async run() {
    const isDone = await runStage(deps, 'quality', async ({ id, request }) => {
      const { check, whole } = RunParams.parse(request.params ?? {});
      const parts = await runChecks(deps, { runId: id, checkIds: check === undefined ? null : [check], whole });
      await healFindings(deps);
      return parts;
    });
    return isDone ? 'more' : 'done';
  },
});

/** Judges by when datasets have their sessions, whether or not a run began. */
const deadlinesChore = (deps: QualityDeps): Chore => ({
  name: 'deadlines',
  everyMs: 60_000,
  async run() {
    await judgeDeadlines(deps);
    return 'done';
  },
});

/** So many findings are moved in one transaction. */
const archivedAtOnce = 5_000;

/** Archives, once a day, findings that were resolved long ago. */
const oldFindingsChore = ({ store, now, log, findingDays }: QualityChoreDeps): Chore => ({
  name: 'old-findings',
  everyMs: dayMs,
  async run() {
    const about = { now: now(), keptDays: findingDays, limit: archivedAtOnce };
    const findings = await archiveQaFindings(store.sql, about);
    if (findings > 0) log.info('resolved findings archived', { findings });
    return findings < archivedAtOnce ? 'done' : 'more';
  },
});

interface QualityChoreDeps extends QualityDeps {
  /** Resolved findings are archived after so many days. */
  readonly findingDays: number;
}

/** The maintenance chores of quality. */
export const qualityChores = (deps: QualityChoreDeps): Chore[] => [
  qualityChore(deps),
  deadlinesChore(deps),
  oldFindingsChore(deps),
];
