import type { Sql } from '../sql.ts';

/** By how many ms the clock of this process is ahead of Postgres'; negative: behind. As exact as a round trip is short. */
export async function clockSkewMs(sql: Sql, now: () => Date): Promise<number> {
  const before = now().getTime();
  const [row] = await sql.$queryRaw<{ at: Date }[]>`SELECT clock_timestamp() AS at`;
  const after = now().getTime();
  const at = row?.at.getTime() ?? before;
  // Postgres looked at its clock at some moment between the two.
  if (at >= before && at <= after) return 0;
  return at < before ? before - at : after - at;
}
