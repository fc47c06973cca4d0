import type { Log, SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { askDirectly, askThroughProxies, tryProxies, type Way } from '@tickermill/store/sources';
import { type Egress, type GrantedPermit, openEgress, type Proxies } from '@tickermill/upstream';

/** The proxies of this process, and whether the installation uses proxies now. The truth is in `source_state`. */
export interface EgressState {
  readonly pools: Egress;
  /** Whether this process has proxies for a source. */
  has(source: SourceId): boolean;
  /** A permit was taken: the row says whether requests go through the proxies. */
  permitted(source: SourceId, way: Way): void;
  /** The egress by the latest permit. */
  leave(source: SourceId): GrantedPermit;
}

/** Opens the proxies of this process. Nothing is sent yet. */
export function openEgressState({ store, log, proxies }: { store: Store; log: Log; proxies: Proxies }): EgressState {
  const ways = new Map<SourceId, Way>();
  const onTrial = new Set<SourceId>();
  const written = async (source: SourceId, write: () => Promise<void>) => {
    try {
      await write();
    } catch (error) {
      // What came of the request itself must not be lost by it.
      log.warn('could not record the egress of the source', { source, error: String(error) });
    }
  };
  const pools = openEgress(proxies, {
    async worked(source) {
      if (!onTrial.delete(source)) return;
      await written(source, async () => {
        if (await askThroughProxies(store.db, source))
          log.info('requests go through the proxies of the source again', { source });
      });
    },
    async failed(source, last) {
      await written(source, async () => {
        if (!(await askDirectly(store.db, source))) return;
        log.warn('proxies of the source fail: bypassing them at half the pace', {
          source,
          last: last.message,
        });
      });
    },
  });

  return {
    pools,
    has: (source) => hasProxies(proxies, source),
    permitted(source, way) {
      ways.set(source, way);
      if (way === 'trial') onTrial.add(source);
    },
    leave: (source) => ({ direct: ways.get(source) === 'direct' }),
  };
}

/**
 * Prepares the egress of a source when a worker starts: with proxies they are tested at once, as an operator may have
 * repaired them; without, requests go directly as ever, and at the source's own pace.
 */
export async function prepareEgress(store: Store, source: SourceId, proxies: Proxies = {}): Promise<void> {
  if (hasProxies(proxies, source)) await tryProxies(store.db, source);
  else await askThroughProxies(store.db, source);
}

const hasProxies = (proxies: Proxies, source: SourceId) => (proxies[source] ?? []).length > 0;
