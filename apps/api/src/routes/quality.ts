import { addDays, dayAt } from '@tickermill/core';
import { qualityRoutes } from '@tickermill/core/contracts';
import {
  changeCheck,
  previewCheck,
  requestChecks,
  resolveFinding,
  viewChecks,
  viewFinding,
  viewSummary,
} from '@tickermill/quality';
import { daySummaries, openFindings, qaFindings } from '@tickermill/store/quality';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';
import { viewCheck, viewDaySummary, viewFindingDetail, viewPreview, viewFinding as viewRow } from '../views/quality.ts';

/** Checks of what is stored: what they found, how they are set, and running them. */
export function serveQuality(context: ApiContext): ServedRoute[] {
  const { store, now } = context;
  return [
    serve(qualityRoutes.figures, async () => {
      const { universe, figures } = await viewSummary(context);
      return reply(200, { universe, figures: [...figures] });
    }),
    serve(qualityRoutes.findings, async ({ query: { page, limit, ticker, check, ...query } }) => {
      const instrument = ticker === undefined ? undefined : await knownInstrument(store.db, ticker);
      const filter = { ...query, checkId: check, instrumentId: instrument?.instrumentId };
      const items = await qaFindings(store.reads, filter, rowsOf({ page, limit }));
      return reply(200, { page, limit, items: items.map(viewRow) });
    }),
    serve(qualityRoutes.finding, async ({ params: { id } }) =>
      reply(200, viewFindingDetail(await viewFinding(store.sql, id))),
    ),
    serveChange(qualityRoutes.resolve, ({ params: { id }, body: { note = null }, caller, change }) =>
      change(async (deps) =>
        reply(200, viewFindingDetail(await resolveFinding(deps.store.db, id, { by: caller.name, note }))),
      ),
    ),
    serve(qualityRoutes.summary, async ({ query: { days } }) => {
      const to = dayAt(now(), 'UTC');
      const items = await daySummaries(store.sql, { from: addDays(to, 1 - days), to });
      return reply(200, { items: items.map(viewDaySummary) });
    }),
    serve(qualityRoutes.checks, async () => {
      const [all, open] = await Promise.all([viewChecks(store.sql), openFindings(store.sql)]);
      return reply(200, { items: all.map((each) => viewCheck(each, open)) });
    }),
    serveChange(qualityRoutes.change, ({ params: { check }, body, caller, change }) =>
      change(async (deps) => {
        const changed = await changeCheck(deps.store.db, check, body, { by: caller.name });
        return reply(200, viewCheck(changed, await openFindings(deps.store.db)));
      }),
    ),
    serve(qualityRoutes.preview, async ({ params: { check }, body: { thresholds } }) =>
      reply(200, viewPreview(check, await previewCheck(context, check, thresholds))),
    ),
    serve(qualityRoutes.run, async ({ query: { check, whole } }) => {
      const id = await requestChecks(context, { check, whole });
      return reply(202, { run_id: String(id) }, `/api/v1/runs/${id}`);
    }),
  ];
}
