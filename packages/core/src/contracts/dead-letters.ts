import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedName, Paging, pageOf, RowId, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

/** A dataset and target that is not requested until it is revived. */
export const DeadLetterView = z
  .object({
    id: z.string(),
    dataset: z.string(),
    target: z.string(),
    tickers: z.array(z.string()),
    error_code: z.string(),
    error_message: z.string(),
    failed_on: z.array(Day).describe('The days (UTC) on which it failed by its own fault.'),
    created_at: Instant,
    revived_at: Instant.nullable(),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetterView = z.infer<typeof DeadLetterView>;

export const DeadLettersResponse = pageOf(DeadLetterView);

export const deadLetterRoutes = {
  list: defineRoute({
    id: 'listDeadLetters',
    method: 'get',
    path: '/dead-letters',
    tag: 'Dead letters',
    role: 'viewer',
    summary: 'Targets that are not requested until they are revived, latest first.',
    query: Paging.extend({
      dataset: AskedName.optional(),
      ticker: AskedTicker.optional(),
      code: AskedName.optional(),
      safe: Safe,
    }),
    answers: { 200: DeadLettersResponse },
    formats: ['text/csv'],
  }),
  revive: defineRoute({
    id: 'reviveDeadLetter',
    method: 'post',
    path: '/dead-letters/{id}/revive',
    tag: 'Dead letters',
    role: 'operator',
    params: z.object({ id: RowId }),
    summary: 'Revives a dead letter.',
    answers: { 200: DeadLetterView },
  }),
};
