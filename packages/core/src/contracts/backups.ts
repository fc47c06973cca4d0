// Contracts of backups: the list of those that there are, and requesting one.

import { z } from 'zod';
import { Instant } from '../day.ts';
import { Paging, pageOf, RowId } from './paging.ts';
import { defineRoute } from './route.ts';

/** A backup that was requested, is being made, or is there. */
export const BackupView = z
  .object({
    id: z.string(),
    trigger: z.enum(['manual', 'nightly']).describe('`manual` too where the command line made it.'),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'deleted']).describe('`deleted`: its file is gone.'),
    requested_by: z.string().nullable(),
    requested_at: Instant,
    started_at: Instant.nullable(),
    finished_at: Instant.nullable(),
    step: z.string().nullable().describe('The table that is being copied.'),
    share: z.number().describe('How far it is, from 0 to 1.'),
    file: z.string().nullable().describe('On the machine of the worker that made or found it.'),
    as_of: Instant.nullable().describe('The instant that it holds.'),
    bytes: z.number().nullable(),
    tables: z.int().nullable().describe('With partitions; null where it was found and never verified.'),
    rows: z.number().nullable(),
    encrypted: z.boolean().nullable(),
    product: z.string().nullable().describe('The version that made it.'),
    verified_at: Instant.nullable().describe('When it was restored for a trial, and held what was copied.'),
    error_code: z.string().nullable(),
    error_message: z.string().nullable(),
  })
  .meta({ id: 'Backup' });
export type BackupView = z.infer<typeof BackupView>;

export const BackupsResponse = pageOf(BackupView);

export const backupRoutes = {
  list: defineRoute({
    id: 'listBackups',
    method: 'get',
    path: '/backups',
    tag: 'Backups',
    role: 'viewer',
    summary: 'Backups: those that wait or are being made, then the newest first.',
    query: Paging,
    answers: { 200: BackupsResponse },
  }),
  get: defineRoute({
    id: 'getBackup',
    method: 'get',
    path: '/backups/{id}',
    tag: 'Backups',
    role: 'viewer',
    params: z.object({ id: RowId }),
    summary: 'One of them, with how far it is.',
    answers: { 200: BackupView },
  }),
  make: defineRoute({
    id: 'makeBackup',
    method: 'post',
    path: '/backups',
    tag: 'Backups',
    role: 'admin',
    summary:
      'Requests a backup of the whole database, which a worker makes; the one that waits already, if there is one.',
    answers: { 202: BackupView },
  }),
};
