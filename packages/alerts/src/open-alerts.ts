import { dayMs, type Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { lockAlerts, pruneAlerts, recordSignal } from '@tickermill/store/alerts';
import type { StoredEvent } from '@tickermill/store/events';
import { isSchedulerRunning } from '@tickermill/store/schedules';
import { openOutbound } from '@tickermill/upstream';
import { deliverDue } from './deliver.ts';
import { mayBeOfChain, ping, sendChainSignal } from './heartbeat.ts';
import { eventRules } from './kinds/index.ts';
import type { RuleDeps } from './kinds/kind.ts';
import { planDue } from './plan.ts';
import { pollCommands } from './telegram-commands.ts';
import { type DatabaseWatch, watchDatabase } from './watch-database.ts';

/** Where heartbeats go; without an address there are none. */
export interface HeartbeatUrls {
  /** Of the nightly chain. */
  readonly chainUrl: string | undefined;
  /** Of the scheduler. */
  readonly schedulerUrl: string | undefined;
}

export interface AlertsOptions extends RuleDeps {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
  /** Where people reach this installation. */
  readonly publicUrl: string | undefined;
  /** Whether channels may be in private networks. */
  readonly allowPrivate: boolean;
  readonly heartbeat?: HeartbeatUrls;
  /** For how many days alerts are kept that are over; without it: a year. */
  readonly keepDays?: number;
}

/** Work to be done over and over, by one process of the fleet at a time. */
export interface AlertChore {
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<'done' | 'more'>;
}

/** What acts on events, under a position of its own. */
export interface EventReader {
  /** Whether it acts on events of a type. */
  wants(type: string): boolean;
  /** Acts on one event. Delivered again, it changes nothing more. */
  handle(event: StoredEvent): Promise<void>;
}

/** The alerts of a process: what it reads, and the chores that send. */
export interface Alerts extends EventReader {
  /** Reads events for the heartbeat of the nightly chain; null without an address. */
  readonly heartbeat: EventReader | null;
  readonly chores: readonly AlertChore[];
  /** Looks whether the database is there, which no chore could: to be done over and over, by every process. */
  readonly database: Pick<DatabaseWatch, 'look'>;
  /** Ends what waits for somebody else, so that chores end soon. */
  stop(): void;
  close(): void;
}

const everyMs = 5_000;
const heartbeatMs = 5 * 60_000;
const usualKeepDays = 365;

/** Opens the alerts of a worker. Nothing runs by itself: events and chores are run by whoever opened it. */
export function openAlerts(options: AlertsOptions): Alerts {
  const { store, log, now, publicUrl, allowPrivate, heartbeat, keepDays = usualKeepDays, ...deps } = options;
  const rule = { allowPrivate };
  const outbound = openOutbound(rule);
  const stopping = new AbortController();
  const { chainUrl, schedulerUrl } = heartbeat ?? {};
  const { signal } = stopping;
  const database = watchDatabase({ store, log, now, outbound, rule });
  const chores: AlertChore[] = [
    { name: 'alerts', everyMs, run: () => planDue(store, now()) },
    {
      name: 'alert-deliveries',
      everyMs,
      async run() {
        await deliverDue({ store, log, now, publicUrl, outbound, rule });
        await database.remember();
        return 'done';
      },
    },
    {
      name: 'telegram-commands',
      everyMs,
      async run() {
        try {
          return (await pollCommands({ store, log, now, outbound, signal })) ? 'more' : 'done';
        } catch (error) {
          if (signal.aborted) return 'done';
          throw error;
        }
      },
    },
    {
      name: 'old-alerts',
      everyMs: dayMs,
      async run() {
        const alerts = await pruneAlerts(store.sql, new Date(now().getTime() - keepDays * dayMs));
        if (alerts > 0) log.info('old alerts deleted', { alerts });
        return 'done';
      },
    },
  ];
  if (schedulerUrl !== undefined)
    chores.push({
      name: 'scheduler-heartbeat',
      everyMs: heartbeatMs,
      async run() {
        // Silence is the message: nothing is collected while schedules are stopped.
        if (await isSchedulerRunning(store.db)) await ping(schedulerUrl, outbound);
        return 'done';
      },
    });

  return {
    wants: (type) => Object.hasOwn(eventRules, type),
    async handle(event) {
      const signals = eventRules[event.type]?.(event, deps) ?? [];
      if (signals.length === 0) return;
      await store.transaction(async (tx) => {
        await lockAlerts(tx);
        for (const each of signals) await recordSignal(tx, each, event);
      });
    },
    heartbeat:
      chainUrl === undefined
        ? null
        : { wants: mayBeOfChain, handle: (event) => sendChainSignal(chainUrl, event, { log, now, outbound }) },
    chores,
    database,
    stop: () => stopping.abort(),
    close() {
      stopping.abort();
      outbound.close();
    },
  };
}
