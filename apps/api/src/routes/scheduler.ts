import { schedulerRoutes } from '@tickermill/core/contracts';
import {
  addSchedule,
  removeSchedule,
  runScheduler,
  setSchedule,
  viewSchedule,
  viewScheduler,
  viewSchedules,
} from '@tickermill/engine';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';

/** Schedules: when what is asked for, and whether they run at all. */
export function serveScheduler(context: ApiContext): ServedRoute[] {
  return [
    serve(schedulerRoutes.status, async () => reply(200, await viewScheduler(context))),
    serve(schedulerRoutes.start, async () => reply(200, await runScheduler(context, true))),
    serve(schedulerRoutes.stop, async () => reply(200, await runScheduler(context, false))),
    serve(schedulerRoutes.list, async ({ query }) => reply(200, await viewSchedules(context, query))),
    serve(schedulerRoutes.add, async ({ body }) => {
      const schedule = await addSchedule(context, body);
      return reply(201, schedule, `/api/v1/scheduler/jobs/${schedule.id}`);
    }),
    serve(schedulerRoutes.get, async ({ params: { id } }) => reply(200, await viewSchedule(context, id))),
    serve(schedulerRoutes.change, async ({ params: { id }, body }) => {
      return reply(200, await setSchedule(context, id, body));
    }),
    serve(schedulerRoutes.remove, async ({ params: { id } }) => {
      await removeSchedule(context, id);
      return reply(204);
    }),
  ];
}
