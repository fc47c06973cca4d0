// Says that the database is gone: alerts are kept in it, so that this one goes past them, straight to the channels.

import type { Log } from '@tickermill/core';
import { isConnectionLost, type Store } from '@tickermill/store';
import {
  type AlertChannelSecrets,
  enabledChannels,
  publishDatabaseGap,
  reachDatabase,
  silencesAt,
} from '@tickermill/store/alerts';
import type { SendDeps } from './channels/channel.ts';
import { sendTo } from './channels/index.ts';
import { duration, moment } from './kinds/kind.ts';
import { type AlertMessage, oneLine } from './message.ts';
import { isMute } from './plan-messages.ts';

/** A restart of Postgres takes less. */
const patienceMs = 2 * 60_000;
/** Nobody can acknowledge what cannot be written down: it is repeated until it is over. */
const repeatMs = 15 * 60_000;
/** Whoever has sent the messages of the fleet so shortly before speaks for all: the others stay silent. */
const speakerMs = 60_000;

export interface DatabaseWatchDeps extends SendDeps {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
}

/** Looks whether the database is there. */
export interface DatabaseWatch {
  /** Keeps in memory whom to write to, as whoever sends the messages of the fleet does each time. */
  remember(): Promise<void>;
  /** Looks once, and says what is to be said. Never throws. */
  look(): Promise<void>;
}

interface Known {
  readonly at: Date;
  readonly channels: readonly AlertChannelSecrets[];
  readonly mutedUntil: Date | null;
}

/** Watches the database for the one process that sends the messages of the fleet. */
export function watchDatabase(deps: DatabaseWatchDeps): DatabaseWatch {
  const { store, log, now } = deps;
  let known: Known | null = null;
  let awaySince: Date | null = null;
  let lastSaid: { readonly at: Date; readonly channels: readonly AlertChannelSecrets[] } | null = null;

  async function send(channels: readonly AlertChannelSecrets[], message: AlertMessage, id: string): Promise<void> {
    const sent = channels.map(async (channel) => {
      const result = await sendTo(channel, message, { id, at: now() }, deps);
      const facts = { channel: channel.name, kind: channel.kind, headline: message.headline };
      if (result.kind === 'sent') log.info('alert delivered past the database', facts);
      else log.warn('alert not delivered past the database', { ...facts, ...result });
    });
    await Promise.all(sent);
  }

  async function sayAway(since: Date, error: unknown): Promise<void> {
    const at = now();
    if (known === null || since.getTime() - known.at.getTime() > speakerMs) return;
    if (at.getTime() - since.getTime() < patienceMs) return;
    if (known.mutedUntil !== null && at < known.mutedUntil) return;
    if (lastSaid !== null && at.getTime() - lastSaid.at.getTime() < repeatMs) return;
    const label = lastSaid === null ? 'CRITICAL' : 'STILL CRITICAL';
    lastSaid = { at, channels: known.channels };
    const message: AlertMessage = {
      tone: 'critical',
      headline: `${label}: the database cannot be reached`,
      evidence: [
        `It said: ${oneLine(error instanceof Error ? error.message : String(error))}`,
        `Since ${moment(since)}`,
      ],
      next: 'workers wait and go on by themselves; what is stored is stored, and slots that fall due are made up for',
      action: 'see that Postgres is up: tickermill doctor',
      // No page of ours can be shown without the database.
      links: [{ label: 'Run-book', target: 'docs/runbooks/database-unreachable.md' }],
      night: null,
    };
    await send(known.channels, message, `tickermill-database-${at.getTime()}`);
  }

  async function sayBack(since: Date): Promise<void> {
    const at = now();
    if (lastSaid !== null) {
      const { channels } = lastSaid;
      await publishDatabaseGap(store.sql, { since, until: at });
      lastSaid = null;
      const lasted = duration(at.getTime() - since.getTime());
      const message: AlertMessage = {
        tone: 'over',
        headline: `OVER after ${lasted}: the database cannot be reached`,
        evidence: [`From ${moment(since)} to ${moment(at)}`],
        next: null,
        action: null,
        links: [],
        night: null,
      };
      await send(channels, message, `tickermill-database-${at.getTime()}`);
    }
    awaySince = null;
  }

  return {
    async remember() {
      const at = now();
      const mutes = (await silencesAt(store.sql, at)).filter(isMute).map(({ endsAt }) => endsAt.getTime());
      const mutedUntil = mutes.length === 0 ? null : new Date(Math.max(...mutes));
      known = { at, channels: await enabledChannels(store.sql), mutedUntil };
    },
    async look() {
      const failure: unknown = await reachDatabase(store.sql).then(
        () => null,
        (error: unknown) => error,
      );
      try {
        if (failure !== null && isConnectionLost(failure)) {
          awaySince ??= now();
          await sayAway(awaySince, failure);
        } else if (awaySince !== null) await sayBack(awaySince);
      } catch (error) {
        log.warn('could not say how the database is', { error: String(error) });
      }
    },
  };
}
