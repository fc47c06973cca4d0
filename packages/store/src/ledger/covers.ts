// SQL that decides whether parameters of one target cover those of another.

import { Prisma } from '../database.ts';

/**
 * Marks the parameters of a target that requests only some of its documents, as when a failed one is reopened: its list
 * was not requested.
 */
export const partOf = 'part';

/** Whether a target requested its list, and not only a part. */
export const isWhole = (params: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${params} -> ${Prisma.raw(`'${partOf}'`)}) IS NULL`;

/**
 * Whether a success reaches as far as a request: `since` and `from` not later, `to` not earlier, the whole if the whole
 * is requested, and not by a quote if a chart is. One that a limit truncated would have been partial.
 */
export const reachesAsFar = (have: Prisma.Sql, want: Prisma.Sql): Prisma.Sql => Prisma.sql`(${isWhole(have)} AND
  coalesce((${have} ->> 'since') COLLATE "C" <= ${want} ->> 'since', true)
  AND coalesce((${have} ->> 'from') COLLATE "C" <= ${want} ->> 'from', true)
  AND coalesce((${have} ->> 'to') COLLATE "C" >= ${want} ->> 'to', true)
  AND coalesce((${have} ->> 'isWhole')::boolean >= (${want} ->> 'isWhole')::boolean, true)
  AND coalesce(${have} ->> 'ask' IN ('bars', ${want} ->> 'ask'), true))`;

/** Whether parameters cover a request: they reach as far, and `maxFilings` is not smaller. */
export const covers = (have: Prisma.Sql, want: Prisma.Sql): Prisma.Sql => Prisma.sql`(${reachesAsFar(have, want)}
  AND coalesce((${have} ->> 'maxFilings')::bigint >= (${want} ->> 'maxFilings')::bigint, true))`;

/** The parameters that cover both. */
export const widest = (
  one: Prisma.Sql,
  other: Prisma.Sql,
): Prisma.Sql => Prisma.sql`(${one} || ${other} || jsonb_strip_nulls(
  jsonb_build_object('since', least((${one} ->> 'since') COLLATE "C", ${other} ->> 'since'),
    'from', least((${one} ->> 'from') COLLATE "C", ${other} ->> 'from'), 'to', greatest((${one} ->> 'to') COLLATE "C", ${other} ->> 'to'),
    'isWhole', greatest((${one} ->> 'isWhole')::boolean, (${other} ->> 'isWhole')::boolean),
    'isGap', greatest((${one} ->> 'isGap')::boolean, (${other} ->> 'isGap')::boolean),
    'ask', CASE WHEN ${one} ->> 'ask' IS DISTINCT FROM ${other} ->> 'ask' THEN 'bars' END,
    'maxFilings', greatest((${one} ->> 'maxFilings')::bigint, (${other} ->> 'maxFilings')::bigint))))`;
