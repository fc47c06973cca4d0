import { explainRoutes } from '@tickermill/core/contracts';
import { type Explanation, explainRun, explainSchedule, explainTarget, explainTask, viewWhy } from '@tickermill/engine';
import type { ApiContext } from '../context.ts';
import { reply, type ServedRoute, serve } from '../served-route.ts';
import { knownInstrument } from '../ticker-filter.ts';
import { contractOf } from '../views/contract-of.ts';

/** Explanations of whatever waits, was skipped or is absent. */
export function serveExplain(context: ApiContext): ServedRoute[] {
  return [
    serve(explainRoutes.explain, async ({ query }) => {
      const { run, target, task, schedule, day, ticker } = query;
      if (run !== undefined) return reply(200, viewExplanation(await explainRun(context, run)));
      if (target !== undefined) return reply(200, viewExplanation(await explainTarget(context, target)));
      if (task !== undefined) return reply(200, viewExplanation(await explainTask(context, task)));
      if (schedule !== undefined) return reply(200, viewExplanation(await explainSchedule(context, schedule)));
      // The contract takes a day with its ticker alone.
      if (day === undefined || ticker === undefined) throw new Error('nothing to explain');
      const { instrumentId, symbol } = await knownInstrument(context.store.db, ticker);
      const { sentence, because } = await viewWhy(context, { instrumentId, date: day });
      const subject = { kind: 'day' as const, id: `${symbol} ${day}` };
      return reply(200, viewExplanation({ subject, sentence, reason: because.reason, facts: factsOf(because) }));
    }),
  ];
}

const factsOf = ({ evidence }: { readonly evidence: object }) => Object.fromEntries(Object.entries(evidence));

/** Facts have names of their own for each reason: those are converted like all others. */
function viewExplanation({ subject, sentence, reason, facts }: Explanation) {
  return { subject, sentence, reason, facts: contractOf(facts as object) as Record<string, unknown> };
}
