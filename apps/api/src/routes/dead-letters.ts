import { PipelineError } from '@tickermill/core';
import { deadLetterRoutes } from '@tickermill/core/contracts';
import { deadLetters, reviveDeadLetter } from '@tickermill/store/ledger';
import type { ApiContext } from '../context.ts';
import { rowsOf } from '../paging.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { symbolMeant } from '../ticker-filter.ts';
import { viewDeadLetter } from '../views/ledger.ts';

/** Dead letters: targets that are not requested, and reviving them. */
export function serveDeadLetters({ store }: ApiContext): ServedRoute[] {
  return [
    serve(deadLetterRoutes.list, async ({ query: { page, limit, ticker, ...query } }) => {
      const filter = { ...query, ticker: await symbolMeant(store.db, ticker) };
      const letters = await deadLetters(store.db, filter, rowsOf({ page, limit }));
      return reply(200, { page, limit, items: letters.map(viewDeadLetter) });
    }),
    serveChange(deadLetterRoutes.revive, ({ params: { id }, change }) =>
      change(async (deps) => {
        const letter = await reviveDeadLetter(deps.store.db, id);
        if (!letter) throw new PipelineError('NOT_FOUND', `There is no dead letter ${id}.`);
        return reply(200, viewDeadLetter(letter));
      }),
    ),
  ];
}
