import type { SourceId } from '@tickermill/core';
import type { Database } from '../database.ts';

const prefix = 'terms/';

/** How the terms of a source were accepted: by a key on a terminal, by `--yes`, or by an unattended start. */
export type Acceptance = 'terminal' | '--yes' | 'unattended';

/** The terms of each source that this installation has been shown, by their hash. */
export async function shownTerms(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db.$queryRaw<{ source: string; sha256: string }[]>`
    SELECT substr(key, length(${prefix}) + 1) AS source, value ->> 'sha256' AS sha256
    FROM settings WHERE starts_with(key, ${prefix})`;
  return new Map(rows.map(({ source, sha256 }) => [source, sha256]));
}

/** Records that the terms of a source were shown and accepted, in place of what was recorded of a former text. */
export async function recordTerms(
  db: Database,
  { source, sha256, accepted }: { source: SourceId; sha256: string; accepted: Acceptance },
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO settings (key, value) VALUES (${prefix + source},
      jsonb_build_object('sha256', ${sha256}::text, 'accepted', ${accepted}::text, 'at', clock_timestamp()))
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = clock_timestamp()`;
}
