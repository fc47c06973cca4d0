import type { Query } from '@tanstack/react-query';
import { queryClient } from '../api/queries.ts';

/** Requests that are to be sent once more when they end, by the hash of their query. */
const owed = new Set<string>();

/**
 * Asks again what is stale. A request that is under way ends first and is sent once more: cut off by the events of each
 * second, a slow one would never be answered. A hidden page asks when it is looked at.
 */
export function askAgain(isStale: (path: string) => boolean): void {
  const predicate = ({ queryKey }: Pick<Query, 'queryKey'>) => isStale(String(queryKey[0]));
  for (const query of queryClient.getQueryCache().findAll({ predicate, fetchStatus: 'fetching' })) oweAnother(query);
  void queryClient.invalidateQueries(
    { predicate, refetchType: document.hidden ? 'none' : 'active' },
    { cancelRefetch: false },
  );
}

function oweAnother({ queryHash, queryKey, promise }: Query): void {
  if (!promise || owed.has(queryHash)) return;
  owed.add(queryHash);
  const ask = () => {
    owed.delete(queryHash);
    void queryClient.invalidateQueries({ queryKey, exact: true });
  };
  promise.then(ask, ask);
}
