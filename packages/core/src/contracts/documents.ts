// Contracts of captured documents and replays, for the API and its clients.

import { z } from 'zod';
import { Dataset } from '../datasets.ts';
import { Accession, Cik } from '../identifiers.ts';
import { SourceId } from '../sources.ts';
import { AskedDay } from './paging.ts';
import { defineRoute } from './route.ts';

/** What a parser of today makes of a document that is kept. */
const ReplayedDocument = z
  .object({
    accession: z.string().describe('Of the filing; the CIK of a company for its facts.'),
    state: z
      .enum(['changed', 'stored', 'unchanged', 'unreadable', 'missing'])
      .describe('`stored`: it was set aside and can be read now. `missing`: its bytes are not kept.'),
    was_set_aside: z.boolean(),
    changes: z.array(
      z.object({
        row: z
          .string()
          .describe(
            '`filing`, `owner 1`, `trade non-derivative 2`, `holding derivative 1`; of facts the period, `Q4 2026-09-26`.',
          ),
        field: z.string(),
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
    ),
    relinked: z
      .array(z.string())
      .describe('Other filings that count otherwise, since an amendment is matched otherwise.'),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
  })
  .meta({ id: 'ReplayedDocument' });
export type ReplayedDocument = z.infer<typeof ReplayedDocument>;

const ReplayRequest = z
  .object({
    dataset: Dataset.optional().describe('Whose documents.'),
    source: SourceId.optional().describe(
      'In place of `dataset`: the first that has documents of this source, `insider-trades` of `sec-edgar`.',
    ),
    since: AskedDay.optional().describe('Only filings of this day and later.'),
    accessions: z
      .array(z.union([Accession, Cik], { error: 'must be an accession number, or a CIK of ten digits' }))
      .max(1_000)
      .default([])
      .describe('Only these: filings, or companies by their CIK.'),
    all: z.boolean().default(false).describe('Those too that the current version of the parser read.'),
    dry_run: z.boolean().default(false).describe('Say what would change, and change nothing.'),
    after: z
      .string()
      .regex(/^\d{10}(?:-\d{2}-\d{6})?(?:\.\d{1,9}){0,6}$/, { error: 'must be the `next` of a page' })
      .optional()
      .describe('`next` of the page before, which holds what was read so far.'),
    limit: z.int().min(1).max(500).default(100),
  })
  .refine(({ dataset, source }) => (dataset === undefined) !== (source === undefined), {
    path: ['dataset'],
    error: 'name a dataset, or a source: one of them',
  });

/** A page of a replay. */
export const ReplayResponse = z
  .object({
    dataset: z.string(),
    source: SourceId,
    dry_run: z.boolean(),
    parser_version: z.int(),
    read: z.int(),
    changed: z.int(),
    stored: z.int(),
    unchanged: z.int(),
    unreadable: z.int(),
    missing: z.int(),
    documents: z.array(ReplayedDocument).describe('All but the unchanged.'),
    next: z.string().nullable().describe('The `after` of the next page; null: this was the last.'),
  })
  .meta({ id: 'Replay' });
export type ReplayResponse = z.infer<typeof ReplayResponse>;

export const documentRoutes = {
  raw: defineRoute({
    id: 'getRawFiling',
    method: 'get',
    path: '/filings/{accession}/raw',
    tag: 'Documents',
    role: 'viewer',
    params: z.object({ accession: Accession }),
    summary: 'The document of a filing as it was captured, stored or set aside; its SHA-256 is in x-content-sha256.',
    answers: { 200: null },
    formats: ['text/plain'],
  }),
  replay: defineRoute({
    id: 'replayDocuments',
    method: 'post',
    path: '/replay',
    tag: 'Documents',
    role: 'operator',
    body: ReplayRequest,
    summary: 'Reads a page of kept documents again with the parser of today. Asks no source.',
    answers: { 200: ReplayResponse },
  }),
};
