import { type AskedTicker, PipelineError } from '@tickermill/core';
import { annotationRoutes, savedViewRoutes } from '@tickermill/core/contracts';
import {
  addNote,
  addSavedView,
  changeSavedView,
  listNotes,
  removeNote,
  removeSavedView,
  type SavedView,
  savedViews,
} from '@tickermill/store/dashboard';
import type { Caller } from '../auth.ts';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';
import { contractOf } from '../views/contract-of.ts';

const absent = (what: string) => new PipelineError('NOT_FOUND', `There is no such ${what}, or it is not yours.`);

const nameTaken = (name: string | undefined) =>
  new PipelineError('INVALID_INPUT', `name: its owner has a view called ${name} already.`, {
    detail: { field: 'name' },
  });

/** Administrators change what is anybody's. */
const ownerOf = ({ role, name }: Caller) => (role === 'admin' ? null : name);

/** Notes on runs, tickers, days and findings; saved views of the dashboard. */
export function serveNotes({ store, now }: ApiContext): ServedRoute[] {
  const instrumentOf = async (ticker: AskedTicker | undefined) =>
    ticker === undefined ? undefined : (await knownInstrument(store.db, ticker)).instrumentId;
  return [
    serve(annotationRoutes.list, async ({ query: { page, limit, run, finding, ticker, day } }) => {
      const subject = { runId: run, findingId: finding, instrumentId: await instrumentOf(ticker), day };
      const notes = await listNotes(store.sql, subject, rowsOf({ page, limit }));
      return reply(200, { page, limit, items: notes.map((note) => contractOf(note)) });
    }),
    serveChange(annotationRoutes.add, async ({ body: { run, finding, ticker, day, text }, caller, change }) => {
      const subject = { runId: run, findingId: finding, instrumentId: await instrumentOf(ticker), day };
      return change(async ({ store: { db } }) => {
        const note = await addNote(db, subject, { text, by: caller.name, at: now() });
        if (!note)
          throw new PipelineError(
            'NOT_FOUND',
            `There is no ${run === undefined ? 'finding' : 'run'} ${run ?? finding}.`,
          );
        return reply(201, contractOf(note));
      });
    }),
    serveChange(annotationRoutes.remove, ({ params: { id }, caller, change }) =>
      change(async ({ store: { db } }) => {
        if (!(await removeNote(db, id, ownerOf(caller)))) throw absent('note');
        return reply(204);
      }),
    ),
    serve(savedViewRoutes.list, async ({ caller }) => {
      const views = await savedViews(store.sql, caller.name);
      return reply(200, { items: views.map((view) => viewSaved(view, caller)) });
    }),
    serveChange(savedViewRoutes.add, ({ body, caller, change }) =>
      change(async ({ store: { db } }) => {
        const view = await addSavedView(db, { ...body, owner: caller.name, at: now() });
        if (view) return reply(201, viewSaved(view, caller));
        throw nameTaken(body.name);
      }),
    ),
    serveChange(savedViewRoutes.change, ({ params: { id }, body, caller, change }) =>
      change(async ({ store: { db } }) => {
        const view = await changeSavedView(db, id, body, ownerOf(caller));
        if (view === 'absent') throw absent('view');
        if (view === 'taken') throw nameTaken(body.name);
        return reply(200, viewSaved(view, caller));
      }),
    ),
    serveChange(savedViewRoutes.remove, ({ params: { id }, caller, change }) =>
      change(async ({ store: { db } }) => {
        if (!(await removeSavedView(db, id, ownerOf(caller)))) throw absent('view');
        return reply(204);
      }),
    ),
  ];
}

const viewSaved = (view: SavedView, caller: Caller) => ({ ...contractOf(view), own: view.owner === caller.name });
