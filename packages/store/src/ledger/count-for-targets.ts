import { groupBy, type TargetKind } from '@tickermill/core';
import { trackedAmong } from '../market/reading.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import type { ServedTarget } from './targets.ts';

/** A document that an answer named and that is settled already, with whose it is; null for one that could not be read. */
export interface KnownDocument {
  readonly kind: TargetKind;
  readonly target: string | null;
}

/** What the answer of a task brought its targets. */
export interface Brought {
  readonly taskId: bigint;
  readonly targets: readonly ServedTarget[];
  readonly records: readonly (StoredCount & { readonly kind: TargetKind })[];
  readonly documents: readonly KnownDocument[];
  /** What the targets found, where that is not the number of records. */
  readonly found: number | null;
}

/**
 * Counts the records of answers for each of their targets: its own for it, the rest as another issuer's. A filing that a
 * list names for a target counts as found until its document turns out to be another's: found + other issuer = named.
 */
export async function countForTargets(tx: Sql, answers: readonly Brought[]): Promise<void> {
  const counted = answers.filter(
    ({ targets, records, found }) => targets.length > 0 && (records.length > 0 || Boolean(found)),
  );
  if (counted.length === 0) return;
  const isOwn = await ownership(tx, counted);
  const rows = counted.flatMap(({ taskId, targets, records, documents, found }) => {
    const ofMarket = records.filter(({ kind }) => kind === 'market');
    // A whole day of a market has thousands of records for thousands of targets: each finds its own by its name.
    const byTarget = groupBy(records, ({ kind, target }) => `${kind} ${target}`);
    const ofCiks = records.filter(({ kind }) => kind === 'cik');
    return targets.map((target) => {
      const own =
        target.kind === 'instrument'
          ? [...(byTarget.get(`instrument ${target.target}`) ?? []), ...ofMarket]
          : records.filter((each) => isOwn(target, each));
      const others = [
        // Of instruments that share a request, each counts its own: none is found with another.
        ...ofCiks.filter((each) => !own.includes(each)).map((each) => each.records),
        ...documents.filter((each) => each.target !== null && !isOwn(target, each)).map(() => 1),
      ];
      return {
        taskId: String(taskId),
        targetId: String(target.id),
        found: found === null ? sum(own.map((each) => each.records)) : found - sum(others),
        created: sum(own.map(({ created }) => created)),
        other: sum(others),
      };
    });
  });
  await tx.$executeRaw`
    UPDATE task_targets t SET found = v.found, created = v.created, other_issuer = v.other
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS v("taskId" bigint, "targetId" bigint, found int, created int, other int)
    WHERE t.task_id = ANY(${counted.map(({ taskId }) => taskId)}::bigint[])
      AND t.task_id = v."taskId" AND t.target_id = v."targetId"`;
}

/** Whose records are a target's own: those of its kind and name; a whole market's are those about tracked companies, too. */
async function ownership(
  tx: Sql,
  answers: readonly Brought[],
): Promise<(target: ServedTarget, of: KnownDocument) => boolean> {
  const ofMarket = answers.filter(({ targets }) => targets.some(({ kind }) => kind === 'market'));
  const brought = ofMarket.flatMap(({ records, documents }): KnownDocument[] => [...records, ...documents]);
  const ciks = brought.flatMap(({ kind, target }) => (kind === 'cik' && target !== null ? target : []));
  const tracked: ReadonlySet<string | null> = ciks.length > 0 ? await trackedAmong(tx, ciks) : new Set<string>();
  return (target, of) => {
    if (of.kind === 'market') return true;
    if (target.kind === 'market') return tracked.has(of.target);
    // Whose they are decides nothing: a day of a market is about all of its instruments.
    if (target.kind === 'market-day') return true;
    return target.kind === of.kind && target.target === of.target;
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
