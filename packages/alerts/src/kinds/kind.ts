// What a kind of alert says, and how events lead to it.

import type { Severity } from '@tickermill/core';
import type { AlertRow, AlertSignal } from '@tickermill/store/alerts';
import type { StoredEvent } from '@tickermill/store/events';
import { sources } from '@tickermill/upstream';
import { z } from 'zod';

/** What the words of an alert are made of: what is kept of it, read by the kind's own schema. */
export interface ToldAlert<Facts> extends Omit<AlertRow, 'facts'> {
  readonly facts: Facts;
}

/** The words of a kind of alert, each for the person who is woken by it. */
export interface AlertKind<Facts = never> {
  /** What is kept of its latest event. */
  readonly facts: z.ZodType<Facts>;
  /** What is wrong. */
  readonly headline: (alert: ToldAlert<Facts>) => string;
  /** The numbers beside count, names and time, which every message has. */
  readonly evidence: (alert: ToldAlert<Facts>) => readonly string[];
  /** What Tickermill does next. */
  readonly next: (alert: ToldAlert<Facts>) => string;
  /** The one thing that a person can do. */
  readonly action: (alert: ToldAlert<Facts>) => string;
  /** Its run-book, a file of docs/runbooks. */
  readonly runbook: string;
  /** The page of the dashboard about it. */
  readonly page: (alert: ToldAlert<Facts>) => string;
  /** It is over when it has not come again for so long: no event says so. */
  readonly quietMs?: number;
}

/** Keeps the types of a kind's words and facts together. */
export const defineKind = <Facts>(kind: AlertKind<Facts>): AlertKind<Facts> => kind;

/** What an installation knows that events do not say. */
export interface RuleDeps {
  /** The sources that a dataset is obtained from. */
  readonly sourcesOf: (dataset: string) => readonly string[];
}

/** Signals of an event, by what is in it; none where it says nothing that an operator must know. */
export type EventRule = (event: StoredEvent, deps: RuleDeps) => AlertSignal[];

type Named = Pick<AlertSignal, 'kind' | 'cause'> & Partial<AlertSignal>;

/** Something is wrong. */
export const raise = (severity: Severity, signal: Named): AlertSignal => ({
  ...blank,
  ...signal,
  severity,
  effect: 'raise',
});

/** Something was wrong since an instant, and is no more: it stands in the history, and nothing is sent of it. */
export const past = (severity: Severity, since: Date, signal: Named): AlertSignal => ({
  ...raise(severity, signal),
  effect: 'past',
  since,
});

/** A cause is over; or, of several that share it, it is for one. */
export const clear = (cause: string, member: string | null = null): AlertSignal => ({
  ...blank,
  kind: '',
  cause,
  member,
  severity: 'info',
  effect: 'clear',
});

const blank = {
  class: 'operations',
  source: null,
  dataset: null,
  ticker: null,
  check: null,
  sources: [],
  names: [],
  member: null,
  facts: {},
} as const;

/** A rule for events whose data have a shape; of another shape, as of an older build, nothing is said. */
export const rule =
  <S extends z.ZodType>(
    shape: S,
    signals: (data: z.output<S>, deps: RuleDeps, event: StoredEvent) => AlertSignal[],
  ): EventRule =>
  (event, deps) => {
    const read = shape.safeParse(event.data);
    return read.success ? signals(read.data, deps, event) : [];
  };

export const hourMs = 3_600_000;

/** A duration as people say it. */
export function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 1) return `${Math.max(1, Math.round(ms / 1_000))} s`;
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days ${hours % 24} h`;
}

/** An instant in UTC, to the minute. */
export const moment = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** The same of text that an event brought; as it is where it is no instant. */
export const momentOf = (text: string): string => (Number.isNaN(Date.parse(text)) ? text : moment(new Date(text)));

export const text = z.string();

/** The name of a source, for people; of one that this build does not know, its id. */
export const sourceName = (source: string): string =>
  Object.values(sources).find(({ id }) => id === source)?.name ?? source;
