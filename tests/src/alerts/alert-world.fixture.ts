import { type Alerts, type HeartbeatUrls, openAlerts } from '@tickermill/alerts';
import type { ChannelKind, Severity } from '@tickermill/core';
import { addAlertChannel, listAlerts } from '@tickermill/store/alerts';
import { openScratchStore, type ScratchStore, silentLog } from '@tickermill/testkit';

/** An installation whose alerts are driven by hand, under a clock of its own. */
export interface AlertWorld {
  readonly store: ScratchStore;
  readonly alerts: Alerts;
  now(): Date;
  /** Moves the clock. */
  pass(minutes: number): void;
  setClock(at: string): void;
  addChannel(name: string, kind: ChannelKind, is: ChannelIs): Promise<bigint>;
  /** Writes an event with the fact's own time, and has it handled. */
  publish(type: string, data: object, times?: number): Promise<void>;
  /** Handles what the installation itself has published of a type, each event once, as if it were now. */
  relay(type: string): Promise<void>;
  /** Plans and sends once, as the chores of a worker do. */
  look(): Promise<void>;
  listed(): Promise<Awaited<ReturnType<typeof listAlerts>>>;
  close(): Promise<void>;
}

/** Chores that tests run by themselves: they ask others. */
const waits = ['telegram-commands', 'scheduler-heartbeat'];

interface ChannelIs {
  readonly settings?: object;
  readonly secret: object;
  readonly minSeverity?: Severity;
  readonly watchMatches?: boolean;
}

interface AlertWorldOptions {
  readonly allowPrivate?: boolean;
  readonly heartbeat?: HeartbeatUrls;
  /** By default one of its own; closed with the world. */
  readonly store?: ScratchStore;
}

export async function openAlertWorld(
  startsAt = '2026-11-20T22:00:00Z',
  { allowPrivate = true, heartbeat, store: given }: AlertWorldOptions = {},
): Promise<AlertWorld> {
  const store = given ?? (await openScratchStore());
  const relayed = new Set<bigint>();
  let at = new Date(startsAt);
  const now = () => at;
  const alerts = openAlerts({
    store,
    log: silentLog,
    now,
    publicUrl: 'https://tickers.example',
    allowPrivate,
    ...(heartbeat ? { heartbeat } : {}),
    sourcesOf: (dataset) => (dataset === 'daily-prices' ? ['yahoo'] : ['sec-edgar']),
  });
  return {
    store,
    alerts,
    now,
    pass(minutes) {
      at = new Date(at.getTime() + minutes * 60_000);
    },
    setClock(text) {
      at = new Date(text);
    },
    async addChannel(name, kind, { settings = {}, secret, minSeverity = 'warning', watchMatches = true }) {
      const channel = { name, kind, settings, secret, minSeverity, watchMatches, createdBy: 'test' };
      const added = await addAlertChannel(store.db, channel, new Date('2026-01-01T00:00:00Z'));
      if (!added) throw new Error(`${name} is taken`);
      return added.id;
    },
    async publish(type, data, times = 1) {
      const rows = await store.sql.$queryRaw<{ txid: bigint; id: bigint }[]>`
        INSERT INTO events (type, at, data)
        SELECT ${type}, ${at}::timestamptz, ${JSON.stringify(data)}::jsonb FROM generate_series(1, ${times}::int) RETURNING txid, id`;
      for (const row of rows) await alerts.handle({ ...row, type, at, data: data as Record<string, unknown> });
    },
    async relay(type) {
      const events = await store.sql.$queryRaw<{ txid: bigint; id: bigint; data: Record<string, unknown> }[]>`
        SELECT txid, id, data FROM events WHERE type = ${type} ORDER BY txid, id`;
      for (const event of events) {
        if (relayed.has(event.id)) continue;
        relayed.add(event.id);
        await alerts.handle({ ...event, type, at });
      }
    },
    async look() {
      for (const chore of alerts.chores) if (!waits.includes(chore.name)) await chore.run();
    },
    listed: () => listAlerts(store.db, {}, { limit: 1_000, offset: 0 }),
    async close() {
      alerts.close();
      await store.close();
    },
  };
}

/** A source whose quiet period is that of a block. */
export const blockedUntil = (quiet_until: string, source = 'sec-edgar') => ({
  source,
  state: 'quiet',
  quiet_until,
  quiet_reason: 'https://www.sec.gov/x answered 403: Request Rate Threshold Exceeded',
  breaker_trips: 0,
  outages: 0,
  asked_directly: false,
});
export const opened = (source = 'sec-edgar') => ({ source, state: 'open', quiet_until: null, asked_directly: false });
export const runOf = (state: string, { run = '7', dataset = 'insider-trades', trigger = 'schedule' } = {}) => ({
  run,
  dataset,
  trigger,
  state,
  targets_by_state: state === 'failed' ? { failed: 17, nothing: 3 } : { done: 20 },
  found: 0,
  created: 0,
  duration_ms: 93_000,
});
