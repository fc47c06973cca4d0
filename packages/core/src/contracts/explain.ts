// Contract of explanations: one sentence and its facts for whatever waits, was skipped or is absent.

import { z } from 'zod';
import { AskedTicker } from '../identifiers.ts';
import { AskedDay, RowId } from './paging.ts';
import { defineRoute } from './route.ts';

/** One sentence on something, with the facts that it is made of. */
export const ExplanationView = z
  .object({
    subject: z.object({ kind: z.enum(['run', 'target', 'task', 'schedule', 'day']), id: z.string() }),
    sentence: z.string(),
    reason: z
      .string()
      .describe('A word for programs: `pace`, `quota-spent`, `source-quiet`, `no-news`, `dead-letter`, `stopped`, …'),
    facts: z.record(z.string(), z.unknown()).describe('By reason: counts, instants, ids of runs and tasks.'),
  })
  .meta({ id: 'Explanation' });
export type ExplanationView = z.infer<typeof ExplanationView>;

const subjects = ['run', 'target', 'task', 'schedule', 'day'] as const;
const namesOne = (query: Partial<Record<(typeof subjects)[number], unknown>>) =>
  subjects.filter((name) => query[name] !== undefined).length === 1;

export const explainRoutes = {
  explain: defineRoute({
    id: 'explain',
    method: 'get',
    path: '/explain',
    tag: 'Runs',
    role: 'viewer',
    summary: 'Why a run, target, task or schedule waits, was skipped or failed, or why a day is absent: one sentence.',
    query: z
      .strictObject({
        run: RowId.optional(),
        target: RowId.optional().describe('The id of a target of a run, or of an execution of the history.'),
        task: RowId.optional(),
        schedule: RowId.optional(),
        day: AskedDay.optional().describe('A day of the prices of `ticker`.'),
        ticker: AskedTicker.optional(),
      })
      .refine(namesOne, { path: ['run'], error: 'name one of run, target, task, schedule, day' })
      .refine(({ day, ticker }) => (day === undefined) === (ticker === undefined), {
        path: ['ticker'],
        error: 'a day is that of a ticker',
      }),
    answers: { 200: ExplanationView },
  }),
};
