import { Prisma } from '../database.ts';

/**
 * Stands in the parameters of a target that is asked for some of its documents alone, as when a failed one is opened
 * again: nobody has asked what there is.
 */
export const partOf = 'part';

/** Whether a target was asked what there is, and not for a part alone. */
export const isWhole = (params: Prisma.Sql): Prisma.Sql =>
  Prisma.sql`(${params} -> ${Prisma.raw(`'${partOf}'`)}) IS NULL`;

/**
 * Whether a success brought all that others ask for: `since` and `from` not later, `to` not earlier, the whole where the
 * whole is asked for, and not by a quote what a chart is asked for. One whose limit had left something out would have been
 * partial.
 */
export const reachesAsFar = (have: Prisma.Sql, want: Prisma.Sql): Prisma.Sql => Prisma.sql`(${isWhole(have)} AND
  coalesce((${have} ->> 'since') COLLATE "C" <= ${want} ->> 'since', true)
  AND coalesce((${have} ->> 'from') COLLATE "C" <= ${want} ->> 'from', true)
  AND coalesce((${have} ->> 'to') COLLATE "C" >= ${want} ->> 'to', true)
  AND coalesce((${have} ->> 'isWhole')::boolean >= (${want} ->> 'isWhole')::boolean, true)
  AND coalesce(${have} ->> 'ask' IN ('bars', ${want} ->> 'ask'), true))`;

/** Whether parameters that were asked with bring all that others ask for: they reach as far, and `maxFilings` is not smaller. */
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
