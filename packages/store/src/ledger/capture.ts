// Stores, reads and expires the bodies of answers.

import { promisify } from 'node:util';
import { gunzip, gzip, gzipSync } from 'node:zlib';
import type { SourceId } from '@tickermill/core';
import { Prisma, type Store } from '../database.ts';
import type { Sql } from '../sql.ts';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** The body of an answer, to be kept. */
export interface Capture {
  readonly source: SourceId;
  readonly url: string;
  readonly status: number;
  readonly sha256: string;
  readonly body: Buffer;
  /** Null: for ever. */
  readonly keepDays: number | null;
}

export interface PackedCapture extends Capture {
  readonly packed: Buffer;
}

/** Compressing more than this is left to another thread; for less, getting there costs more than the work. */
const compressedAtOnce = 64 * 1024;

/** Compresses a capture; before the transaction that keeps it, so that no row stays locked meanwhile. */
export async function pack(capture: Capture | null): Promise<PackedCapture | null> {
  if (capture === null) return null;
  const { body } = capture;
  return { ...capture, packed: body.length <= compressedAtOnce ? gzipSync(body) : await compress(body) };
}

/** The statement that keeps those of the bodies that are wanted, each once per content, for the longest period requested. */
export function keeping(captures: readonly PackedCapture[], isWanted: Prisma.Sql): Prisma.Sql {
  let start = 1;
  const rows = onceByContent(captures).map(({ body, packed, ...capture }) => {
    const row = { ...capture, size: body.length, start, length: packed.length };
    start += packed.length;
    return { row, packed };
  });
  // One value for all bodies: a list of them would be sent as text, twice as long.
  const bodies = Buffer.concat(rows.map(({ packed }) => packed));
  return Prisma.sql`
    INSERT INTO captures (sha256, source, url, status, size, body, keep_until)
    SELECT sha256, source, url, status, size, substring(${bodies}::bytea FROM start FOR length),
      now() + "keepDays" * interval '1 day'
    FROM jsonb_to_recordset(${JSON.stringify(rows.map(({ row }) => row))}::jsonb) AS c(sha256 text, source text,
      url text, status int, size int, start int, length int, "keepDays" int)
    WHERE ${isWanted}
    ORDER BY sha256
    ON CONFLICT (sha256) DO UPDATE SET keep_until = CASE
      WHEN captures.keep_until IS NULL OR EXCLUDED.keep_until IS NULL THEN NULL
      ELSE greatest(captures.keep_until, EXCLUDED.keep_until) END`;
}

/** A statement writes no row twice: of equal bodies the one that is kept longer. */
function onceByContent(captures: readonly PackedCapture[]): PackedCapture[] {
  const daysOf = ({ keepDays }: PackedCapture) => keepDays ?? Number.POSITIVE_INFINITY;
  const longestLast = [...captures].sort((one, other) => daysOf(one) - daysOf(other));
  return [...new Map(longestLast.map((capture) => [capture.sha256, capture])).values()];
}

/** Keeps the body of an answer that could not be used, without ending its task. */
export async function keepCapture(store: Store, capture: Capture): Promise<void> {
  const packed = await pack(capture);
  if (packed) await store.sql.$executeRaw(keeping([packed], Prisma.sql`true`));
}

/** A body that is kept, as it came. */
export interface KeptBody {
  readonly sha256: string;
  readonly status: number;
  readonly url: string;
  readonly body: Buffer;
}

/** The body of this content; null when it is not kept, or no longer. */
export async function readCapture(sql: Sql, sha256: string): Promise<KeptBody | null> {
  return (await readCaptures(sql, [sha256])).get(sha256) ?? null;
}

/** The bodies of several contents, by these; what is not kept, or no longer, is not among them. */
export async function readCaptures(sql: Sql, contents: readonly string[]): Promise<Map<string, KeptBody>> {
  const rows = await sql.$queryRaw<(Omit<KeptBody, 'body'> & { packed: Buffer; size: number })[]>`
    SELECT sha256, status, url, size, body AS packed FROM captures WHERE sha256 = ANY(${[...contents]}::text[])`;
  const bodies = rows.map(async ({ packed, size, ...about }) => {
    return { ...about, body: await decompress(packed, { maxOutputLength: Math.max(size, 1) }) };
  });
  return new Map((await Promise.all(bodies)).map((kept) => [kept.sha256, kept]));
}

/**
 * Deletes expired captures, the oldest first, at most so many; the document of a stored filing, one that is set aside and
 * the latest answer about the facts of a company are kept however old they are. Returns how many it deleted.
 */
export async function deleteExpiredCaptures(sql: Sql, limit: number): Promise<number> {
  return sql.$executeRaw`
    DELETE FROM captures c USING (
      SELECT sha256 FROM captures k WHERE keep_until < now()
        AND NOT EXISTS (SELECT FROM filings WHERE document_sha256 = k.sha256)
        AND NOT EXISTS (SELECT FROM set_aside_documents WHERE capture_sha256 = k.sha256)
        AND NOT EXISTS (SELECT FROM company_facts WHERE document_sha256 = k.sha256)
        AND NOT EXISTS (SELECT FROM report_documents WHERE document_sha256 = k.sha256)
      ORDER BY keep_until LIMIT ${limit} FOR UPDATE SKIP LOCKED) expired
    WHERE c.sha256 = expired.sha256`;
}
