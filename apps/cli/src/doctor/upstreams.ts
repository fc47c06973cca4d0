import { type Log, type SourceId, type SourcePreference, toPipelineError } from '@tickermill/core';
import { probeSource } from '@tickermill/engine';
import type { Store } from '@tickermill/store';
import { declaresOperator, enabledSources, type Keys, nameOperator, type Proxies, sources } from '@tickermill/upstream';
import { type Check, checkClock, failed, ok, skipped, warning } from './check.ts';

interface UpstreamCheckDeps {
  /** Null if there is no database to take a permit from. */
  readonly store: Store | null;
  readonly log: Log;
  readonly now: () => Date;
  readonly mode: 'sandbox' | 'live';
  readonly gateway: string | undefined;
  readonly userAgent: string | undefined;
  readonly proxies: Proxies;
  readonly keys: Keys;
  readonly preference: SourcePreference;
}

/** Sends one request to every source, under a permit. The source's `Date` is compared with this machine's clock. */
export async function checkSources(asking: UpstreamCheckDeps): Promise<Check[]> {
  const ids = enabledSources(asking.keys, asking.preference);
  const { store, mode, gateway, userAgent } = asking;
  const whyNot =
    store === null
      ? 'no request was sent: a permit needs a migrated Postgres'
      : mode === 'sandbox' && !gateway
        ? 'no request was sent: the sandbox runs with the installation (UPSTREAM_GATEWAY names another)'
        : null;
  if (mode === 'live' && !declaresOperator(userAgent ?? '')) {
    const todo = 'Set it, or leave SOURCES at sandbox.';
    return ids.map((id) => failed(id, nameOperator, todo));
  }
  if (store === null || whyNot !== null) return ids.map((id) => skipped(id, whyNot ?? ''));
  // Two at once: more would wait for each other's connections until their permits are void.
  const checks: Check[] = [];
  for (let nth = 0; nth < ids.length; nth += 2) {
    const pair = ids.slice(nth, nth + 2).map((id) => checkSource({ ...asking, store }, id));
    checks.push(...(await Promise.all(pair)).flat());
  }
  return checks;
}

async function checkSource(asking: UpstreamCheckDeps & { readonly store: Store }, id: SourceId): Promise<Check[]> {
  const { store, log, gateway, userAgent, proxies, keys } = asking;
  const upstream = { keys, ...(gateway ? { gateway } : {}), ...(userAgent ? { userAgent } : {}) };
  try {
    const reached = await probeSource({ store, log, now: () => new Date(), upstream, proxies }, id);
    if (reached.kind === 'held') {
      const until = reached.until ? ` until ${reached.until.toISOString().slice(0, 19)}Z` : '';
      const says = `no request was sent: it is ${reached.state}${until}${reached.reason ? ` (${reached.reason})` : ''}`;
      const wait = 'Wait: a request inside a block renews it. The workers probe it by themselves when it is over.';
      const todo = reached.state === 'paused' ? `Resume it: tickermill sources resume ${id}` : wait;
      return [warning(id, says, todo)];
    }
    const { status, ms, date } = reached;
    const says = `answers ${status} in ${Math.round(ms)} ms${gateway ? `, by way of ${gateway}` : ''}`;
    const theirs = date === null ? Number.NaN : Date.parse(date);
    // `Date` has whole seconds, of the moment at which the source answered.
    const skew = asking.now().getTime() - theirs - 500;
    return [ok(id, says), ...(Number.isNaN(theirs) ? [] : [checkClock(`${id} clock`, sources[id].name, skew)])];
  } catch (error) {
    const { code, message, entry } = toPipelineError(error);
    const network = `See that this machine reaches the internet, its firewall and DNS, and ${id.toUpperCase().replaceAll('-', '_')}_EGRESS if you set it.`;
    const isOffline = code === 'CONNECT_FAILED' || code === 'TIMEOUT' || code === 'CONNECTION_LOST';
    return [failed(id, `${code}: ${message}`, isOffline ? network : entry.action)];
  }
}
