import type { DatasetId, Day, SourceId } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/**
 * Publishes that the index of a day is overdue, unless that is published already or the index has been read meanwhile:
 * once, however many processes try. Nothing is published while a run that may read it has just begun.
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

/** The counts of a replay. */
export interface ReplayCounts {
  readonly read: number;
  readonly changed: number;
  readonly stored: number;
  readonly unchanged: number;
  readonly unreadable: number;
  readonly missing: number;
}

/** Publishes the end of a replay. */
export async function publishReplayFinished(
  sql: Sql,
  about: {
    readonly dataset: DatasetId;
    readonly source: SourceId;
    readonly parserVersion: number;
    readonly counts: ReplayCounts;
  },
): Promise<void> {
  const { dataset, source, parserVersion, counts } = about;
  const data = { dataset, source, parser_version: parserVersion, ...counts };
  await sql.$executeRaw`INSERT INTO events (type, data) VALUES ('replay.finished', ${JSON.stringify(data)}::jsonb)`;
}
