// What a kind of channel is: how a message becomes a request, and what the answer means.

import { type ChannelKind, type ChannelSecret, type ChannelSettings, dayMs } from '@tickermill/core';
import {
  type Outbound,
  type OutboundAnswer,
  type OutboundRequest,
  type OutboundRule,
  readRetryAfter,
} from '@tickermill/upstream';
import type { AlertMessage } from '../message.ts';

/** How an attempt to send ended. */
export type SendResult =
  | { readonly kind: 'sent' }
  /** It asks for patience: not before so many ms. */
  | { readonly kind: 'throttled'; readonly afterMs: number }
  /** It will never take this: no retry can help. */
  | { readonly kind: 'refused'; readonly error: string }
  /** It may take it later. */
  | { readonly kind: 'failed'; readonly error: string };

/** A channel with what it is set to. */
export interface ChannelTarget<K extends ChannelKind> {
  readonly settings: ChannelSettings<K>;
  readonly secret: ChannelSecret<K>;
}

/** What a message is sent with. */
export interface Envelope {
  /** The same for each attempt of a message, so that a receiver can tell a repeated one. */
  readonly id: string;
  readonly at: Date;
}

/** A kind of channel that is one HTTP request. */
export interface HttpChannel<K extends ChannelKind> {
  readonly toRequest: (message: AlertMessage, target: ChannelTarget<K>, envelope: Envelope) => OutboundRequest;
  /** What an answer with a status that is not 2xx, or a body that says no, means; without it, by its status. */
  readonly judge?: (answer: OutboundAnswer) => SendResult;
}

/** What channels send with. */
export interface SendDeps {
  readonly outbound: Outbound;
  readonly rule: OutboundRule;
}

export const jsonPost = (url: string, body: unknown, headers: Record<string, string> = {}): OutboundRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** How long a throttle without a time lasts. */
const usualThrottleMs = 60_000;
/** Longer no service means it. */
const longestThrottleMs = 30 * dayMs;

/** What the status of an answer means: patience, later, or never. */
export function judgeStatus({ status, headers, text }: OutboundAnswer, retryAfterSeconds?: number): SendResult {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  const error = `it answered ${status}${text.trim() === '' ? '' : `: ${text.trim().slice(0, 200)}`}`;
  if (status === 429) {
    const asked = retryAfterSeconds === undefined ? readRetryAfter(headers) : Math.ceil(retryAfterSeconds * 1_000);
    return { kind: 'throttled', afterMs: Math.max(0, Math.min(longestThrottleMs, asked ?? usualThrottleMs)) };
  }
  // 3xx: redirects are not followed. 408: it waited for us.
  return status >= 500 || status === 408 ? { kind: 'failed', error } : { kind: 'refused', error };
}

/** A JSON object that an answer may hold; empty if it holds none. */
export function readObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
