import { addDays, type Day, latencyQuantile, type SourceId } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** So many checks in a row that a server failed are told. */
const failuresTold = 2;
/** Of requests in the first hours of a day of UTC, when the night's work is done. */
const nightHours = 6;
/** Slow: one request in twenty took longer, on so many nights in a row. */
const slowMs = 10_000;
const slowNights = 3;

const checkKey = (source: SourceId) => `source-check/${source}`;

/** Begins to check a source; false if it has been begun before. */
export async function beginChecks(sql: Sql, source: SourceId): Promise<boolean> {
  const added = await sql.$executeRaw`
    INSERT INTO settings (key, value) VALUES (${checkKey(source)}, '{"failures": 0}') ON CONFLICT DO NOTHING`;
  return added > 0;
}

/**
 * Records the status that a check was answered with. The second 5xx in a row is published as `source.failing`, the first
 * other answer after it as `source.recovered`; each once.
 */
export async function recordCheck(sql: Sql, source: SourceId, status: number): Promise<void> {
  const hasFailed = status >= 500;
  await sql.$executeRaw`
    WITH former AS (
      SELECT (value ->> 'failures')::int AS failures FROM settings WHERE key = ${checkKey(source)} FOR UPDATE
    ), latest AS (
      UPDATE settings s SET updated_at = clock_timestamp(), value = jsonb_build_object('status', ${status}::int,
        'failures', CASE WHEN ${hasFailed} THEN former.failures + 1 ELSE 0 END)
      FROM former WHERE s.key = ${checkKey(source)} RETURNING (s.value ->> 'failures')::int AS failures
    )
    INSERT INTO events (type, data)
    SELECT CASE WHEN latest.failures = 0 THEN 'source.recovered' ELSE 'source.failing' END,
      jsonb_build_object('source', ${source}::text, 'status', ${status}::int,
        'failures', greatest(former.failures, latest.failures))
    FROM former, latest
    WHERE latest.failures = ${failuresTold} OR (latest.failures = 0 AND former.failures >= ${failuresTold})`;
}

/** Without a night that could be judged for so long a source is not called slow any more. */
const forgottenNights = 7;

/**
 * Publishes `source.slow` of each source of whose requests one in twenty took over 10 s on the last three nights, and
 * `source.slow-ended` after the first night that is not so: once each. `night` is the day of the last of them.
 */
export async function publishSlowSources(sql: Sql, night: Day): Promise<void> {
  const nights = Array.from({ length: slowNights }, (_, nth) => addDays(night, -nth));
  const rows = await sql.$queryRaw<{ source: SourceId; night: Day; buckets: number[] }[]>`
    SELECT source, night::text AS night, array_agg(count ORDER BY at) AS buckets FROM (
      SELECT source, (hour AT TIME ZONE 'UTC')::date AS night, at, sum(b)::int AS count
      FROM source_hours, unnest(buckets) WITH ORDINALITY AS u(b, at)
      WHERE (hour AT TIME ZONE 'UTC')::date = ANY(${nights}::date[])
        AND extract(hour FROM hour AT TIME ZONE 'UTC') < ${nightHours}
      GROUP BY 1, 2, 3) s
    GROUP BY 1, 2 ORDER BY 1, 2`;
  for (const source of new Set(rows.map((row) => row.source))) {
    const own = rows.filter((row) => row.source === source);
    const slow = own.map(({ buckets }) => latencyQuantile(buckets, 0.95) ?? 0);
    if (own.at(-1)?.night === night && (slow.at(-1) ?? 0) <= slowMs) await endSlow(sql, { night, source });
    if (slow.length < slowNights || slow.some((ms) => ms <= slowMs)) continue;
    await sql.$executeRaw`
      WITH former AS (
        SELECT (value ->> 'night')::date AS night FROM settings WHERE key = ${`source-slow/${source}`}
      ), latest AS (
        INSERT INTO settings (key, value) VALUES (${`source-slow/${source}`}, jsonb_build_object('night', ${night}::text))
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = clock_timestamp()
      )
      INSERT INTO events (type, data)
      SELECT 'source.slow', jsonb_build_object('source', ${source}::text, 'night', ${night}::text,
        'p95_ms', ${JSON.stringify(slow)}::jsonb)
      WHERE NOT EXISTS (SELECT FROM former WHERE former.night >= ${night}::date - 1)`;
  }
  await endSlow(sql, { night, lastSlow: addDays(night, -forgottenNights) });
}

/** Ends that a source is slow, or all that were last slow so long ago. */
async function endSlow(
  sql: Sql,
  { night, source = null, lastSlow = null }: { night: Day; source?: SourceId | null; lastSlow?: Day | null },
): Promise<void> {
  await sql.$executeRaw`
    WITH ended AS (
      DELETE FROM settings WHERE key LIKE 'source-slow/%'
        AND (key = ${`source-slow/${source}`} OR (value ->> 'night')::date <= ${lastSlow}::date)
      RETURNING substr(key, length('source-slow/') + 1) AS source)
    INSERT INTO events (type, data)
    SELECT 'source.slow-ended', jsonb_build_object('source', source, 'night', ${night}::text) FROM ended`;
}
