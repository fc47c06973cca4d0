import type { Log } from '@tickermill/core';
import type { LakeTarget } from '@tickermill/lake/files';
import { z } from 'zod';
import type { EngineDeps } from '../engine-deps.ts';
import { exportLake } from '../lake/export-lake.ts';
import { runStage } from '../runs/stages.ts';
import type { Chore } from './chore.ts';

/** Somebody may wait for it. */
const everyMs = 2_000;

/** What an export is asked for; of one by schedule, nothing. */
const ExportParams = z.object({ whole: z.boolean().default(false), verify: z.boolean().default(false) });

interface LakeChoreDeps extends EngineDeps {
  readonly log: Log;
  readonly target: LakeTarget;
}

/** Does the exports to the lake that wait: they follow the checks of a night, or somebody asked for one. */
export const lakeChore = (deps: LakeChoreDeps): Chore => ({
  name: 'lake',
  everyMs,
  async run() {
    const isDone = await runStage(deps, 'lake', ({ id, request }) =>
      exportLake(deps, { runId: id, ...ExportParams.parse(request.params ?? {}) }),
    );
    return isDone ? 'more' : 'done';
  },
});
