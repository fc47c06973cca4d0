import { isStorable, PipelineError } from '@tickermill/core';
import { cleanable, type JobConsole } from '@tickermill/engine';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { callerOf } from '../auth.ts';
import { accept, statusOf } from '../problem.ts';

type QueueName = JobConsole['names'][number];

/** Writes down that a button is pressed, and returns what notes how that ended. */
export type RecordPress = (
  request: Request,
  response: Response,
  pressed: { readonly action: string; readonly detail: Readonly<Record<string, unknown>> },
) => Promise<(status: number, detail?: Readonly<Record<string, unknown>>) => Promise<void>>;

interface Pressed {
  readonly jobs: JobConsole;
  readonly name: QueueName;
  readonly job: string;
  readonly state: string;
  readonly by: string;
}

/** The result of a button: the body that the board expects, if any, and what is recorded of it. */
interface Came {
  readonly body?: object;
  readonly detail?: Readonly<Record<string, unknown>>;
}

const CleanState = z.enum([...cleanable, 'waiting']).transform((state) => (state === 'waiting' ? 'wait' : state));

/** Every button that changes something: its path, how the audit log calls it, what it does. */
const buttons: readonly (readonly [path: string, action: string, press: (pressed: Pressed) => Promise<Came>])[] = [
  [
    '/:queue/pause',
    'pause',
    async ({ jobs, name, by }) => {
      await jobs.pause(name, by);
      return { body: {} };
    },
  ],
  [
    '/:queue/resume',
    'resume',
    async ({ jobs, name }) => {
      await jobs.resume(name);
      return { body: {} };
    },
  ],
  [
    '/:queue/retry/:state',
    'retry-all',
    async ({ jobs, name, state }) => {
      if (state !== 'failed') throw new PipelineError('NOT_RETRIABLE', 'Only failed jobs are retried.');
      const { runs: ids, jobs: retried, left } = await jobs.retryAll(name);
      const runs = ids.map(String);
      return { body: { retried, skipped: left, runs }, detail: { retried, left, runs } };
    },
  ],
  [
    '/:queue/promote',
    'promote-all',
    async ({ jobs, name }) => ({ body: {}, detail: { promoted: await jobs.promoteAll(name) } }),
  ],
  [
    '/:queue/clean/:state',
    'clean',
    async ({ jobs, name, state: asked }) => {
      const { state } = accept(z.object({ state: CleanState }), { state: asked });
      return { body: {}, detail: { state, removed: await jobs.clean(name, state) } };
    },
  ],
  [
    '/:queue/:job/retry',
    'retry',
    async ({ jobs, name, job }) => ({ detail: { runs: (await jobs.retry(name, job)).runs.map(String) } }),
  ],
  [
    '/:queue/:job/promote',
    'promote',
    async ({ jobs, name, job }) => {
      await jobs.promote(name, job);
      return {};
    },
  ],
  [
    '/:queue/:job/clean',
    'remove',
    async ({ jobs, name, job }) => {
      await jobs.remove(name, job);
      return {};
    },
  ],
];

/** What changes something in the job console. Each goes through the ledger; what would go past it is refused. */
export function consoleButtons(jobs: JobConsole, record: RecordPress): Router {
  const router = Router();
  router.put('/pause', everyQueue(jobs, record, 'pause'));
  router.put('/resume', everyQueue(jobs, record, 'resume'));
  for (const [path, action, press] of buttons) {
    router.put(path, async (request, response) => {
      const { name, job } = namesIn(jobs, request);
      const about = { queue: name, ...(job === '' ? {} : { job }) };
      const recordEnd = await record(request, response, { action: `console.${action}`, detail: about });
      const state = String(request.params['state'] ?? '');
      const pressed = { jobs, name, job, state, by: callerOf(response).name };
      const { body, detail } = await press(pressed).catch(async (error: unknown) => {
        await recordEnd(statusOf(error));
        throw error;
      });
      const status = body ? 200 : 204;
      await recordEnd(status, { ...about, ...detail });
      response.status(status);
      if (body) response.json(body);
      else response.end();
    });
  }
  router.all('/{*path}', refuseChanges);
  return router;
}

const instead: readonly [RegExp, string][] = [
  [/\/rate-limit|\/concurrency/, 'The pace of a source is changed with PATCH /api/v1/sources/{id}.'],
  [/\/job-schedulers\//, 'Schedules are changed with /api/v1/scheduler/jobs.'],
  [/\/add$/, 'A job without a task in the ledger is asked for by nobody: POST /api/v1/scheduler/scrape/{ticker}.'],
  [/\/(?:delay|priority)$/, 'Promote the job: the ledger then knows of it too.'],
  [/\/(?:empty|obliterate)$/, 'Clean the jobs of one state; those that are owed come back.'],
];

/** Whatever else Bull Board could change would go past the ledger. */
const refuseChanges: RequestHandler = ({ method, path }, _response, next) => {
  if (method === 'GET' || method === 'HEAD') {
    next();
    return;
  }
  const hint =
    instead.find(([pattern]) => pattern.test(path))?.[1] ?? 'The ledger is the truth, the queue its servant.';
  throw new PipelineError('CONSOLE_REFUSED', `The job console does not do this. ${hint}`);
};

function namesIn(jobs: JobConsole, { params }: Request): { name: QueueName; job: string } {
  const name = jobs.names.find((each) => each === params['queue']);
  if (!name) throw new PipelineError('NOT_FOUND', `There is no queue ${params['queue']}.`);
  const job = String(params['job'] ?? '');
  // No job has such an id, and Postgres could not even look for it.
  if (!isStorable(job)) throw new PipelineError('NOT_FOUND', `The queue ${name} holds no such job.`);
  return { name, job };
}

/** Pauses or resumes all that can be: the sources. */
function everyQueue(jobs: JobConsole, record: RecordPress, what: 'pause' | 'resume'): RequestHandler {
  return async (request: Request, response: Response) => {
    const by = callerOf(response).name;
    for (const name of jobs.names) {
      const isPaused = await jobs.isPaused(name);
      if (what === 'resume' ? !isPaused : isPaused || !jobs.canPause(name)) continue;
      const detail = { queue: name, all: true };
      const recordEnd = await record(request, response, { action: `console.${what}`, detail });
      await (what === 'pause' ? jobs.pause(name, by) : jobs.resume(name)).catch(async (error: unknown) => {
        await recordEnd(statusOf(error));
        throw error;
      });
      await recordEnd(200);
    }
    response.json({});
  };
}
