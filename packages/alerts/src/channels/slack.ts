import { bodyLines, shorten } from '../message.ts';
import { type HttpChannel, jsonPost } from './channel.ts';

/** Slack cuts longer texts off without a word. */
const maxChars = 3_000;

/** An incoming webhook of Slack. Links between angle brackets, and mentions, are only what Slack is told to read so. */
export const slack: HttpChannel<'slack'> = {
  toRequest(message, { secret }) {
    const text = shorten([`*${bold(message.headline)}*`, ...bodyLines(message)].join('\n'), maxChars);
    return jsonPost(secret.url, { text: escaped(text), unfurl_links: false, unfurl_media: false });
  },
};

const bold = (text: string) => text.replaceAll('*', '∗');
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
