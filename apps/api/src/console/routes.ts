import { allows, PipelineError } from '@tickermill/core';
import { type JobConsole, openConsole } from '@tickermill/engine';
import { type ErrorRequestHandler, json, type RequestHandler, Router } from 'express';
import helmet from 'helmet';
import { auditChange } from '../accounts/audit.ts';
import { changes, refuseOtherOrigins } from '../accounts/same-origin.ts';
import { callerOf } from '../auth.ts';
import type { ApiContext } from '../context.ts';
import { consoleButtons, type RecordPress } from './buttons.ts';
import { styleFile } from './page.ts';
import { style } from './style.ts';

/** Where the console is mounted. */
export const consolePath = '/queues';

/** The job console, for operators: Bull Board to be read, with buttons that mean what the ledger means. */
export function consoleRoutes(context: ApiContext): Router {
  const jobs = openConsole(context);
  const record: RecordPress = (request, response, pressed) => {
    const { name: actor, role } = callerOf(response);
    return auditChange(context, request, response, { actor, role, ...pressed });
  };
  const fromHere: RequestHandler = (request, _response, next) => {
    if (changes(request)) refuseOtherOrigins(context.web, request);
    next();
  };
  const router = Router();
  router.use(operatorsOnly, fromHere, security, json({ limit: '100kb' }));
  router.get(`/${styleFile}`, (_request, response) => {
    response.type('css').send(style);
  });
  router.use('/api/queues', consoleButtons(jobs, record));
  router.use(boardOf(jobs));
  router.use(answerBoard);
  return router;
}

/** Bull Board, loaded when somebody first looks: at the start it would be a quarter of what the API loads. */
function boardOf(jobs: JobConsole): RequestHandler {
  let board: Promise<Router> | undefined;
  return async (request, response, next) => {
    board ??= import('./board.ts').then(({ openBoard }) => openBoard(jobs, consolePath));
    (await board)(request, response, next);
  };
}

const operatorsOnly: RequestHandler = (_request, response, next) => {
  const { role } = callerOf(response);
  if (!allows(role, 'operator')) {
    throw new PipelineError('FORBIDDEN', `The job console asks for the role operator; you are ${role}.`);
  }
  next();
};

/** The page loads nothing from elsewhere, and cannot send requests elsewhere; its other headers are those of every page. */
const security = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    fontSrc: ["'self'", 'data:'],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    objectSrc: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
});

/** The board's page shows a failure by its own fields; they are added to the problem document. */
const answerBoard: ErrorRequestHandler = (error, _request, response, next) => {
  const send = response.send.bind(response);
  response.send = (text: string) => {
    const problem = JSON.parse(text) as { status: number; detail: string };
    const key = problem.status === 404 ? 'ERRORS.JOB_NOT_FOUND' : 'ERRORS.FORBIDDEN';
    return send(JSON.stringify({ ...problem, error: { key }, message: problem.detail }));
  };
  next(error);
};
