// Brings alerts and the queue of messages up to date, in one transaction at a time.

import { addDays, dayAt, dayMs, instantOf } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import {
  alertsToPlan,
  closeQuietAlerts,
  closeRevivedLetters,
  endSilence,
  holdAlerts,
  lockAlerts,
  markHeld,
  markMatchesQueued,
  pastDeliveries,
  plannedChannels,
  publishPlannerState,
  publishQuotaStates,
  type QuotaDay,
  queueDeliveries,
  raiseAlerts,
  silencesAt,
  unqueuedMatches,
} from '@tickermill/store/alerts';
import { sources } from '@tickermill/upstream';
import { recoveryMs } from './inhibitions.ts';
import { plannerCause } from './kinds/fleet.ts';
import { alertKinds } from './kinds/index.ts';
import { quotaCause } from './kinds/sources.ts';
import { nightOf, planMessages } from './plan-messages.ts';

/** So many matches of watch rules get their messages at a time. */
const maxMatches = 200;

/** Queues every message that is due. Returns whether there are more matches than one transaction takes. */
export function planDue(store: Store, now: Date): Promise<'done' | 'more'> {
  return store.transaction(async (tx) => {
    await lockAlerts(tx);
    await publishPlannerState(tx, { cause: plannerCause, now });
    await publishQuotaStates(tx, quotaDays(now));
    for (const [kind, { quietMs }] of Object.entries<{ quietMs?: number }>(alertKinds))
      if (quietMs !== undefined) await closeQuietAlerts(tx, { kind, quietMs }, now);
    await closeRevivedLetters(tx, 'dead-letters', now);

    const channels = await plannedChannels(tx);
    // A digest tells of the night before.
    const since = new Date(nightOf(now).since.getTime() - dayMs);
    const alerts = await alertsToPlan(tx, new Date(Math.min(since.getTime(), now.getTime() - recoveryMs)));
    const silences = await silencesAt(tx, now);
    const past = await pastDeliveries(
      tx,
      alerts.map(({ id }) => id),
      since,
    );
    const plan = planMessages({ now, channels, alerts, silences, past });
    await raiseAlerts(tx, plan.raises);
    await holdAlerts(tx, plan.holds);
    for (const id of plan.holding) await markHeld(tx, id, now);
    for (const id of plan.recovered) await endSilence(tx, id, now);

    const matches = await unqueuedMatches(tx, maxMatches);
    const watching = channels.filter(({ watchMatches }) => watchMatches);
    const ofMatches = matches.flatMap(({ id }) =>
      watching.map((channel) => ({
        channelId: channel.id,
        kind: 'watch' as const,
        alertIds: [id],
        severity: null,
        night: null,
      })),
    );
    await queueDeliveries(tx, [...plan.messages, ...ofMatches], now);
    await markMatchesQueued(
      tx,
      matches.map(({ id }) => id),
      now,
    );
    return matches.length === maxMatches ? 'more' : 'done';
  });
}

/** The day of each source whose requests are numbered, as it is there. */
const quotaDays = (now: Date): QuotaDay[] =>
  Object.values(sources).flatMap(({ id, quota }) => {
    if (!quota) return [];
    const day = dayAt(now, quota.resetZone);
    const resetsAt = instantOf(`${addDays(day, 1)}T00:00:00`, quota.resetZone);
    return [{ source: id, cause: quotaCause(id), limit: quota.perDay, day, resetsAt }];
  });
