// Words of alerts that the store, the channels and the API share: severities, kinds of channels and what each is set to.

import { z } from 'zod';

/** How bad something is, the mildest first. */
export const Severity = z.enum(['info', 'warning', 'critical']);
export type Severity = z.infer<typeof Severity>;

/** Whether something is at least so bad. */
export const isAtLeast = (severity: Severity, least: Severity): boolean =>
  Severity.options.indexOf(severity) >= Severity.options.indexOf(least);

/** An address of a channel. Whoever knows it may write there, so that it is kept like a password. */
const address = z
  .string()
  .trim()
  .max(2_000)
  .refine(isWebAddress, { error: 'must be an http:// or https:// address without a user or a password' });

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && hostname !== '';
}

const shortText = z.string().trim().min(1).max(200);
/** Of a header or an address line: nothing that could begin another line. */
const line = shortText.regex(/^\P{C}*$/u, { error: 'must not contain control characters' });
const mailbox = line.regex(/^[^\s<>@]+@[^\s<>@]+$/, { error: 'must be a mail address, name@host' });
const key = z.string().min(16, { error: 'must have 16 characters or more' }).max(500);
const noSettings = z.strictObject({}).prefault({});

/**
 * What each kind of channel is set to. `settings` are shown to whoever may read; `secret` is written and never read
 * again but by the sender.
 */
export const channelKinds = {
  telegram: {
    settings: z.strictObject({
      chat: z
        .string()
        .regex(/^(?:-?\d{1,20}|@\w{5,32})$/, { error: 'must be the number of a chat, or the @name of a channel' }),
      commands: z.boolean().default(false).describe('Whether /status, /mute and /ack from this chat are obeyed.'),
      server: address.default('https://api.telegram.org').describe('The server of the Bot API.'),
    }),
    secret: z.strictObject({
      token: z
        .string()
        .regex(/^\d{1,20}:[\w-]{10,100}$/, { error: 'must be the token of a bot, as BotFather gives it' }),
    }),
  },
  slack: { settings: noSettings, secret: z.strictObject({ url: address }) },
  discord: { settings: noSettings, secret: z.strictObject({ url: address }) },
  email: {
    settings: z.strictObject({
      host: line,
      port: z.int().min(1).max(65_535).default(587),
      security: z
        .enum(['starttls', 'tls', 'none'])
        .default('starttls')
        .describe('`starttls` refuses a server without it; `none` never encrypts.'),
      from: mailbox,
      to: z.array(mailbox).min(1).max(20),
      user: line.optional(),
    }),
    secret: z.strictObject({ password: z.string().min(1).max(500).optional() }).prefault({}),
  },
  ntfy: {
    settings: noSettings,
    secret: z.strictObject({
      url: address.describe('The server and the topic: https://ntfy.sh/topic.'),
      token: line.optional(),
    }),
  },
  apprise: {
    settings: z.strictObject({ tag: line.optional() }).prefault({}),
    secret: z.strictObject({ url: address.describe('The address of a configuration: http://host:8000/notify/key.') }),
  },
  webhook: {
    settings: noSettings,
    secret: z.strictObject({
      url: address,
      key: key.optional().describe('Signs each message; without it messages are not signed.'),
    }),
  },
} as const satisfies Record<string, { settings: z.ZodType; secret: z.ZodType }>;

export type ChannelKind = keyof typeof channelKinds;
/** The settings of a kind of channel. */
export type ChannelSettings<K extends ChannelKind> = z.output<(typeof channelKinds)[K]['settings']>;
/** What a kind of channel keeps secret. */
export type ChannelSecret<K extends ChannelKind> = z.output<(typeof channelKinds)[K]['secret']>;
