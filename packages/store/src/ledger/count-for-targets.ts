import type { TargetKind } from '@tickermill/core';
import { Prisma } from '../database.ts';
import { trackedAmong } from '../market/reading.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import type { ServedTarget } from './targets.ts';

/** A document that an answer named and that is settled already, with whose it is; null for one that could not be read. */
export interface KnownDocument {
  readonly kind: TargetKind;
  readonly target: string | null;
}

interface Brought {
  readonly records: readonly (StoredCount & { readonly kind: TargetKind })[];
  readonly documents: readonly KnownDocument[];
  /** What the targets found, where that is not the number of records. */
  readonly found: number | null;
}

/**
 * Counts the records of an answer for each target: its own for it, the rest as another issuer's. A filing that a list
 * names for a target counts as found until its document turns out to be another's: found + other issuer = named.
 */
export async function countForTargets(
  tx: Sql,
  taskId: bigint,
  targets: readonly ServedTarget[],
  { records, documents, found }: Brought,
): Promise<void> {
  if (targets.length === 0 || (records.length === 0 && !found)) return;
  const isOwn = await ownership(tx, targets, [...records, ...documents]);
  const rows = targets.map((target) => {
    const own = records.filter((each) => isOwn(target, each));
    const others = [
      // Of instruments that share a request, each counts its own: none is found with another.
      ...records.filter((each) => each.kind === 'cik' && !own.includes(each)).map((each) => each.records),
      ...documents.filter((each) => each.target !== null && !isOwn(target, each)).map(() => 1),
    ];
    const ownFound = found === null ? sum(own.map((each) => each.records)) : found - sum(others);
    return Prisma.sql`(${target.id}::bigint, ${ownFound}::int, ${sum(own.map(({ created }) => created))}::int, ${sum(others)}::int)`;
  });
  await tx.$executeRaw`
    UPDATE task_targets t SET found = v.found, created = v.created, other_issuer = v.other
    FROM (VALUES ${Prisma.join(rows)}) AS v(target_id, found, created, other)
    WHERE t.task_id = ${taskId} AND t.target_id = v.target_id`;
}

/** Whose records are a target's own: those of its kind and name; a whole market's are those about tracked companies, too. */
async function ownership(
  tx: Sql,
  targets: readonly ServedTarget[],
  brought: readonly KnownDocument[],
): Promise<(target: ServedTarget, of: KnownDocument) => boolean> {
  const ciks = brought.flatMap(({ kind, target }) => (kind === 'cik' && target !== null ? target : []));
  const asksMarket = targets.some(({ kind }) => kind === 'market');
  const tracked = asksMarket && ciks.length > 0 ? await trackedAmong(tx, ciks) : new Set<string | null>();
  return (target, of) => {
    if (of.kind === 'market') return true;
    if (target.kind === 'market') return tracked.has(of.target);
    return target.kind === of.kind && target.target === of.target;
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
