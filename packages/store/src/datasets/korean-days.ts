// What the Korea Exchange says of all its shares or funds on a day, each stored in one statement.

import {
  type DatasetId,
  type Day,
  type KoreanEtfValues,
  type KoreanSectors,
  type KoreanValuations,
  PipelineError,
} from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/** A market may name so much fewer than at its last stored session. */
const shrinkAllowed = 0.1;

/** What the days of all three datasets have in common. */
interface KoreanDay {
  readonly day: Day;
  readonly provider: string;
  readonly parserVersion: number;
  readonly rows: readonly { readonly symbol: string; readonly mic: string }[];
}

/** Rows that were stored: how many are new, how many other than before. */
interface Written {
  readonly created: number;
  readonly updated: number;
}

/**
 * Stores days, one after the other. One that names over a tenth fewer of a market than its last stored session is refused
 * whole. @throws {PipelineError} `UNEXPECTED_ANSWER`
 */
async function storeDays<D extends KoreanDay>(
  tx: Sql,
  {
    dataset,
    write,
    targetOf = ({ day }) => day,
  }: {
    dataset: DatasetId;
    write: (tx: Sql, day: D, rows: string) => Promise<Written[]>;
    targetOf?: (day: D) => string;
  },
  days: readonly D[],
): Promise<StoredCount[]> {
  const counts: StoredCount[] = [];
  for (const day of days) {
    await refuseShrunk(tx, dataset, day);
    const [written] = await write(tx, day, JSON.stringify(day.rows));
    counts.push({
      target: targetOf(day),
      records: day.rows.length,
      created: written?.created ?? 0,
      updated: written?.updated ?? 0,
    });
  }
  return counts;
}

/** Compares a day with the last one before it, and records how many rows each of its markets has. */
async function refuseShrunk(tx: Sql, dataset: DatasetId, { day, provider, rows }: KoreanDay): Promise<void> {
  const counts = new Map<string, number>();
  for (const { mic } of rows) counts.set(mic, (counts.get(mic) ?? 0) + 1);
  const byMic = [...counts].map(([mic, count]) => ({ mic, rows: count }));
  const before = await tx.$queryRaw<{ mic: string; day: Day; rows: number }[]>`
    SELECT DISTINCT ON (mic) mic, day::text AS day, rows FROM korean_days
    WHERE dataset = ${dataset} AND day < ${day}::date AND provider = ${provider} AND mic = ANY(${byMic.map(({ mic }) => mic)}::text[])
    ORDER BY mic, day DESC`;
  for (const last of before) {
    const now = byMic.find(({ mic }) => mic === last.mic)?.rows ?? 0;
    if (now >= last.rows * (1 - shrinkAllowed)) continue;
    const why = `${dataset} of ${day} has ${now} rows of ${last.mic}, over a tenth fewer than the ${last.rows} of ${last.day}: nothing of it is stored`;
    throw new PipelineError('UNEXPECTED_ANSWER', why, { detail: { dataset, day, mic: last.mic } });
  }
  await tx.$executeRaw`
    INSERT INTO korean_days (dataset, mic, day, rows, provider, stored_at)
    SELECT ${dataset}, mic, ${day}::date, rows, ${provider}, now()
    FROM jsonb_to_recordset(${JSON.stringify(byMic)}::jsonb) AS n(mic text, rows int) ORDER BY mic
    ON CONFLICT (dataset, mic, day) DO UPDATE SET rows = EXCLUDED.rows, provider = EXCLUDED.provider, stored_at = EXCLUDED.stored_at`;
}

const writeValuations = (tx: Sql, { day, provider, parserVersion }: KoreanValuations, rows: string) =>
  tx.$queryRaw<Written[]>`
    WITH kept AS (
      INSERT INTO korean_valuations AS v (instrument_id, day, close, eps, per, bps, pbr, dps, dividend_yield, provider, fetched_at, parser_version)
      SELECT s.instrument_id, ${day}::date, t.close, t.eps, t.per, t.bps, t.pbr, t.dps, t."dividendYield", ${provider}, now(), ${parserVersion}
      FROM jsonb_to_recordset(${rows}::jsonb) AS t(symbol text, mic text, close numeric, eps numeric, per numeric,
        bps numeric, pbr numeric, dps numeric, "dividendYield" numeric)
        JOIN symbols s ON s.symbol = t.symbol AND s.mic = t.mic AND s.valid_to IS NULL
      ORDER BY s.instrument_id
      ON CONFLICT (instrument_id, day) DO UPDATE SET close = EXCLUDED.close, eps = EXCLUDED.eps, per = EXCLUDED.per,
        bps = EXCLUDED.bps, pbr = EXCLUDED.pbr, dps = EXCLUDED.dps, dividend_yield = EXCLUDED.dividend_yield,
        provider = EXCLUDED.provider, fetched_at = EXCLUDED.fetched_at, parser_version = EXCLUDED.parser_version
      WHERE (v.close, v.eps, v.per, v.bps, v.pbr, v.dps, v.dividend_yield)
        IS DISTINCT FROM (EXCLUDED.close, EXCLUDED.eps, EXCLUDED.per, EXCLUDED.bps, EXCLUDED.pbr, EXCLUDED.dps, EXCLUDED.dividend_yield)
      RETURNING (xmax = 0) AS created
    )
    SELECT count(*) FILTER (WHERE created)::int AS created, count(*) FILTER (WHERE NOT created)::int AS updated FROM kept`;

const writeEtfValues = (tx: Sql, { day, provider, parserVersion }: KoreanEtfValues, rows: string) =>
  tx.$queryRaw<Written[]>`
    WITH kept AS (
      INSERT INTO korean_etf_values AS v (instrument_id, day, nav, net_assets, shares, index_name, index_value, provider, fetched_at, parser_version)
      SELECT s.instrument_id, ${day}::date, t.nav, t."netAssets", t.shares, t."indexName", t."indexValue", ${provider}, now(), ${parserVersion}
      FROM jsonb_to_recordset(${rows}::jsonb) AS t(symbol text, mic text, nav numeric, "netAssets" numeric, shares numeric,
        "indexName" text, "indexValue" numeric)
        JOIN symbols s ON s.symbol = t.symbol AND s.mic = t.mic AND s.valid_to IS NULL
      ORDER BY s.instrument_id
      ON CONFLICT (instrument_id, day) DO UPDATE SET nav = EXCLUDED.nav, net_assets = EXCLUDED.net_assets,
        shares = EXCLUDED.shares, index_name = EXCLUDED.index_name, index_value = EXCLUDED.index_value,
        provider = EXCLUDED.provider, fetched_at = EXCLUDED.fetched_at, parser_version = EXCLUDED.parser_version
      WHERE (v.nav, v.net_assets, v.shares, v.index_name, v.index_value)
        IS DISTINCT FROM (EXCLUDED.nav, EXCLUDED.net_assets, EXCLUDED.shares, EXCLUDED.index_name, EXCLUDED.index_value)
      RETURNING (xmax = 0) AS created
    )
    SELECT count(*) FILTER (WHERE created)::int AS created, count(*) FILTER (WHERE NOT created)::int AS updated FROM kept`;

/** A sector is what it was last: an earlier day never replaces a later one. */
const writeSectors = (tx: Sql, { day, provider, parserVersion }: KoreanSectors, rows: string) =>
  tx.$queryRaw<Written[]>`
    WITH kept AS (
      INSERT INTO korean_sectors AS v (instrument_id, sector, day, provider, fetched_at, parser_version)
      SELECT s.instrument_id, t.sector, ${day}::date, ${provider}, now(), ${parserVersion}
      FROM jsonb_to_recordset(${rows}::jsonb) AS t(symbol text, mic text, sector text)
        JOIN symbols s ON s.symbol = t.symbol AND s.mic = t.mic AND s.valid_to IS NULL
      ORDER BY s.instrument_id
      ON CONFLICT (instrument_id) DO UPDATE SET sector = EXCLUDED.sector, day = EXCLUDED.day, provider = EXCLUDED.provider,
        fetched_at = EXCLUDED.fetched_at, parser_version = EXCLUDED.parser_version
      WHERE v.day <= EXCLUDED.day AND v.sector <> EXCLUDED.sector
      RETURNING (xmax = 0) AS created
    )
    SELECT count(*) FILTER (WHERE created)::int AS created, count(*) FILTER (WHERE NOT created)::int AS updated FROM kept`;

export const koreanValuationsTable: DatasetTable<'korean-valuations'> = {
  dataset: 'korean-valuations',
  recordsOf: 'market',
  store: (tx, days) => storeDays(tx, { dataset: 'korean-valuations', write: writeValuations }, days),
  settled: noDocuments,
};

export const koreanEtfValuesTable: DatasetTable<'korean-etf-values'> = {
  dataset: 'korean-etf-values',
  recordsOf: 'market',
  store: (tx, days) => storeDays(tx, { dataset: 'korean-etf-values', write: writeEtfValues }, days),
  settled: noDocuments,
};

/** Sectors are requested market by market. */
const ofMarket = ({ day, rows: [first] }: KoreanSectors) => `${day} ${first?.mic}`;

export const koreanSectorsTable: DatasetTable<'korean-sectors'> = {
  dataset: 'korean-sectors',
  recordsOf: 'market',
  store: (tx, days) => storeDays(tx, { dataset: 'korean-sectors', write: writeSectors, targetOf: ofMarket }, days),
  settled: noDocuments,
};
