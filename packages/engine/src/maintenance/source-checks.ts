import { dayAt, type SourceId } from '@tickermill/core';
import { beginChecks, publishSlowSources, recordCheck } from '@tickermill/store/sources';
import { sources as sourceTable } from '@tickermill/upstream';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

const hourMs = 3_600_000;
/** The hours of a night have passed by then, and what was counted in them is written. */
const nightEndsMs = 6.5 * hourMs;

interface SourceChecksDeps extends EngineDeps {
  readonly sources: readonly SourceId[];
  /** The status that the probe of a source is answered with; null where there was no answer or no leave to ask. */
  readonly probe: (source: SourceId) => Promise<number | null>;
}

/**
 * Asks, once an hour, whether sources are there that are asked for little else, for the first time an hour after the
 * installation began. What fails twice in a row is published, and so is a source that was slow on three nights.
 */
export const sourceChecksChore = ({ store, now, sources, probe }: SourceChecksDeps): Chore => ({
  name: 'source-checks',
  everyMs: hourMs,
  async run() {
    for (const source of sources.filter((each) => sourceTable[each].isChecked)) {
      if (await beginChecks(store.sql, source)) continue;
      const status = await probe(source);
      if (status !== null) await recordCheck(store.sql, source, status);
    }
    await publishSlowSources(store.sql, dayAt(new Date(now().getTime() - nightEndsMs), 'UTC'));
    return 'done';
  },
});
