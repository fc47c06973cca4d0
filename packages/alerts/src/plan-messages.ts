// Decides which messages are due on which channel; pure. What is sent, and when, is told by docs/alerts.md.

import { addDays, type Day, dayAt, instantOf, isAtLeast, type Severity } from '@tickermill/core';
import type {
  AlertHold,
  AlertRaise,
  AlertRow,
  NewDelivery,
  PastDelivery,
  PlannedChannel,
  Silence,
} from '@tickermill/store/alerts';
import { inhibitorOf } from './inhibitions.ts';

const minuteMs = 60_000;
/** Milder alerts wait a little: what explains them may follow, and so may their end. */
const gatherMs: Readonly<Record<Severity, number>> = { critical: 0, warning: 2 * minuteMs, info: 2 * minuteMs };
/** Changes of an alert within so long are one message. */
const settleMs = 10 * minuteMs;
/** Critical alerts are repeated so often until somebody takes them on. */
const repeatMs = 15 * minuteMs;
/** A channel gets so many messages about new things a night; one of them is kept for what is critical. */
const nightly = { all: 3, notCritical: 2 };
/** A night ends, and its digest is sent, at this time of the day. */
const digestTime = '02:00:00';

/** What the planner knows. */
export interface PlanFacts {
  readonly now: Date;
  readonly channels: readonly PlannedChannel[];
  readonly alerts: readonly AlertRow[];
  /** Those that hold now. */
  readonly silences: readonly Silence[];
  readonly past: readonly PastDelivery[];
}

/** What it decides. */
export interface Plan {
  readonly messages: readonly NewDelivery[];
  /** Alerts that are as bad from now on as what they explain: one message must not make light of what it holds. */
  readonly raises: readonly AlertRaise[];
  /** Alerts that are explained by another from now on, or no longer. */
  readonly holds: readonly AlertHold[];
  /** Silences that hold something for the first time. */
  readonly holding: readonly bigint[];
  /** Silences that end, because what they held has recovered. */
  readonly recovered: readonly bigint[];
}

/** When the night began that an instant is of, and the day on which the one before it ended. */
export function nightOf(now: Date): { readonly since: Date; readonly endedOn: Day } {
  const today = dayAt(now, 'UTC');
  const boundary = instantOf(`${today}T${digestTime}`, 'UTC');
  if (now >= boundary) return { since: boundary, endedOn: today };
  const endedOn = addDays(today, -1);
  return { since: instantOf(`${endedOn}T${digestTime}`, 'UTC'), endedOn };
}

/** Whether a silence is about an alert. One without conditions is a mute: it is about everything. */
export function silences(silence: Omit<Silence, 'id' | 'reason' | 'heldAt' | 'createdBy'>, alert: AlertRow): boolean {
  const { check, source, dataset, ticker, severity } = silence;
  return (
    (check === null || check === alert.check) &&
    (source === null || source === alert.source || alert.sources.includes(source)) &&
    (dataset === null || dataset === alert.dataset) &&
    (ticker === null || ticker === alert.ticker || alert.names.includes(ticker)) &&
    (severity === null || severity === alert.severity)
  );
}

/** Whether a silence is about everything. */
export const isMute = ({ check, source, dataset, ticker, severity }: Silence) =>
  [check, source, dataset, ticker, severity].every((condition) => condition === null);

/** The messages that are due now. Planned again with them among the past ones, nothing is due. */
export function planMessages(given: PlanFacts): Plan {
  const { now, channels } = given;
  const isOpen = ({ state }: AlertRow) => state === 'open';
  const inhibitors = new Map(
    given.alerts.filter(isOpen).map((alert) => [alert.id, inhibitorOf(alert, given.alerts, now)]),
  );
  const raises = given.alerts.filter(isOpen).flatMap((alert): AlertRaise[] => {
    const severity = worst(given.alerts.filter((other) => isOpen(other) && inhibitors.get(other.id) === alert.id));
    return severity !== null && isWorse(severity, alert.severity) ? [{ id: alert.id, severity }] : [];
  });
  const alerts = given.alerts.map((alert) => {
    const raise = raises.find(({ id }) => id === alert.id);
    return raise ? { ...alert, severity: raise.severity, ackedAt: null } : alert;
  });
  const facts = { ...given, alerts };
  const open = alerts.filter(isOpen);
  const holds = open
    .map(({ id, heldBy }) => ({ id, heldBy: inhibitors.get(id) ?? null, was: heldBy }))
    .filter(({ heldBy, was }) => heldBy !== was)
    .map(({ id, heldBy }) => ({ id, heldBy }));

  const matched = facts.silences.map((silence) => ({
    silence,
    held: open.filter((alert) => silences(silence, alert)),
  }));
  const recovered = matched
    .filter(({ silence, held }) => silence.untilRecovered && silence.heldAt !== null && held.length === 0)
    .map(({ silence }) => silence.id);
  const inForce = facts.silences.filter(({ id }) => !recovered.includes(id));
  const holding = matched.filter(({ silence, held }) => silence.heldAt === null && held.length > 0);

  const isMuted = inForce.some(isMute);
  const isQuiet = (alert: AlertRow) =>
    (inhibitors.get(alert.id) ?? null) !== null || inForce.some((silence) => silences(silence, alert));
  const messages = isMuted ? [] : channels.flatMap((channel) => planChannel(channel, { ...facts, isQuiet }));
  return { messages, raises, holds, holding: holding.map(({ silence }) => silence.id), recovered };
}

interface ChannelFacts extends PlanFacts {
  /** Whether an alert is silenced, or explained by another. */
  readonly isQuiet: (alert: AlertRow) => boolean;
}

const isAbout = ({ alertIds }: PastDelivery, { id }: AlertRow) => alertIds.includes(id);
const newsKinds = ['open', 'change', 'reminder'];

function planChannel(channel: PlannedChannel, { now, alerts, past, isQuiet }: ChannelFacts): NewDelivery[] {
  const own = past.filter(({ channelId }) => channelId === channel.id);
  const { since, endedOn } = nightOf(now);
  const planned: NewDelivery[] = [];
  const plan = (kind: NewDelivery['kind'], of: readonly AlertRow[], night: Day | null = null) =>
    planned.push({
      channelId: channel.id,
      kind,
      alertIds: of.map(({ id }) => id),
      severity: night === null ? worst(of) : null,
      night,
    });
  const ageOf = (at: Date) => now.getTime() - at.getTime();
  const sentAbout = (alert: AlertRow, kinds: readonly string[]) =>
    own.filter((each) => kinds.includes(each.kind) && isAbout(each, alert));

  const meant = alerts
    .filter((alert) => isAtLeast(alert.severity, channel.minSeverity) && alert.cause !== `alert-channel:${channel.id}`)
    .sort(
      (one, other) => Number(isWorse(other.severity, one.severity)) - Number(isWorse(one.severity, other.severity)),
    );
  const ofNight = own.filter(
    ({ kind, state, at }) => (kind === 'open' || kind === 'change') && state !== 'failed' && at >= since,
  );
  let budget = nightly.all - ofNight.length;
  let mildBudget = nightly.notCritical - ofNight.filter(({ severity }) => severity !== 'critical').length;
  /** Takes one of the messages of the night, if one is left for such an alert. */
  const spend = ({ severity }: AlertRow): boolean => {
    if (budget <= 0 || (severity !== 'critical' && mildBudget <= 0)) return false;
    budget--;
    if (severity !== 'critical') mildBudget--;
    return true;
  };

  // The digest first: what it lists is not new any more.
  const hasDigest = own.some(({ kind, at }) => kind === 'digest' && at >= since);
  const rest =
    hasDigest || channel.createdAt >= since
      ? []
      : meant.filter(
          (alert) =>
            alert.openedAt < since &&
            // What was explained until its end stands in the message of the other.
            (alert.state === 'open' || alert.heldBy === null) &&
            (alert.state === 'open' || ageOf(alert.openedAt) < ageOf(since) + 24 * 60 * minuteMs) &&
            sentAbout(alert, [...newsKinds, 'digest']).length === 0 &&
            !isQuiet(alert),
        );
  if (rest.length > 0) plan('digest', rest, endedOn);

  for (const alert of meant) {
    const news = sentAbout(alert, newsKinds);
    const last = news.at(-1);
    if (alert.state === 'closed') {
      const isOwed = news.some(({ state }) => state !== 'failed') && sentAbout(alert, ['close']).length === 0;
      const isSettled = ageOf(alert.closedAt ?? now) >= settleMs && (!last || ageOf(last.at) >= settleMs);
      if (isOwed && isSettled) plan('close', [alert]);
    } else if (!isQuiet(alert) && !rest.includes(alert)) {
      const isNew = sentAbout(alert, [...newsKinds, 'digest']).length === 0;
      const isChanged =
        last !== undefined &&
        news.every(({ severity }) => severity === null || isWorse(alert.severity, severity)) &&
        ageOf(last.at) >= settleMs;
      if (isNew && ageOf(alert.openedAt) >= gatherMs[alert.severity] && spend(alert)) plan('open', [alert]);
      else if (isChanged && spend(alert)) plan('change', [alert]);
    }
  }

  const unacked = meant.filter(
    (alert) =>
      alert.severity === 'critical' &&
      alert.state === 'open' &&
      alert.ackedAt === null &&
      !isQuiet(alert) &&
      !planned.some(({ kind, alertIds }) => kind !== 'digest' && alertIds.includes(alert.id)),
  );
  const isDue = unacked.some((alert) => ageOf(sentAbout(alert, newsKinds).at(-1)?.at ?? alert.openedAt) >= repeatMs);
  // Where nothing arrives, nothing is repeated.
  const isWaiting = own.some(({ kind, state }) => newsKinds.includes(kind) && state === 'queued');
  const lastReminder = own.findLast(({ kind }) => kind === 'reminder');
  if (isDue && !isWaiting && (!lastReminder || ageOf(lastReminder.at) >= repeatMs)) plan('reminder', unacked);
  return planned;
}

const isWorse = (one: Severity, other: Severity) => one !== other && isAtLeast(one, other);
const worst = (alerts: readonly AlertRow[]): Severity | null =>
  alerts.reduce<Severity | null>(
    (found, { severity }) => (found === null || isWorse(severity, found) ? severity : found),
    null,
  );
