// Contracts of bulk actions: one change for many rows, by a filter or by a selection.

import { z } from 'zod';
import { Severity } from '../alerts.ts';
import { bulkActionFilters, bulkActionKinds } from '../bulk-actions.ts';
import { Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedDay, AskedName, Flag, GivenName, Paging, pageOf, RowId, Safe } from './paging.ts';
import { defineRoute } from './route.ts';

const maxSelected = 1_000;

const BulkActionId = z.enum(bulkActionKinds);

const Filter = z
  .strictObject({
    dataset: AskedName.optional(),
    ticker: AskedTicker.optional(),
    code: AskedName.optional(),
    check: AskedName.optional(),
    severity: Severity.optional(),
    from: AskedDay.optional(),
    to: AskedDay.optional(),
    trigger: AskedName.optional(),
    state: AskedName.optional(),
    run: RowId.optional(),
    q: AskedName.trim().min(1).optional(),
    exchange: AskedName.toUpperCase().optional(),
    kind: AskedName.optional(),
  })
  .describe(
    `As the list of the items takes it; an action takes those of its own: ${Object.entries(bulkActionFilters)
      .map(([action, fields]) => `\`${action}\`: ${fields.join(', ')}`)
      .join('; ')}.`,
  );

const takes = (action: keyof typeof bulkActionFilters, filter: object) =>
  Object.entries(filter).every(
    ([name, value]) => value === undefined || bulkActionFilters[action].some((each) => each === name),
  );

const NewBulkAction = z
  .strictObject({
    action: BulkActionId,
    filter: Filter.optional().describe('All that match it, whatever page shows them.'),
    ids: z
      .array(AskedName)
      .min(1)
      .max(maxSelected)
      .optional()
      .describe('Of rows that were selected: their ids; tickers as `GET instruments` names them.'),
    expected: z
      .int()
      .min(0)
      .optional()
      .describe('How many the dry run has told: what is more than a tenth off is refused. Wanted unless `dry_run`.'),
    note: z.string().trim().min(1).max(1_000).optional().describe('Of `resolve-findings`: why.'),
    watchlist: GivenName.optional().describe('Of `track-tickers`, `untrack-tickers`; left out: `default`.'),
  })
  .refine(({ filter, ids }) => (filter === undefined) !== (ids === undefined), {
    path: ['filter'],
    error: 'name either filter or ids',
  })
  .refine(({ action, filter = {} }) => takes(action, filter), {
    path: ['filter'],
    error: 'has a field that this action does not take',
  })
  .refine(({ action, filter }) => action !== 'retry-targets' || !filter || filter.run !== undefined, {
    path: ['filter', 'run'],
    error: 'is wanted: targets are those of a run',
  });

/** A bulk action, with how far it is. */
export const BulkActionView = z
  .object({
    id: z.string(),
    action: BulkActionId,
    filter: z.record(z.string(), z.string()).nullable().describe('Null: rows that were selected.'),
    note: z.string().nullable(),
    watchlist: z.string().nullable(),
    state: z.enum(['running', 'done', 'partial', 'failed', 'cancelled']),
    items: z.int(),
    done: z.int(),
    failed: z.int(),
    runs: z.array(z.string()).describe('The runs that it has requested.'),
    created_at: Instant,
    created_by: z.string(),
    finished_at: Instant.nullable(),
    cancelled_by: z.string().nullable(),
  })
  .meta({ id: 'BulkAction' });
export type BulkActionView = z.infer<typeof BulkActionView>;

/** What a bulk action would do. Nothing was written. */
export const BulkPreviewView = z
  .object({
    dry_run: z.literal(true),
    action: BulkActionId,
    items: z.int(),
    sentence: z.string().describe('What it does, in words.'),
    sample: z.array(z.string()).describe('The first of them.'),
    requests: z.int().nullable().describe('To sources; null: none.'),
    ends_at: Instant.nullable().describe('When the last request leaves; null: none, or a source is paused.'),
  })
  .meta({ id: 'BulkPreview' });
export type BulkPreviewView = z.infer<typeof BulkPreviewView>;

/** What became of one of its items. */
export const BulkItemView = z
  .object({
    id: z.string().describe('Of the row.'),
    label: z.string(),
    state: z.enum(['waiting', 'done', 'failed', 'cancelled']),
    code: z.string().nullable().describe('Why it failed.'),
    message: z.string().nullable(),
    run_id: z.string().nullable().describe('The run that was requested for it.'),
  })
  .meta({ id: 'BulkItem' });
export type BulkItemView = z.infer<typeof BulkItemView>;

export const BulkActionsResponse = pageOf(BulkActionView);
export const BulkItemsResponse = pageOf(BulkItemView);

const one = { tag: 'Bulk actions', params: z.object({ id: RowId }) } as const;

export const bulkActionRoutes = {
  start: defineRoute({
    id: 'startBulkAction',
    method: 'post',
    path: '/bulk-actions',
    tag: 'Bulk actions',
    role: 'operator',
    summary: 'Does one thing with all rows of a filter, or with selected ones. A dry run says what that is.',
    query: z.object({ dry_run: Flag.describe('Say what it would do, and write nothing.') }),
    body: NewBulkAction,
    answers: { 200: BulkPreviewView, 202: BulkActionView },
  }),
  list: defineRoute({
    id: 'listBulkActions',
    method: 'get',
    path: '/bulk-actions',
    tag: 'Bulk actions',
    role: 'viewer',
    summary: 'Bulk actions, newest first, each with how far it is.',
    query: Paging,
    answers: { 200: BulkActionsResponse },
  }),
  get: defineRoute({
    ...one,
    id: 'getBulkAction',
    method: 'get',
    path: '/bulk-actions/{id}',
    role: 'viewer',
    summary: 'One of them.',
    answers: { 200: BulkActionView },
  }),
  items: defineRoute({
    ...one,
    id: 'listBulkItems',
    method: 'get',
    path: '/bulk-actions/{id}/items',
    role: 'viewer',
    summary: 'Its items with what became of each; those that failed say why.',
    query: Paging.extend({ state: BulkItemView.shape.state.optional(), safe: Safe }),
    answers: { 200: BulkItemsResponse },
    formats: ['text/csv'],
  }),
  cancel: defineRoute({
    ...one,
    id: 'cancelBulkAction',
    method: 'post',
    path: '/bulk-actions/{id}/cancel',
    role: 'operator',
    summary: 'Calls a bulk action off: what is done stays, what waits is left as it is.',
    answers: { 200: BulkActionView },
  }),
};
