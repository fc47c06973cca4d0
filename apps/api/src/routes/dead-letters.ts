import { PipelineError, Ticker } from '@tickermill/core';
import { deadLetters, reviveDeadLetter } from '@tickermill/store';
import { Router } from 'express';
import { z } from 'zod';
import type { ApiContext } from '../context.ts';
import { Page, RowId, rowsOf } from '../paging.ts';
import { accept } from '../problem.ts';

const Filter = Page.extend({ dataset: z.string().optional(), ticker: Ticker.optional(), code: z.string().optional() });

/** Dead letters: what is asked no more, and reviving it. */
export function deadLetterRoutes({ store }: ApiContext): Router {
  const router = Router();
  router.get('/', async (request, response) => {
    const { page, limit, ...filter } = accept(Filter, request.query);
    response.json({ page, limit, items: await deadLetters(store.db, filter, rowsOf({ page, limit })) });
  });
  router.post('/:id/revive', async (request, response) => {
    const { id } = accept(RowId, request.params);
    const letter = await reviveDeadLetter(store.db, id);
    if (!letter) throw new PipelineError('NOT_FOUND', `There is no dead letter ${id}.`);
    response.json(letter);
  });
  return router;
}
