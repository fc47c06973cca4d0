import { createRequire } from 'node:module';
import path from 'node:path';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import type { ConsoleQueue, JobConsole } from '@tickermill/engine';
import { type RequestHandler, Router } from 'express';
import { toPage } from './page.ts';

type QueueName = JobConsole['names'][number];

/** Descriptions of queues that are not sources. */
const chores: Partial<Record<QueueName, string>> = {
  schedule: 'The ticks of the schedules, one repeatable job for each.',
  plan: 'Runs become targets and tasks.',
  finish: 'Runs that have ended get their report.',
};

const uiConfig = {
  boardTitle: 'Tickermill jobs',
  miscLinks: [{ text: 'Dashboard', url: '/' }],
  hideDocsLink: true,
  // The address, version and memory of the server are not shown to operators.
  hideRedisDetails: true,
  // It would read Redis' list of all clients at every poll; /metrics and the sources show the workers.
  showWorkers: false,
  showMetrics: false,
  pollingInterval: { showSetting: true },
};

const folder = path.dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json'));

/** The read-only part of Bull Board: its page, its files, and its API. Changes are handled before it. */
export function openBoard(jobs: JobConsole, basePath: string): Router {
  const adapter = new ExpressAdapter();
  adapter.setBasePath(basePath);
  const board = createBullBoard({ queues: [], serverAdapter: adapter, options: { uiBasePath: folder, uiConfig } });
  const shown = new Map<QueueName, ConsoleQueue>();
  // A queue that had to be opened anew, its server having been away at first, is another object.
  const follow: RequestHandler = (_request, _response, next) => {
    if (jobs.names.some((name) => shown.get(name) !== jobs.queue(name))) {
      for (const name of jobs.names) shown.set(name, jobs.queue(name));
      board.replaceQueues([...shown].map(([name, queue]) => toAdapter(jobs, name, queue)));
    }
    next();
  };
  const router = Router();
  const page = toPage(folder, basePath, uiConfig);
  router.get(['/', '/job-schedulers', '/queue/:queue', '/queue/:queue/:job'], (_request, response) => {
    response.type('html').send(page);
  });
  router.use(follow, withoutPower, adapter.getRouter() as RequestHandler);
  return router;
}

/** The board is an app of its own, which would say by what it is made. */
const withoutPower: RequestHandler = (_request, response, next) => {
  const set = response.setHeader.bind(response);
  response.setHeader = (name, value) => (name.toLowerCase() === 'x-powered-by' ? response : set(name, value));
  next();
};

function toAdapter(jobs: JobConsole, name: QueueName, queue: ConsoleQueue): BullMQAdapter {
  // BullMQ's types of a queue name its data; the board takes any.
  const adapter = new BullMQAdapter(queue as unknown as ConstructorParameters<typeof BullMQAdapter>[0], {
    allowRetries: true,
    description: chores[name] ?? `The requests to the source ${name}, at its pace.`,
  });
  // Paused is what an operator has paused in the ledger.
  return Object.assign(adapter, { isPaused: () => jobs.isPaused(name), allowCompletedRetries: false });
}
