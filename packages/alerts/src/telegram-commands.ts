// Commands that people send to the bot of a Telegram channel: /status, /mute, /unmute, /ack. Only its own chat is obeyed.

import { type Log, PipelineError } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { recordAudit } from '@tickermill/store/accounts';
import {
  ackAlert,
  ackCriticals,
  addSilence,
  commandChannels,
  endMutes,
  listAlerts,
  recordUpdate,
} from '@tickermill/store/alerts';
import type { Outbound } from '@tickermill/upstream';
import { z } from 'zod';
import { jsonPost } from './channels/channel.ts';
import { readChannel, withoutSecrets } from './channels/index.ts';
import { escapeHtml, methodUrl } from './channels/telegram.ts';
import { duration } from './kinds/kind.ts';
import { saidOf } from './render.ts';

export interface TelegramDeps {
  readonly store: Store;
  readonly log: Log;
  readonly now: () => Date;
  readonly outbound: Outbound;
  /** Ends a poll that waits. */
  readonly signal: AbortSignal;
}

/** Telegram holds a poll for so long when nothing comes, and is waited for a little longer. */
const pollSeconds = 25;
const graceSeconds = 10;
/** What was sent longer ago, as before the bot was set up, is no longer meant. */
const staleSeconds = 600;
const maxListed = 5;
const maxMinutes = 30 * 24 * 60;

const Update = z.object({
  update_id: z.int(),
  message: z
    .object({
      date: z.int(),
      text: z.string().optional(),
      chat: z.object({ id: z.number(), username: z.string().optional() }),
      from: z.object({ username: z.string().optional(), id: z.number() }).optional(),
    })
    .optional(),
});
type Update = z.output<typeof Update>;
const Updates = z.object({ ok: z.literal(true), result: z.array(z.unknown()) });
const Refusal = z.object({ description: z.string() });

/** A channel whose chat may send commands. */
interface CommandChannel {
  readonly id: bigint;
  readonly name: string;
  readonly chat: string;
  readonly updatesAfter: bigint | null;
}

/** A bot, and the channels that it serves: Telegram allows one poll for each bot. */
interface Bot {
  readonly server: string;
  readonly token: string;
  readonly channels: CommandChannel[];
}

/** Waits once for commands, of every bot that may take any. Returns whether there is one. */
export async function pollCommands(deps: TelegramDeps): Promise<boolean> {
  const bots = new Map<string, Bot>();
  for (const stored of await commandChannels(deps.store.sql)) {
    const { settings, secret } = readChannel('telegram', stored);
    const { server, chat } = settings;
    const bot = bots.get(`${server} ${secret.token}`) ?? { server, token: secret.token, channels: [] };
    bot.channels.push({ id: stored.id, name: stored.name, chat, updatesAfter: stored.updatesAfter });
    bots.set(`${server} ${secret.token}`, bot);
  }
  // All are waited for: a poll that went on behind the failure of another bot would be a second one the next time.
  const polls = await Promise.allSettled([...bots.values()].map((bot) => pollBot(deps, bot)));
  const failed = polls.find(({ status }) => status === 'rejected');
  if (failed) throw (failed as PromiseRejectedResult).reason;
  return bots.size > 0;
}

async function pollBot(deps: TelegramDeps, bot: Bot): Promise<void> {
  const known = bot.channels.map(({ updatesAfter }) => updatesAfter ?? 0n);
  const after = known.reduce((least, each) => (each < least ? each : least));
  const body = {
    timeout: pollSeconds,
    allowed_updates: ['message'],
    ...(after > 0n ? { offset: Number(after) + 1 } : {}),
  };
  const timeoutMs = (pollSeconds + graceSeconds) * 1_000;
  const answer = await deps.outbound.send(jsonPost(methodUrl(bot, 'getUpdates'), body), {
    timeoutMs,
    signal: deps.signal,
  });
  const read = Updates.safeParse(toJson(answer.text));
  if (!read.success) {
    const described = Refusal.safeParse(toJson(answer.text)).data?.description;
    const why = withoutSecrets(described ?? `it answered ${answer.status}`, { token: bot.token });
    throw new PipelineError('CHANNEL_FAILED', `Commands of ${bot.channels[0]?.name} cannot be read: ${why}`);
  }
  for (const each of read.data.result) {
    const update = Update.safeParse(each);
    // Of another shape than asked for: passed by, or it would come again for ever.
    const id = update.data?.update_id ?? z.object({ update_id: z.int() }).safeParse(each).data?.update_id;
    if (id === undefined) continue;
    for (const channel of bot.channels) {
      const reply = await obey(deps, channel, update.data, BigInt(id));
      if (reply !== null) await send(deps, bot, channel, reply);
    }
  }
}

/** Does what an update asks for and notes that it was done, in one transaction. Returns the reply; null: none. */
function obey(
  { store, now }: TelegramDeps,
  channel: CommandChannel,
  update: Update | undefined,
  updateId: bigint,
): Promise<string | null> {
  const at = now();
  const command = update === undefined ? null : commandOf(update, channel, at);
  return store.transaction(async (tx) => {
    if (!(await recordUpdate(tx, channel.id, updateId))) return null; // done already
    if (command === null) return null;
    const { word, argument, by } = command;
    const record = (action: string, detail: Record<string, unknown>) =>
      recordAudit(tx, {
        at,
        actor: by,
        role: 'operator',
        action,
        path: '/telegram',
        status: 200,
        detail,
        requestId: `telegram-${updateId}`,
        ip: null,
      });
    if (word === 'mute') {
      const minutes = minutesOf(argument);
      if (minutes === null) return 'Say for how long: /mute 60m, /mute 2h';
      const endsAt = new Date(at.getTime() + minutes * 60_000);
      const conditions = { check: null, source: null, dataset: null, ticker: null, severity: null };
      const reason = `muted by ${by}`;
      await addSilence(tx, { ...conditions, reason, untilRecovered: false, startsAt: at, endsAt, createdBy: by });
      await record('muteAlerts', { minutes });
      return `Muted for ${duration(minutes * 60_000)}. /unmute ends that.`;
    }
    if (word === 'unmute') {
      await endMutes(tx, at);
      await record('unmuteAlerts', {});
      return 'Alerts are sent again.';
    }
    if (word === 'ack') {
      const id = /^#?(\d{1,18})$/.exec(argument)?.[1];
      const acked =
        id === undefined
          ? await ackCriticals(tx, { by, at })
          : (await ackAlert(tx, BigInt(id), { by, note: null, at }))
            ? 1
            : 0;
      await record(id === undefined ? 'ackAlerts' : 'ackAlert', id === undefined ? {} : { id });
      return id !== undefined && acked === 0 ? `There is no alert ${id}.` : `Acknowledged: ${acked}.`;
    }
    if (word !== 'status') return 'I know /status, /mute 60m, /unmute, /ack and /ack NUMBER.';
    const open = await listAlerts(tx, { state: 'open', class: 'operations' }, { limit: 1_000, offset: 0 });
    if (open.length === 0) return 'Nothing is wrong.';
    const lines = open
      .slice(0, maxListed)
      .map(
        (alert) => `#${alert.id} ${alert.severity}: ${saidOf(alert).headline}${alert.ackedAt ? ' (acknowledged)' : ''}`,
      );
    return [`${open.length} open:`, ...lines, ...(open.length > maxListed ? ['…'] : [])].join('\n');
  });
}

/** The command of a message of the channel's own chat; null for any other. */
function commandOf({ message }: Update, { name, chat }: CommandChannel, now: Date) {
  if (!message?.text || now.getTime() / 1_000 - message.date >= staleSeconds) return null;
  const { id, username } = message.chat;
  if (String(id) !== chat && `@${username}` !== chat) return null;
  const [, word, argument = ''] = /^\/([a-z]+)(?:@\w+)?(?:\s+(.*))?$/s.exec(message.text.trim()) ?? [];
  if (word === undefined) return null;
  return {
    word,
    argument: argument.trim(),
    by: `telegram:${name}:${message.from?.username ?? message.from?.id ?? id}`,
  };
}

function minutesOf(argument: string): number | null {
  const [, amount, unit = 'm'] = /^(\d{1,5})\s*([mhd])?/.exec(argument) ?? [];
  const minutes = Number(amount) * { m: 1, h: 60, d: 1_440 }[unit as 'm' | 'h' | 'd'];
  return minutes >= 1 && minutes <= maxMinutes ? minutes : null;
}

/** A reply that does not arrive is not repeated: what was asked for is done. */
async function send({ outbound, log }: TelegramDeps, bot: Bot, { name, chat }: CommandChannel, reply: string) {
  const body = { chat_id: chat, text: escapeHtml(reply), parse_mode: 'HTML' };
  await outbound
    .send(jsonPost(methodUrl(bot, 'sendMessage'), body))
    .catch((error) => log.warn('a reply to a command was not delivered', { channel: name, error: String(error) }));
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
