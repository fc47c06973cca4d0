import { NewSchedule, ScheduleChange, SchedulesQuery } from '@tickermill/core';
import {
  addSchedule,
  removeSchedule,
  runScheduler,
  setSchedule,
  viewSchedule,
  viewScheduler,
  viewSchedules,
} from '@tickermill/engine';
import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../context.ts';
import { accept } from '../problem.ts';

const ScheduleId = z.object({
  id: z
    .string()
    .regex(/^\d{1,18}$/, { error: 'must be the number of a schedule' })
    .transform(BigInt),
});

/** Schedules: when what is asked for, and whether they run at all. */
export function schedulerRoutes(context: ApiContext): Router {
  const router = Router();
  router.get('/status', async (_request, response) => {
    response.json(await viewScheduler(context));
  });
  router.post('/start', async (_request, response) => {
    response.json(await runScheduler(context, true));
  });
  router.post('/stop', async (_request, response) => {
    response.json(await runScheduler(context, false));
  });
  router.get('/jobs', async (request, response) => {
    response.json(await viewSchedules(context, accept(SchedulesQuery, request.query)));
  });
  router.post('/jobs', async (request, response) => {
    const schedule = await addSchedule(context, accept(NewSchedule, request.body ?? {}));
    response.status(201).location(`/api/v1/scheduler/jobs/${schedule.id}`).json(schedule);
  });
  router.get('/jobs/:id', async (request, response) => {
    response.json(await viewSchedule(context, accept(ScheduleId, request.params).id));
  });
  router.patch('/jobs/:id', async (request, response) => {
    const { id } = accept(ScheduleId, request.params);
    response.json(await setSchedule(context, id, accept(ScheduleChange, request.body ?? {})));
  });
  router.delete('/jobs/:id', async (request, response) => {
    await removeSchedule(context, accept(ScheduleId, request.params).id);
    response.status(204).end();
  });
  return router;
}
