import { PipelineError } from '@tickermill/core';
import type { Database } from './database.ts';

/**
 * Checks that this process and the database mean the same sources: whoever comes first decides, so that invented and
 * real data never mix. @throws {PipelineError} `CONFIG_INVALID` when they differ.
 */
export async function agreeOnSources(db: Database, mode: 'sandbox' | 'live'): Promise<void> {
  await db.$executeRaw`INSERT INTO settings (key, value) VALUES ('sources', to_jsonb(${mode}::text)) ON CONFLICT (key) DO NOTHING`;
  const recorded = await db.setting.findUniqueOrThrow({ where: { key: 'sources' } });
  if (recorded.value !== mode) {
    throw new PipelineError(
      'CONFIG_INVALID',
      `SOURCES: this database holds ${recorded.value} data, and SOURCES is ${mode}. Name another place with TICKERMILL_HOME or DATABASE_URL.`,
    );
  }
}
