// The version of each listing's file that was stored last, for conditional requests.

import type { FileValidators } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** What a request sends back, so that the server need not answer the same file again; null: the file is not held. */
export async function heldFile(
  sql: Sql,
  { url, parserVersion }: Pick<FileValidators, 'url' | 'parserVersion'>,
): Promise<Pick<FileValidators, 'etag' | 'lastModified'> | null> {
  const [held] = await sql.$queryRaw<Pick<FileValidators, 'etag' | 'lastModified'>[]>`
    SELECT etag, last_modified AS "lastModified" FROM listing_files
    WHERE url = ${url} AND parser_version = ${parserVersion} LIMIT 1`;
  return held ?? null;
}

/** Remembers the version of a listing's file; null: it must be answered whole the next time. */
export async function keepFile(tx: Sql, listing: string, file: FileValidators | null): Promise<void> {
  if (file === null) {
    await tx.$executeRaw`DELETE FROM listing_files WHERE listing = ${listing}`;
    return;
  }
  const { url, etag, lastModified, parserVersion } = file;
  await tx.$executeRaw`
    INSERT INTO listing_files (listing, url, etag, last_modified, parser_version)
    VALUES (${listing}, ${url}, ${etag}, ${lastModified}, ${parserVersion})
    ON CONFLICT (listing) DO UPDATE SET url = EXCLUDED.url, etag = EXCLUDED.etag, last_modified = EXCLUDED.last_modified,
      parser_version = EXCLUDED.parser_version, read_at = EXCLUDED.read_at`;
}
