import { PipelineError } from '@tickermill/core';
import { cleanable, type JobConsole } from '@tickermill/engine';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { z } from 'zod';
import { callerOf } from '../auth.ts';
import { accept, statusOf } from '../problem.ts';

type QueueName = JobConsole['names'][number];

/** Writes down that a button was pressed, and what came of it. */
export type RecordPress = (
  request: Request,
  response: Response,
  pressed: { readonly action: string; readonly status: number; readonly detail: Readonly<Record<string, unknown>> },
) => Promise<void>;

interface Pressed {
  readonly name: QueueName;
  readonly job: string;
  readonly by: string;
  readonly request: Request;
}

/** The result of a button: the body that the board expects, and what is recorded of it. */
interface Came {
  readonly status: 200 | 204;
  readonly body?: object;
  readonly detail?: Readonly<Record<string, unknown>>;
}

const CleanState = z.enum([...cleanable, 'waiting']).transform((state) => (state === 'waiting' ? 'wait' : state));

const runIds = (runs: readonly bigint[]) => runs.map(String);

/** What changes something in the job console. Each goes through the ledger; what would go past it is refused. */
export function consoleButtons(jobs: JobConsole, record: RecordPress): Router {
  const router = Router();
  const press =
    (action: string, work: (pressed: Pressed) => Promise<Came>): RequestHandler =>
    async (request, response) => {
      const { name, job } = namesIn(jobs, request);
      const about = { queue: name, ...(job === '' ? {} : { job }) };
      const recordPress = (status: number, detail: object) =>
        record(request, response, { action: `console.${action}`, status, detail: { ...about, ...detail } });
      const by = callerOf(response).name;
      const { status, body, detail } = await work({ name, job, by, request }).catch(async (error: unknown) => {
        await recordPress(statusOf(error), {});
        throw error;
      });
      await recordPress(status, detail ?? {});
      response.status(status);
      if (body) response.json(body);
      else response.end();
    };

  router.put('/pause', everyQueue(jobs, record, 'pause'));
  router.put('/resume', everyQueue(jobs, record, 'resume'));
  router.put(
    '/:queue/pause',
    press('pause', async ({ name, by }) => {
      await jobs.pause(name, by);
      return { status: 200, body: {} };
    }),
  );
  router.put(
    '/:queue/resume',
    press('resume', async ({ name }) => {
      await jobs.resume(name);
      return { status: 200, body: {} };
    }),
  );
  router.put(
    '/:queue/retry/:state',
    press('retry-all', async ({ name, request }) => {
      if (request.params['state'] !== 'failed')
        throw new PipelineError('NOT_RETRIABLE', 'Only failed jobs are retried.');
      const { runs, jobs: retried, left } = await jobs.retryAll(name);
      return {
        status: 200,
        body: { retried, skipped: left, runs: runIds(runs) },
        detail: { retried, left, runs: runIds(runs) },
      };
    }),
  );
  router.put(
    '/:queue/promote',
    press('promote-all', async ({ name }) => {
      return { status: 200, body: {}, detail: { promoted: await jobs.promoteAll(name) } };
    }),
  );
  router.put(
    '/:queue/clean/:state',
    press('clean', async ({ name, request }) => {
      const { state } = accept(z.object({ state: CleanState }), { state: request.params['state'] });
      return { status: 200, body: {}, detail: { state, removed: await jobs.clean(name, state) } };
    }),
  );
  router.put(
    '/:queue/:job/retry',
    press('retry', async ({ name, job }) => {
      const { runs } = await jobs.retry(name, job);
      return { status: 204, detail: { runs: runIds(runs) } };
    }),
  );
  router.put(
    '/:queue/:job/promote',
    press('promote', async ({ name, job }) => {
      await jobs.promote(name, job);
      return { status: 204 };
    }),
  );
  router.put(
    '/:queue/:job/clean',
    press('remove', async ({ name, job }) => {
      await jobs.remove(name, job);
      return { status: 204 };
    }),
  );
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
  return { name, job: String(params['job'] ?? '') };
}

/** Pauses or resumes all that can be: the sources. */
function everyQueue(jobs: JobConsole, record: RecordPress, what: 'pause' | 'resume'): RequestHandler {
  return async (request: Request, response: Response) => {
    const by = callerOf(response).name;
    for (const name of jobs.names) {
      const isPaused = await jobs.isPaused(name);
      if (what === 'resume' ? !isPaused : isPaused || !jobs.canPause(name)) continue;
      await (what === 'pause' ? jobs.pause(name, by) : jobs.resume(name));
      await record(request, response, { action: `console.${what}`, status: 200, detail: { queue: name, all: true } });
    }
    response.json({});
  };
}
