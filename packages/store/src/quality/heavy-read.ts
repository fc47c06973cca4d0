import type { Store } from '../database.ts';
import type { Sql } from '../sql.ts';

/** What one statement of a check may sort in memory: three million bars, of which it needs a few columns. */
const workMemory = '192MB';

/**
 * Reads with room to sort a whole market in memory, and planned for what is judged: all of it, or the bars of a night.
 * Compiling such a statement takes longer than it saves.
 */
export const heavyRead = <T>(store: Pick<Store, 'sqlTransaction'>, read: (sql: Sql) => Promise<T>): Promise<T> =>
  store.sqlTransaction(async (tx) => {
    await tx.$executeRaw`
      SELECT set_config('work_mem', ${workMemory}, true), set_config('plan_cache_mode', 'force_custom_plan', true),
        set_config('jit', 'off', true)`;
    return read(tx);
  });
