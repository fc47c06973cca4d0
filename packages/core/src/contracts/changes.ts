// Contract of the journal of changes.

import { z } from 'zod';
import { ChangeKind } from '../changes.ts';
import { Day, Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { arrowType, parquetType } from './formats.ts';
import { AskedDay, AskedInstant, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

/** Something that became otherwise than it was told. */
export const JournalEntryView = z
  .object({
    cursor: z.string().describe('Of this change: `since` asks for what follows it.'),
    at: Instant,
    kind: ChangeKind,
    tickers: z.array(z.string()).describe('The last symbol of the instrument, or the current ones of the company.'),
    instrument_id: z.string().nullable(),
    cik: z.string().nullable(),
    day: Day.nullable().describe(
      'The session; of `adjustment` the day before which everything was rescaled; of `amendment` that of filing; of `restatement` the end of the period; of `symbol-change` the day of the change.',
    ),
    detail: z
      .record(z.string(), z.unknown())
      .describe('`what` it is about, and by kind the values of before: amounts are exact text.'),
  })
  .meta({ id: 'JournalEntry' });
export type JournalEntryView = z.infer<typeof JournalEntryView>;

/** Changes in the order of commits. */
export const ChangesResponse = z
  .object({
    items: z.array(JournalEntryView),
    cursor: z.string().describe('`since` of the next request.'),
    has_more: z.boolean(),
  })
  .meta({ id: 'Journal' });
export type ChangesResponse = z.infer<typeof ChangesResponse>;

const cursor = /^\d{1,19}-\d{1,19}$/;
const kinds = /^[a-z-]+(?:,[a-z-]+)*$/;

export const changeRoutes = {
  list: defineRoute({
    id: 'listChanges',
    method: 'get',
    path: '/changes',
    tag: 'Changes',
    role: 'viewer',
    summary:
      'What became otherwise than it was told, in the order of commits and without a gap: revised and rescaled prices, amendments, restatements, changes of symbols, and what is gone. The next `since` is in `cursor`, and in the header `next-cursor`.',
    query: z.object({
      since: z
        .union([z.string().regex(cursor), AskedDay, AskedInstant], {
          error: 'must be a cursor of a former answer, a day or an instant',
        })
        .optional()
        .describe('A cursor, or a day or instant (UTC); left out: everything that is kept.'),
      kind: z
        .string()
        .regex(kinds)
        .transform((list) => list.split(','))
        .pipe(z.array(ChangeKind))
        .optional()
        .describe('Some kinds alone: `price-revision,adjustment`.'),
      ticker: AskedTicker.optional(),
      limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
      safe: Safe,
    }),
    answers: { 200: ChangesResponse },
    formats: ['text/csv', 'application/x-ndjson', arrowType, parquetType],
  }),
};
