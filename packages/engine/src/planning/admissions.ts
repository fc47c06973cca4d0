import type { Database } from '@tickermill/store';
import { type NewTarget, type PlannedRun, type TargetFacts, targetFacts } from '@tickermill/store/ledger';
import { asksBySchedule, type Candidate } from '../datasets/definition.ts';
import { definitionOf } from '../datasets/registry.ts';
import { type Admission, admit } from './gates.ts';
import { inOrder, priorityOf } from './order.ts';

/** The decision of the gates about a target, with its parameters. */
export interface Decision {
  readonly target: NewTarget & Pick<Candidate, 'requests'>;
  readonly facts: TargetFacts;
  readonly admission: Admission | { readonly kind: 'skip'; readonly reason: 'limit' };
}

type AdmissionOptions = Pick<PlannedRun, 'dataset' | 'trigger' | 'request'> & { readonly limit: number };

/**
 * Takes targets through the gates, and sorts them in the order of their requests: watchlist priority, then the busiest,
 * then the stalest. At most `limit` of them are requested. Reads only.
 */
export async function decide(
  db: Database,
  { dataset, trigger, request, limit }: AdmissionOptions,
  named: readonly Candidate[],
  now: Date,
): Promise<Decision[]> {
  const { target: kind, lookback, marketLists } = definitionOf(dataset);
  const candidates = lookback && asksBySchedule.includes(trigger) ? await lookback(db, named, now) : named;
  const unordered = candidates.map(({ requests, ...candidate }) => ({ ...candidate, priority: 0 }));
  const known = await targetFacts(db, { dataset, kind, targets: unordered, now });
  const factsOf = ({ target }: Candidate): TargetFacts => {
    const facts = known.get(target);
    if (!facts) throw new Error(`no facts of the target ${target}`);
    return facts;
  };
  const isMarketRead = (await marketLists?.areRead(db, now)) ?? false;
  let room = limit;
  return [...candidates]
    .sort((one, other) => inOrder(factsOf(one), factsOf(other)))
    .map((candidate) => {
      const facts = factsOf(candidate);
      const target = { ...candidate, priority: priorityOf(trigger, kind, facts) };
      const admission = admit(facts, {
        dataset,
        trigger,
        force: candidate.force,
        isNamed: request.isNamed ?? false,
        isMarketRead,
        now,
      });
      const spends = admission.kind !== 'skip' && !facts.isCovered;
      if (!spends || room-- > 0) return { target, facts, admission };
      return { target, facts, admission: { kind: 'skip', reason: 'limit' } };
    });
}
