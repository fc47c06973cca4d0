import { type AlertMessage, bodyLines, shorten } from '../message.ts';
import { type HttpChannel, jsonPost, judgeStatus, readObject, type SendResult } from './channel.ts';

/** Telegram counts 4,096 characters after it has read the markup. */
const maxChars = 4_096;

/** A bot of Telegram that writes to one chat. */
export const telegram: HttpChannel<'telegram'> = {
  toRequest: (message, { settings, secret }) =>
    jsonPost(methodUrl({ server: settings.server, token: secret.token }, 'sendMessage'), {
      chat_id: settings.chat,
      text: toHtml(message),
      parse_mode: 'HTML',
      disable_notification: message.tone === 'info' || message.tone === 'over',
      link_preview_options: { is_disabled: true },
    }),

  judge(answer): SendResult {
    const { ok, description, parameters } = readObject(answer.text);
    if (ok === true) return { kind: 'sent' };
    const wait = (parameters as { retry_after?: unknown } | undefined)?.retry_after;
    // Servers of 2016 named the time in words alone.
    const seconds = typeof wait === 'number' ? wait : Number(/retry after (\d+)/.exec(String(description))?.[1]);
    const judged = judgeStatus(answer, Number.isNaN(seconds) ? undefined : seconds);
    if (judged.kind === 'sent') return { kind: 'failed', error: 'its answer is none of the Bot API' };
    if (judged.kind === 'throttled' || typeof description !== 'string') return judged;
    return { kind: judged.kind, error: description };
  },
};

/** The address of a method of the Bot API. */
export const methodUrl = ({ server, token }: { server: string; token: string }, method: string): string =>
  `${server.replace(/\/+$/, '')}/bot${token}/${method}`;

function toHtml(message: AlertMessage): string {
  const [headline = '', ...rest] = shorten([message.headline, ...bodyLines(message)].join('\n'), maxChars).split('\n');
  return [`<b>${escapeHtml(headline)}</b>`, ...rest.map(escapeHtml)].join('\n');
}

/** Text that Telegram's HTML shows as it is. */
export const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
