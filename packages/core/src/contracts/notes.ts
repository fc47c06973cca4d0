// Contracts of notes and of saved views of the dashboard.

import { z } from 'zod';
import { Day, Instant } from '../day.ts';
import { AskedTicker } from '../identifiers.ts';
import { AskedDay, GivenName, Paging, pageOf, RowId } from './paging.ts';
import { defineRoute } from './route.ts';

/** What somebody wrote about something. */
export const NoteView = z
  .object({
    id: z.string(),
    run_id: z.string().nullable(),
    finding_id: z.string().nullable(),
    ticker: z.string().nullable(),
    day: Day.nullable().describe('The day of the ticker that it is about.'),
    text: z.string(),
    created_at: Instant,
    created_by: z.string(),
  })
  .meta({ id: 'Note' });
export type NoteView = z.infer<typeof NoteView>;

export const NotesResponse = pageOf(NoteView);

const subject = {
  run: RowId.optional(),
  finding: RowId.optional(),
  ticker: AskedTicker.optional(),
  day: AskedDay.optional().describe('A day of `ticker`.'),
};
const hasItsTicker = ({ day, ticker }: { day?: string | undefined; ticker?: string | undefined }) =>
  day === undefined || ticker !== undefined;
const dayOfTicker = { path: ['ticker'], error: 'a day is that of a ticker' };

const NewNote = z
  .strictObject({ ...subject, text: z.string().trim().min(1).max(4_000) })
  .refine(({ run, finding, ticker }) => [run, finding, ticker].filter((each) => each !== undefined).length === 1, {
    path: ['run'],
    error: 'name one of run, finding and ticker',
  })
  .refine(hasItsTicker, dayOfTicker);

/** A saved view of the dashboard. */
export const SavedViewView = z
  .object({
    id: z.string(),
    name: z.string(),
    url: z.string().describe('The path and query of the page.'),
    shared: z.boolean(),
    owner: z.string(),
    own: z.boolean().describe("The caller's, who may change it."),
    created_at: Instant,
  })
  .meta({ id: 'SavedView' });

export const SavedViewsResponse = z.object({ items: z.array(SavedViewView) });

const PagePath = z
  .string()
  .max(4_000)
  .regex(/^\/(?![/\\])\P{C}*$/u, { error: 'must be the path of a page, such as /runs?state=failed' });

const one = { params: z.object({ id: RowId }) };

export const annotationRoutes = {
  list: defineRoute({
    id: 'listNotes',
    method: 'get',
    path: '/notes',
    tag: 'Dashboard',
    role: 'viewer',
    summary: 'The notes on a run, a finding, a ticker with its days, or a day; of none named all, the latest first.',
    query: Paging.extend(subject).refine(hasItsTicker, dayOfTicker),
    answers: { 200: NotesResponse },
  }),
  add: defineRoute({
    id: 'addNote',
    method: 'post',
    path: '/notes',
    tag: 'Dashboard',
    role: 'operator',
    summary: 'Writes a note on a run, a finding, a ticker, or a day of a ticker.',
    body: NewNote,
    answers: { 201: NoteView },
  }),
  remove: defineRoute({
    ...one,
    id: 'removeNote',
    method: 'delete',
    path: '/notes/{id}',
    tag: 'Dashboard',
    role: 'operator',
    summary: "Removes a note of the caller's; administrators remove any.",
    answers: { 204: null },
  }),
};

export const savedViewRoutes = {
  list: defineRoute({
    id: 'listSavedViews',
    method: 'get',
    path: '/saved-views',
    tag: 'Dashboard',
    role: 'viewer',
    summary: "The caller's saved views, and those that others share.",
    answers: { 200: SavedViewsResponse },
  }),
  add: defineRoute({
    id: 'addSavedView',
    method: 'post',
    path: '/saved-views',
    tag: 'Dashboard',
    role: 'viewer',
    summary: 'Saves a view of the dashboard under a name.',
    body: z.strictObject({ name: GivenName, url: PagePath, shared: z.boolean().default(false) }),
    answers: { 201: SavedViewView },
  }),
  change: defineRoute({
    ...one,
    id: 'changeSavedView',
    method: 'patch',
    path: '/saved-views/{id}',
    tag: 'Dashboard',
    role: 'viewer',
    summary: "Changes a saved view of the caller's; administrators change any. What is not named stays.",
    body: z.strictObject({ name: GivenName.optional(), url: PagePath.optional(), shared: z.boolean().optional() }),
    answers: { 200: SavedViewView },
  }),
  remove: defineRoute({
    ...one,
    id: 'removeSavedView',
    method: 'delete',
    path: '/saved-views/{id}',
    tag: 'Dashboard',
    role: 'viewer',
    summary: "Removes a saved view of the caller's; administrators remove any.",
    answers: { 204: null },
  }),
};
