import type { SourceId } from '@tickermill/core';
import type { Database } from '../database.ts';

/** A session with a source, as its client keeps it: secret, all of it. */
interface KeptSession {
  readonly id: string;
  readonly cookie: string;
  readonly crumb: string | null;
}

/** Where the processes of an installation keep the one session of a source that they share. */
export interface SourceSessions {
  load(source: SourceId): Promise<KeptSession | null>;
  save(source: SourceId, session: KeptSession, lifeMs: number): Promise<void>;
  forget(source: SourceId, id: string): Promise<void>;
}

/** Keeps sessions in Postgres, by whose clock their life ends. */
export const keepSessions = (db: Database): SourceSessions => ({
  async load(source) {
    const [row] = await db.$queryRaw<{ value: string }[]>`
      SELECT value FROM source_sessions WHERE source = ${source} AND expires_at > clock_timestamp()`;
    return row ? (JSON.parse(row.value) as KeptSession) : null;
  },
  async save(source, session, lifeMs) {
    await db.$executeRaw`
      INSERT INTO source_sessions (source, value, obtained_at, expires_at)
      VALUES (${source}, ${JSON.stringify(session)}, clock_timestamp(), clock_timestamp() + ${lifeMs} * interval '1 ms')
      ON CONFLICT (source) DO UPDATE SET value = EXCLUDED.value, obtained_at = EXCLUDED.obtained_at, expires_at = EXCLUDED.expires_at`;
  },
  async forget(source, id) {
    await db.$executeRaw`DELETE FROM source_sessions WHERE source = ${source} AND value::jsonb ->> 'id' = ${id}`;
  },
});
