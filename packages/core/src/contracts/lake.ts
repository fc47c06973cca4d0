// Contract of the lake: what it holds, and its exports.

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { LakeDataset } from '../lake.ts';
import { Flag, Paging, pageOf, RowId } from './paging.ts';
import { defineRoute } from './route.ts';

/** An export to the lake, with how far it is. */
export const LakeExportView = z
  .object({
    id: z.string(),
    target: z.string().describe('The folder, or the address of the bucket.'),
    run_id: z.string().nullable(),
    state: z.enum(['running', 'done', 'failed']),
    started_at: Instant,
    finished_at: Instant.nullable(),
    position: z.string().nullable().describe('The lake holds what all transactions below this number have committed.'),
    due: z.int().describe('Partitions that were out of date.'),
    written: z.int().describe('Of them, those written so far.'),
    removed: z.int().describe('Files of what is no longer stored, or has another name.'),
    files: z.int().describe('Files that the lake then had.'),
    rows: z.int(),
    bytes: z.int(),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
  })
  .meta({ id: 'LakeExport' });
export type LakeExportView = z.infer<typeof LakeExportView>;

/** What the lake holds. */
export const LakeView = z
  .object({
    target: z.string(),
    last: LakeExportView.nullable().describe('The latest export; null: there was none.'),
    datasets: z.array(
      z.object({
        dataset: LakeDataset,
        files: z.int(),
        rows: z.int(),
        bytes: z.int(),
        symbols: z.int(),
        first_day: Day.nullable(),
        last_day: Day.nullable(),
      }),
    ),
  })
  .meta({ id: 'Lake' });
export type LakeView = z.infer<typeof LakeView>;

export const LakeExportsResponse = pageOf(LakeExportView);

/** An export that was requested: a run of the stage `lake`. */
export const LakeExportRequested = z.object({ run_id: z.string() }).meta({ id: 'LakeExportRequested' });

const tag = 'Lake';

export const lakeRoutes = {
  get: defineRoute({
    id: 'getLake',
    method: 'get',
    path: '/lake',
    tag,
    role: 'viewer',
    summary: 'Where the lake is, what it holds, and its latest export.',
    answers: { 200: LakeView },
  }),
  exports: defineRoute({
    id: 'listLakeExports',
    method: 'get',
    path: '/lake/exports',
    tag,
    role: 'viewer',
    summary: 'Exports to the lake, newest first, each with how far it is.',
    query: Paging.extend({ run: RowId.optional().describe('Of this run alone.') }),
    answers: { 200: LakeExportsResponse },
  }),
  export: defineRoute({
    id: 'exportLake',
    method: 'post',
    path: '/lake/exports',
    tag,
    role: 'operator',
    summary: 'Brings the lake up to date: writes the partitions that have changed since.',
    query: z.object({
      whole: Flag.describe('Write every file anew.'),
      verify: Flag.describe('Look for every file first, and write those that are missing.'),
    }),
    answers: { 202: LakeExportRequested },
  }),
};
