// What the source table says of each source: limits, probe, backoff, classifier, terms.

import type { SourceId } from '@tickermill/core';
import type { Answer, UpstreamRequest } from './answer.ts';
import type { AnswerError } from './answer-error.ts';
import type { Backoff } from './backoff.ts';

/** At most so many requests in any window of so many ms. */
export interface Rate {
  readonly requests: number;
  readonly perMs: number;
}

/** How a source receives the key of its user. */
export interface KeyRule {
  /** The setting that holds it: the source is enabled only if it is set. */
  readonly setting: 'ALPHA_VANTAGE_KEY' | 'MASSIVE_KEY' | 'EODHD_KEY' | 'STOOQ_KEY' | 'KRX_KEY' | 'KRX_MEMBER';
  /**
   * The parameter of the URL, or the header, that carries it, `prefix` before it there (`Bearer `); or the request that makes
   * the session.
   */
  readonly carriedBy:
    | { readonly parameter: string }
    | { readonly header: string; readonly prefix?: string }
    | 'session';
  /** The path of the requests that need it: a probe of another goes without. */
  readonly path: string;
}

/** A session as browsers have one: a cookie, and either a word that goes with it on the URL (a crumb) or a sign-in. */
export interface SessionRule {
  readonly lifeMs: number;
  /** Whether a URL is refused without a session. Others go without, until one of them is refused. */
  isNeeded(url: string): boolean;
  /** Answers with the cookie, whatever its status. */
  readonly cookieFrom: UpstreamRequest;
  /** Requested with the cookie, it answers with the crumb, or signs in by the source's key. */
  crumbFrom(key: string | undefined): UpstreamRequest;
  /** The parameter of the URL that carries the crumb; null: the cookie is enough. */
  readonly crumbParameter: string | null;
  /** What is wrong with the answer to either; nothing if it may be used. */
  classify(answer: Answer, quietMs: number): AnswerError | undefined;
}

/** One upstream: where it lives, what it allows, how it is spoken to and how its answers are to be read. */
export interface Source {
  readonly id: SourceId;
  readonly name: string;
  /** A request to any other host is refused. All of them share one pace. */
  readonly hosts: readonly string[];
  /** The pace of our requests, until an operator changes it. */
  readonly pace: Rate;
  /** What the source allows; departures never exceed it. */
  readonly ceiling: Rate;
  /** The highest pace an operator may set: 80 % of the ceiling. */
  readonly maxPace: Rate;
  /** Requests of a day, in the zone whose midnight resets them; null where the source counts none. */
  readonly quota: { readonly perDay: number; readonly resetZone: string } | null;
  /** How long a throttle without a Retry-After keeps the source quiet. */
  readonly quietMs: number;
  /** The one request that ends a quiet period, before anything else is sent. */
  readonly probe: UpstreamRequest;
  /** Its probe is sent every hour: it is asked for so little that nobody would notice that it is gone. */
  readonly isChecked: boolean;
  readonly backoff: Backoff;
  /** From the departure of a request to the last byte of its answer. */
  readonly timeoutMs: number;
  /** Bytes of a decoded body above which it is `TOO_LARGE`, unless the request says otherwise. */
  readonly maxBytes: number;
  /** The terms that the user of this source accepts: shown before the first live run. */
  readonly terms: string;
  /** The key that the source requires; null if none. The transport adds it. */
  readonly key: KeyRule | null;
  /** The session that some of its requests need; null where none does. */
  readonly session: SessionRule | null;
  /** What it probably means that the source refuses probe after probe, and the ways out; null: it is a throttle. */
  readonly whenRefused: string | null;
  /** The headers of every request. */
  headers(userAgent: string): Record<string, string>;
  /** What is wrong with an answer, by its body and not its status alone; nothing if a step may read it. */
  classify(answer: Answer, quietMs: number): AnswerError | undefined;
}

/** 80 % of a ceiling: the highest pace that an operator may set. */
export const fourFifths = ({ requests, perMs }: Rate): Rate => ({ requests: requests * 0.8, perMs });
