import { Prisma } from '../database.ts';

/** Whether parameters that were asked with bring all that others ask for: `since` not later, `maxFilings` not smaller. */
export const covers = (have: Prisma.Sql, want: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  coalesce((${have} ->> 'since') COLLATE "C" <= ${want} ->> 'since', true)
  AND coalesce((${have} ->> 'maxFilings')::bigint >= (${want} ->> 'maxFilings')::bigint, true))`;

/** The parameters that cover both. */
export const widest = (
  one: Prisma.Sql,
  other: Prisma.Sql,
): Prisma.Sql => Prisma.sql`(${one} || ${other} || jsonb_strip_nulls(
  jsonb_build_object('since', least((${one} ->> 'since') COLLATE "C", ${other} ->> 'since'),
    'maxFilings', greatest((${one} ->> 'maxFilings')::bigint, (${other} ->> 'maxFilings')::bigint))))`;
