import { type ScheduleView, schedulerRoutes } from '@tickermill/core/contracts';
import {
  addSchedule,
  pauseSchedule,
  viewSchedule as readSchedule,
  viewScheduler as readScheduler,
  viewSchedules as readSchedules,
  removeSchedule,
  resumeSchedule,
  runScheduler,
  setSchedule,
} from '@tickermill/engine';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { endOf } from '../pause-end.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { viewSchedule, viewScheduler } from '../views/operations.ts';

const columns: Columns<ScheduleView> = {
  id: ({ id }) => id,
  dataset: ({ dataset }) => dataset,
  kind: ({ kind }) => kind,
  ticker: ({ ticker }) => ticker,
  tickers: ({ tickers }) => tickers,
  cron: ({ cron }) => cron,
  zone: ({ zone }) => zone,
  after: ({ after }) => after,
  not_before: ({ not_before }) => not_before,
  enabled: ({ enabled }) => enabled,
  next_run: ({ next_run }) => next_run,
  paused_at: ({ paused_at }) => paused_at,
  paused_by: ({ paused_by }) => paused_by,
  pause_reason: ({ pause_reason }) => pause_reason,
};

/** Schedules: when datasets are requested, and whether the scheduler runs. */
export function serveScheduler(context: ApiContext): ServedRoute[] {
  return [
    serve(schedulerRoutes.status, async () => reply(200, viewScheduler(await readScheduler(context)))),
    serve(schedulerRoutes.start, async () => reply(200, viewScheduler(await runScheduler(context, true)))),
    serve(schedulerRoutes.stop, async () => reply(200, viewScheduler(await runScheduler(context, false)))),
    serve(schedulerRoutes.list, async ({ query, request, response }) => {
      const { limit, offset } = rangeOf(request, query);
      const found = await readSchedules(context, { ...query, limit, page: 1 + offset / limit });
      const items = found.items.map(viewSchedule);
      if (await sentAsCsv(request, response, { name: 'schedules', columns, items, query })) return 'sent';
      return reply(200, { page: query.page, limit: query.limit, total: found.total, items });
    }),
    serveChange(schedulerRoutes.add, ({ body: { not_before: notBefore, params, ...asked }, change }) =>
      change(async (deps) => {
        const schedule = await addSchedule(deps, { ...asked, notBefore, params: paramsOf(params) });
        return reply(201, viewSchedule(schedule), `/api/v1/scheduler/jobs/${schedule.id}`);
      }),
    ),
    serve(schedulerRoutes.get, async ({ params: { id } }) => reply(200, viewSchedule(await readSchedule(context, id)))),
    serveChange(
      schedulerRoutes.change,
      ({ params: { id }, body: { not_before: notBefore, params, ...asked }, change }) =>
        change(async (deps) => {
          const to = { ...asked, notBefore, params: paramsOf(params) };
          return reply(200, viewSchedule(await setSchedule(deps, id, to)));
        }),
    ),
    serveChange(schedulerRoutes.pause, ({ params: { id }, body, caller, change }) => {
      const pause = { by: caller.name, reason: body.reason ?? null, until: endOf(body, context.now()) };
      return change(async (deps) => reply(200, viewSchedule(await pauseSchedule(deps, id, pause))));
    }),
    serveChange(schedulerRoutes.resume, ({ params: { id }, change }) =>
      change(async (deps) => reply(200, viewSchedule(await resumeSchedule(deps, id)))),
    ),
    serveChange(schedulerRoutes.remove, ({ params: { id }, change }) =>
      change(async (deps) => {
        await removeSchedule(deps, id);
        return reply(204);
      }),
    ),
  ];
}

/** Parameters under the names that datasets give them: `days_back` as `daysBack`. */
const paramsOf = (asked: ScheduleView['params'] | undefined) =>
  asked &&
  Object.fromEntries(
    Object.entries(asked).map(([name, value]) => [
      name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
