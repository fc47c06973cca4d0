import { addDays, dayAt } from '@tickermill/core';
import { qualityRoutes } from '@tickermill/core/contracts';
import {
  changeCheck,
  exemptTicker,
  liftExemption,
  previewCheck,
  requestChecks,
  resolveFinding,
  viewChecks,
  viewFinding,
  viewSummary,
} from '@tickermill/quality';
import { daySummaries, exemptions, openFindings, qaFindings } from '@tickermill/store/quality';
import type { ApiContext } from '../context.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';
import {
  exemptionColumns,
  findingColumns,
  viewCheck,
  viewDaySummary,
  viewExemption,
  viewFindingDetail,
  viewNightSummary,
  viewPreview,
  viewFinding as viewRow,
} from '../views/quality.ts';

/** Checks of what is stored: what they found, how they are set, and running them. */
export function serveQuality(context: ApiContext): ServedRoute[] {
  const { store, now } = context;
  return [
    serve(qualityRoutes.figures, async ({ query: { date } }) =>
      reply(200, viewNightSummary(await viewSummary(context, date), date)),
    ),
    serve(
      qualityRoutes.findings,
      async ({ query: { page, limit, safe, ticker, check, ...query }, request, response }) => {
        const instrument = ticker === undefined ? undefined : await knownInstrument(store.db, ticker);
        const filter = { ...query, checkId: check, instrumentId: instrument?.instrumentId };
        const items = (await qaFindings(store.reads, filter, rangeOf(request, { page, limit }))).map(viewRow);
        if (await sentAsCsv(request, response, { name: 'findings', columns: findingColumns, items, query: { safe } }))
          return 'sent';
        return reply(200, { page, limit, items });
      },
    ),
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
    serve(qualityRoutes.exemptions, async ({ query, request, response }) => {
      const { page, limit, ticker, check, ended } = query;
      const instrument = ticker === undefined ? undefined : await knownInstrument(store.db, ticker);
      const heldOn = ended ? undefined : dayAt(now(), 'UTC');
      const filter = { checkId: check, instrumentId: instrument?.instrumentId, heldOn };
      const items = (await exemptions(store.reads, filter, rangeOf(request, query))).map(viewExemption);
      const csv = { name: 'exemptions', columns: exemptionColumns, items, query };
      if (await sentAsCsv(request, response, csv)) return 'sent';
      return reply(200, { page, limit, items });
    }),
    serveChange(qualityRoutes.exempt, ({ body: { check, ticker, reason, until }, caller, change }) =>
      change(async (deps) => {
        const { instrumentId } = await knownInstrument(deps.store.db, ticker);
        const request = { checkId: check, instrumentId, reason, until };
        const exemption = await exemptTicker(deps.store.db, request, { by: caller.name, now: now() });
        return reply(201, viewExemption(exemption));
      }),
    ),
    serveChange(qualityRoutes.endExemption, ({ params: { id }, caller, change }) =>
      change(async (deps) => reply(200, viewExemption(await liftExemption(deps.store.db, id, { by: caller.name })))),
    ),
    serve(qualityRoutes.run, async ({ query: { check, whole } }) => {
      const id = await requestChecks(context, { check, whole });
      return reply(202, { run_id: String(id) }, `/api/v1/runs/${id}`);
    }),
  ];
}
