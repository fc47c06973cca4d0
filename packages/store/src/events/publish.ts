import type { Day, SourceId } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/**
 * Tells that the index of a day is overdue, unless that is told already or it has been read meanwhile: once, however many
 * processes say so. While a run that may read it has just begun, nothing is told yet.
 */
export async function publishOverdueIndex(sql: Sql, source: SourceId, day: Day): Promise<void> {
  await sql.$executeRaw`
    WITH told AS (
      UPDATE market_readings SET overdue_told = ${day}::date
      WHERE source = ${source} AND coalesce(overdue_told, '-infinity') < ${day}::date
        AND NOT EXISTS (SELECT FROM index_days WHERE day = ${day}::date)
        AND NOT EXISTS (SELECT FROM runs WHERE dataset = 'ownership-index' AND finished_at IS NULL
          AND created_at > clock_timestamp() - interval '30 min')
      RETURNING watermark)
    INSERT INTO events (type, data)
    SELECT 'index.overdue', jsonb_build_object('dataset', 'ownership-index', 'source', ${source}::text, 'day', ${day}::text,
      'watermark', watermark::text) FROM told`;
}

/** What reading documents again has come to. */
export interface ReplayCounts {
  readonly read: number;
  readonly changed: number;
  readonly stored: number;
  readonly unchanged: number;
  readonly unreadable: number;
  readonly missing: number;
}

/** Tells that a replay has come to its end. */
export async function publishReplayFinished(
  sql: Sql,
  about: { readonly source: SourceId; readonly parserVersion: number; readonly counts: ReplayCounts },
): Promise<void> {
  const data = { source: about.source, parser_version: about.parserVersion, ...about.counts };
  await sql.$executeRaw`INSERT INTO events (type, data) VALUES ('replay.finished', ${JSON.stringify(data)}::jsonb)`;
}
