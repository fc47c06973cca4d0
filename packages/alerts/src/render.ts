// The message of a delivery: its alerts as they are now, in the words of their kinds.

import { counted } from '@tickermill/core';
import type { AlertRow, ClaimedDelivery, HeldCount } from '@tickermill/store/alerts';
import { type AlertWords, wordsOf } from './kinds/index.ts';
import { duration, moment } from './kinds/kind.ts';
import { type AlertMessage, type MessageLink, oneLine } from './message.ts';

/** What a message is made of beside its alerts. */
export interface RenderFacts {
  readonly now: Date;
  /** Where people reach the installation; without it links name documents alone. */
  readonly publicUrl: string | undefined;
  readonly held: readonly HeldCount[];
  /** Names of what went wrong, worst first, of a message about one alert; null: those that the alert keeps. */
  readonly names: readonly string[] | null;
  readonly night: string | null;
}

const loud = { critical: 'CRITICAL', warning: 'WARNING', info: 'INFO' } as const;
const maxListed = 20;

/** Makes the message of a delivery. */
export function renderMessage(
  { kind }: Pick<ClaimedDelivery, 'kind'>,
  alerts: readonly AlertRow[],
  facts: RenderFacts,
): AlertMessage {
  const [alert] = alerts;
  if (kind === 'test' || !alert) return testMessage(facts);
  if (kind === 'digest') return digest(alerts, facts);
  if (kind === 'reminder') return reminder(alerts, facts);
  if (kind === 'close') return closing(alert, facts);
  return news(alert, facts, kind === 'watch' ? 'WATCH' : loud[alert.severity]);
}

function testMessage({ now, night }: RenderFacts): AlertMessage {
  return {
    tone: 'info',
    headline: 'TEST: alerts of Tickermill reach this channel',
    evidence: [`Sent at ${moment(now)}`],
    next: 'alerts come as they happen, and a digest at 02:00 UTC',
    action: null,
    links: [],
    night,
  };
}

function news(alert: AlertRow, facts: RenderFacts, label: string): AlertMessage {
  const words = saidOf(alert);
  const isOver = alert.state === 'closed' && alert.class === 'operations';
  return {
    tone: alert.severity,
    headline: `${label}: ${words.headline}`,
    evidence: [
      ...words.evidence,
      ...namesOf(alert, facts),
      ...timesOf(alert),
      ...heldOf(alert, facts),
      ...(isOver && alert.closedAt ? [`Over since ${moment(alert.closedAt)}`] : []),
    ],
    next: words.next,
    action: words.action,
    links: linksOf(words, facts),
    night: alert.class === 'watch' ? null : facts.night,
  };
}

function closing(alert: AlertRow, facts: RenderFacts): AlertMessage {
  const words = saidOf(alert);
  const closedAt = alert.closedAt ?? facts.now;
  const lasted = duration(closedAt.getTime() - alert.openedAt.getTime());
  return {
    tone: 'over',
    headline: `OVER after ${lasted}: ${words.headline}`,
    evidence: [`From ${moment(alert.openedAt)} to ${moment(closedAt)}, ${counted(alert.count, 'event')}`],
    next: null,
    action: null,
    links: linksOf({ page: words.page }, facts),
    night: facts.night,
  };
}

function reminder(alerts: readonly AlertRow[], facts: RenderFacts): AlertMessage {
  const [first] = alerts;
  const age = ({ openedAt }: AlertRow) => duration(facts.now.getTime() - openedAt.getTime());
  const title = first && alerts.length === 1 ? saidOf(first).headline : `${alerts.length} alerts that nobody took on`;
  return {
    tone: 'critical',
    headline: `STILL CRITICAL: ${title}`,
    evidence:
      first && alerts.length === 1
        ? [`Alert #${first.id}, for ${age(first)}`]
        : list(alerts, (alert) => `for ${age(alert)}`),
    next: 'this comes every 15 min until somebody takes them on',
    action: `take it on: tickermill alert ack ${first && alerts.length === 1 ? first.id : 'all'}`,
    links: linksOf({ page: '/alerts' }, facts),
    night: facts.night,
  };
}

function digest(alerts: readonly AlertRow[], facts: RenderFacts): AlertMessage {
  const open = alerts.filter(({ state }) => state === 'open').length;
  const tone = alerts.some(({ severity }) => severity === 'critical') ? 'critical' : 'warning';
  return {
    tone: open === 0 ? 'info' : tone,
    headline: `DIGEST: ${counted(alerts.length, 'more alert')} of the night, ${open} still open`,
    evidence: list(alerts, ({ state, count: n }) => `${state}, ${counted(n, 'event')}`),
    next: 'each of these is listed once',
    action: 'see them all: tickermill alerts',
    links: linksOf({ page: '/alerts?tab=history' }, facts),
    night: facts.night,
  };
}

/** One line for each alert, as many as a message holds. */
function list(alerts: readonly AlertRow[], more: (alert: AlertRow) => string): string[] {
  const lines = alerts
    .slice(0, maxListed)
    .map((alert) => `${loud[alert.severity].toLowerCase()}: ${saidOf(alert).headline} (#${alert.id}, ${more(alert)})`);
  const left = alerts.length - lines.length;
  return left > 0 ? [...lines, `and ${left} more`] : lines;
}

/** The words of an alert, each in one line; of a kind of another build only what is kept of it. */
export function saidOf(alert: AlertRow): AlertWords {
  const words = wordsOf(alert);
  if (!words) {
    const headline = oneLine(`${alert.kind} (${alert.cause})`);
    return { headline, evidence: [], next: null, action: null, runbook: undefined, page: `/alerts?open=${alert.id}` };
  }
  return { ...words, headline: oneLine(words.headline), evidence: words.evidence.map((each) => oneLine(each, 300)) };
}

function namesOf(alert: AlertRow, facts: RenderFacts): string[] {
  const own = alert.names.filter((name) => name !== alert.source && name !== alert.check);
  const worst = facts.names ?? (alert.count > 1 ? own : []);
  const names = worst.map((name) => oneLine(name, 80));
  return names.length === 0 ? [] : [`${facts.names ? 'Worst' : 'Among them'}: ${names.join(', ')}`];
}

function timesOf({ id, count: n, openedAt, changedAt, class: of }: AlertRow): string[] {
  if (of === 'watch') return [];
  if (n === 1) return [`Since ${moment(openedAt)} (alert #${id})`];
  return [`${counted(n, 'event')} since ${moment(openedAt)}, the latest at ${moment(changedAt)} (alert #${id})`];
}

function heldOf({ id }: AlertRow, { held }: RenderFacts): string[] {
  const own = held.filter(({ by }) => by === id);
  if (own.length === 0) return [];
  return [`Because of it, and not sent apart: ${own.map(({ kind, count: n }) => `${n} × ${kind}`).join(', ')}`];
}

function linksOf({ page, runbook }: { page: string; runbook?: string | undefined }, { publicUrl }: RenderFacts) {
  const links: MessageLink[] = [];
  if (publicUrl !== undefined) links.push({ label: 'Look', target: `${publicUrl}${page}` });
  if (runbook !== undefined)
    links.push({
      label: 'Run-book',
      target: publicUrl === undefined ? `docs/runbooks/${runbook}` : `${publicUrl}/runbooks/${runbook}`,
    });
  return links;
}
