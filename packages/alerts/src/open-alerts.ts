import type { Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { lockAlerts, recordSignal } from '@tickermill/store/alerts';
import type { StoredEvent } from '@tickermill/store/events';
import { openOutbound } from '@tickermill/upstream';
import { deliverDue } from './deliver.ts';
import { eventRules } from './kinds/index.ts';
import type { RuleDeps } from './kinds/kind.ts';
import { planDue } from './plan.ts';

export interface AlertsOptions extends RuleDeps {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
  /** Where people reach this installation. */
  readonly publicUrl: string | undefined;
  /** Whether channels may be in private networks. */
  readonly allowPrivate: boolean;
}

/** Work to be done over and over, by one process of the fleet at a time. */
export interface AlertChore {
  readonly name: string;
  readonly everyMs: number;
  run(): Promise<'done' | 'more'>;
}

/** The alerts of a process: what it consumes, and the chores that send it. */
export interface Alerts {
  /** Whether an event may mean an alert. */
  wants(type: string): boolean;
  /** Applies an event. Delivered again, it changes nothing. */
  handle(event: StoredEvent): Promise<void>;
  readonly chores: readonly AlertChore[];
  close(): void;
}

const everyMs = 5_000;

/** Opens the alerts of a worker. Nothing runs by itself: events and chores are run by whoever opened it. */
export function openAlerts({ store, log, now, publicUrl, allowPrivate, ...deps }: AlertsOptions): Alerts {
  const rule = { allowPrivate };
  const outbound = openOutbound(rule);
  return {
    wants: (type) => Object.hasOwn(eventRules, type),
    async handle(event) {
      const signals = eventRules[event.type]?.(event, deps) ?? [];
      if (signals.length === 0) return;
      await store.transaction(async (tx) => {
        await lockAlerts(tx);
        for (const signal of signals) await recordSignal(tx, signal, event);
      });
    },
    chores: [
      { name: 'alerts', everyMs, run: () => planDue(store, now()) },
      {
        name: 'alert-deliveries',
        everyMs,
        async run() {
          await deliverDue({ store, log, now, publicUrl, outbound, rule });
          return 'done';
        },
      },
    ],
    close: () => outbound.close(),
  };
}
