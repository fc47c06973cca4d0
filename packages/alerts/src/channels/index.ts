// The kinds of channels, and how a message is sent to any of them.

import { type ChannelKind, channelKinds, PipelineError } from '@tickermill/core';
import type { AlertChannelSecrets } from '@tickermill/store/alerts';
import { type AlertMessage, oneLine } from '../message.ts';
import { apprise } from './apprise.ts';
import {
  type ChannelTarget,
  type Envelope,
  type HttpChannel,
  judgeStatus,
  type SendDeps,
  type SendResult,
} from './channel.ts';
import { discord } from './discord.ts';
import { sendMail } from './email.ts';
import { ntfy } from './ntfy.ts';
import { slack } from './slack.ts';
import { telegram } from './telegram.ts';
import { webhook } from './webhook.ts';

/** The kinds that are one HTTP request. */
export const httpChannels: { readonly [K in Exclude<ChannelKind, 'email'>]: HttpChannel<K> } = {
  telegram,
  slack,
  discord,
  ntfy,
  apprise,
  webhook,
};

/**
 * What a channel of a kind is set to.
 * @throws {PipelineError} `INVALID_INPUT` naming the field, and quoting none.
 */
export function readChannel<K extends ChannelKind>(
  kind: K,
  given: Pick<AlertChannelSecrets, 'settings' | 'secret'>,
): ChannelTarget<K> {
  const read = (part: 'settings' | 'secret') => {
    const parsed = channelKinds[kind][part].safeParse(given[part]);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const field = [part, ...(issue?.path ?? [])].join('.');
    throw new PipelineError('INVALID_INPUT', `${field}: ${issue?.message}`, { detail: { field } });
  };
  return { settings: read('settings'), secret: read('secret') } as ChannelTarget<K>;
}

/** Sends a message to a channel. Never throws: whatever goes wrong is a result, which quotes no secret. */
export async function sendTo(
  channel: AlertChannelSecrets,
  message: AlertMessage,
  envelope: Envelope,
  deps: SendDeps,
): Promise<SendResult> {
  const result = await attempt(channel, message, envelope, deps).catch((error): SendResult => {
    const kind = error instanceof PipelineError && error.code === 'ADDRESS_REFUSED' ? 'refused' : 'failed';
    return { kind, error: error instanceof Error ? error.message : String(error) };
  });
  return 'error' in result ? { ...result, error: withoutSecrets(result.error, channel.secret) } : result;
}

/** Async, so that settings of an older build, which cannot be read, are a failure of the channel too. */
const attempt = async (channel: AlertChannelSecrets, message: AlertMessage, envelope: Envelope, deps: SendDeps) =>
  channel.kind === 'email'
    ? sendMail(message, readChannel('email', channel), envelope, deps)
    : sendRequest(channel.kind, channel, message, envelope, deps);

/** What a channel answers may quote what it was asked with: all of it, the path of an address, or a part of that. */
export function withoutSecrets(text: string, secret: unknown): string {
  const values = Object.values(secret as object).filter((value) => typeof value === 'string');
  const parts = values.flatMap(partsOf).filter((part) => part.length >= shortestPart);
  // The longest first, or a part that is masked would leave the rest of the whole.
  const all = [...new Set(parts)].sort((one, other) => other.length - one.length);
  return oneLine(
    all.reduce((masked, part) => masked.replaceAll(part, '****'), text),
    500,
  );
}

/** Shorter ones, as `api` in the path of an address, are no secret, and stand in many a word. */
const shortestPart = 5;

function partsOf(value: string): string[] {
  if (!/^https?:/.test(value) || !URL.canParse(value)) return [value];
  const { pathname, search } = new URL(value);
  const segments = `${pathname}${search}`.split(/[/?&=]/);
  return [value, `${pathname}${search}`, pathname, ...segments, ...segments.map(decoded)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function sendRequest<K extends Exclude<ChannelKind, 'email'>>(
  kind: K,
  channel: AlertChannelSecrets,
  message: AlertMessage,
  envelope: Envelope,
  { outbound }: SendDeps,
): Promise<SendResult> {
  const { toRequest, judge = judgeStatus }: HttpChannel<K> = httpChannels[kind];
  const answer = await outbound.send(toRequest(message, readChannel(kind, channel), envelope));
  return judge(answer);
}
