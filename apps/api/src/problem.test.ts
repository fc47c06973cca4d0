import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ErrorCode, type Log, PipelineError } from '@tickermill/core';
import { silentLog } from '@tickermill/testkit';
import { expect } from 'chai';
import express from 'express';
import { answerProblem, identifyRequest } from './problem.ts';

describe('a problem in the log', () => {
  const logged: string[] = [];
  const log: Log = { ...silentLog, error: (message) => void logged.push(message) };
  let server: Server;
  before(async () => {
    const app = express();
    app.use(identifyRequest);
    app.get('/defect', () => {
      throw new TypeError('a defect');
    });
    app.get('/:code', ({ params }) => {
      throw new PipelineError(params.code as ErrorCode, 'for the test');
    });
    app.use(answerProblem(log));
    server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => server.close());

  it('is a failure of ours, with its stack, and no refusal of too much', async () => {
    const { port } = server.address() as AddressInfo;
    for (const [path, status, lines] of [
      ['TOO_MANY_AT_ONCE', 429, 0],
      ['TOO_MANY_READERS', 503, 0],
      ['API_BUSY', 503, 0],
      ['NOT_FOUND', 404, 0],
      ['DATABASE_UNREACHABLE', 503, 1],
      ['defect', 500, 1],
    ] as const) {
      logged.length = 0;
      const answer = await fetch(`http://127.0.0.1:${port}/${path}`);
      expect([answer.status, logged.length], path).to.deep.equal([status, lines]);
    }
  });
});
