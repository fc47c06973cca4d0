import type { SourceId, SourcePreference } from '@tickermill/core';
import type { Database } from '../database.ts';

const preferenceKey = 'price-sources';

/** Which sources are enabled and open, and the preference for prices: the input of a planner's choice. */
export interface SourceAvailability {
  readonly enabled: ReadonlySet<SourceId>;
  /** Enabled, and neither quiet nor paused. */
  readonly open: ReadonlySet<SourceId>;
  readonly preference: SourcePreference | null;
}

/** Records which sources the workers use, and the preference for prices. */
export async function recordSources(
  db: Database,
  { enabled, preference }: { enabled: readonly SourceId[]; preference: SourcePreference | null },
): Promise<void> {
  await db.$executeRaw`UPDATE source_state SET enabled = source = ANY(${[...enabled]}::text[])
    WHERE enabled <> (source = ANY(${[...enabled]}::text[]))`;
  if (preference === null) return;
  const value = { usually: [...preference.usually], instead: { ...preference.instead } } as object;
  await db.setting.upsert({
    where: { key: preferenceKey },
    create: { key: preferenceKey, value },
    update: { value, updatedAt: new Date() },
  });
}

/** The current availability of the sources. A source that no worker has prepared is not enabled. */
export async function sourceAvailability(db: Database): Promise<SourceAvailability> {
  const rows = await db.sourceState.findMany({ where: { enabled: true } });
  const preference = await db.setting.findUnique({ where: { key: preferenceKey } });
  return {
    enabled: new Set(rows.map(({ source }) => source as SourceId)),
    open: new Set(
      rows
        .filter(({ state, pausedAt }) => state === 'open' && pausedAt === null)
        .map(({ source }) => source as SourceId),
    ),
    preference: (preference?.value ?? null) as SourcePreference | null,
  };
}
