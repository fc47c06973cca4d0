import { PipelineError } from '@tickermill/core';
import { type DeadLetterView, deadLetterRoutes } from '@tickermill/core/contracts';
import { deadLetters, reviveDeadLetter } from '@tickermill/store/ledger';
import type { ApiContext } from '../context.ts';
import type { Columns } from '../csv.ts';
import { rangeOf, sentAsCsv } from '../csv-list.ts';
import { reply, type ServedRoute, serve, serveChange } from '../served-route.ts';
import { symbolMeant } from '../ticker-filter.ts';
import { viewDeadLetter } from '../views/ledger.ts';

const columns: Columns<DeadLetterView> = {
  id: ({ id }) => id,
  dataset: ({ dataset }) => dataset,
  target: ({ target }) => target,
  tickers: ({ tickers }) => tickers.join(' '),
  error_code: ({ error_code }) => error_code,
  error_message: ({ error_message }) => error_message,
  failed_on: ({ failed_on }) => failed_on.join(' '),
  created_at: ({ created_at }) => created_at,
};

/** Dead letters: targets that are not requested, and reviving them. */
export function serveDeadLetters({ store }: ApiContext): ServedRoute[] {
  return [
    serve(deadLetterRoutes.list, async ({ query: { page, limit, safe, ticker, ...query }, request, response }) => {
      const filter = { ...query, ticker: await symbolMeant(store.db, ticker) };
      const items = (await deadLetters(store.db, filter, rangeOf(request, { page, limit }))).map(viewDeadLetter);
      if (await sentAsCsv(request, response, { name: 'dead-letters', columns, items, query: { safe } })) return 'sent';
      return reply(200, { page, limit, items });
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
