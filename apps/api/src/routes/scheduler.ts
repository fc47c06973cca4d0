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
import { endOf } from '../pause-end.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { viewSchedule, viewScheduler } from '../views/operations.ts';

/** Schedules: when datasets are requested, and whether the scheduler runs. */
export function serveScheduler(context: ApiContext): ServedRoute[] {
  return [
    serve(schedulerRoutes.status, async () => reply(200, viewScheduler(await readScheduler(context)))),
    serve(schedulerRoutes.start, async () => reply(200, viewScheduler(await runScheduler(context, true)))),
    serve(schedulerRoutes.stop, async () => reply(200, viewScheduler(await runScheduler(context, false)))),
    serve(schedulerRoutes.list, async ({ query }) => {
      const { items, ...page } = await readSchedules(context, query);
      return reply(200, { ...page, items: items.map(viewSchedule) });
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
