// Sends what is queued: of each channel in order, one after another; a slow channel keeps no other waiting.

import { dayMs, type Log } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import {
  type AlertRow,
  alertsByIds,
  type ClaimedDelivery,
  claimDelivery,
  dueChannels,
  heldCounts,
  nightRuns,
  recordChannelFailure,
  recordChannelSuccess,
  recordDelivery,
  restChannel,
  worstFindings,
  worstTargets,
} from '@tickermill/store/alerts';
import type { Envelope, SendDeps, SendResult } from './channels/channel.ts';
import { sendTo } from './channels/index.ts';
import type { AlertMessage } from './message.ts';
import { renderMessage } from './render.ts';

export interface DeliverDeps extends SendDeps {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
  readonly publicUrl: string | undefined;
}

/** A process that has not said for so long how an attempt ended is lost: another sends the message. */
const claimMs = 60_000;
const shortestBackoffMs = 10_000;
const longestBackoffMs = 15 * 60_000;
/** A message that no attempt has delivered for so long is given up. */
const giveUpMs = dayMs;
/** So many messages of a channel are sent in a row before the others of the process have their turn. */
const maxInARow = 20;
/** Nor is the next one begun after so long. */
const rowMs = 10_000;

/** Sends every message that is due, all channels at once. */
export async function deliverDue(deps: DeliverDeps): Promise<void> {
  const channels = await dueChannels(deps.store.sql, deps.now());
  await Promise.all(channels.map(({ id }) => deliverChannel(deps, id)));
}

async function deliverChannel(deps: DeliverDeps, channelId: bigint): Promise<void> {
  const { store, now } = deps;
  const endsAt = now().getTime() + rowMs;
  for (let sent = 0; sent < maxInARow && now().getTime() < endsAt; sent++) {
    const delivery = await claimDelivery(store.sql, channelId, { now: now(), claimMs });
    if (!delivery) return;
    const message = await messageOf(deps, delivery);
    const envelope: Envelope = { id: `tickermill-${delivery.id}`, at: now() };
    const result = await sendTo(delivery.channel, message, envelope, deps);
    await record(deps, delivery, result, message.headline);
    // What a channel did not take now, it is not asked for again at once: the next look does.
    if (result.kind !== 'sent' && result.kind !== 'refused') return;
  }
}

/** The message of a delivery as things are now. */
async function messageOf(
  { store, now, publicUrl }: DeliverDeps,
  { kind, alertIds }: Pick<ClaimedDelivery, 'kind' | 'alertIds'>,
): Promise<AlertMessage> {
  const alerts = await alertsByIds(store.sql, alertIds);
  const [alert] = alerts;
  const { runs, fine } = await nightRuns(store.sql, now());
  return renderMessage({ kind }, alerts, {
    now: now(),
    publicUrl,
    held: await heldCounts(store.sql, alertIds),
    names: alert ? await worstNames(store, alert) : null,
    night: runs === 0 ? null : `${fine} of ${runs} schedules fine in the last 24 h`,
  });
}

/** The names of what went wrong, worst first, where more is known of them than the alert keeps. */
async function worstNames({ sql }: Store, { kind, check, facts }: AlertRow): Promise<string[] | null> {
  if (kind === 'roll-up-red' && check !== null) return worstFindings(sql, check);
  const { run } = facts as { run?: unknown };
  return kind === 'run-failed' && typeof run === 'string' && /^\d{1,18}$/.test(run)
    ? worstTargets(sql, BigInt(run))
    : null;
}

async function record(
  { store, log, now }: DeliverDeps,
  { id, channel, attempts, createdAt }: ClaimedDelivery,
  result: SendResult,
  headline: string,
): Promise<void> {
  const at = now();
  const facts = { channel: channel.name, kind: channel.kind, delivery: String(id) };
  await store.transaction(async (tx) => {
    if (result.kind === 'sent') {
      await recordDelivery(tx, id, { state: 'sent', headline }, at);
      await recordChannelSuccess(tx, channel.id, at);
    } else if (result.kind === 'throttled') {
      const nextAt = new Date(at.getTime() + result.afterMs);
      await recordDelivery(tx, id, { state: 'queued', nextAt, error: 'it asked for patience' }, at);
      await restChannel(tx, channel.id, nextAt);
    } else {
      const isFinal = result.kind === 'refused';
      const isOver = isFinal || at.getTime() - createdAt.getTime() >= giveUpMs;
      const backoffMs = Math.min(longestBackoffMs, shortestBackoffMs * 2 ** Math.min(attempts - 1, 20));
      const nextAt = new Date(at.getTime() + backoffMs);
      await recordDelivery(tx, id, { state: isOver ? 'failed' : 'queued', nextAt, error: result.error }, at);
      await recordChannelFailure(
        tx,
        channel.id,
        { error: result.error, isFinal, retryAt: isFinal ? null : nextAt },
        at,
      );
    }
  });
  if (result.kind === 'sent') log.info('alert delivered', { ...facts, headline });
  else log.warn('alert not delivered', { ...facts, ...result, attempts });
}
