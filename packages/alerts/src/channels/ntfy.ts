import { bodyLines, shorten } from '../message.ts';
import { type HttpChannel, jsonPost } from './channel.ts';

/** ntfy makes an attachment of longer messages. */
const maxChars = 3_500;
const priorities = { critical: 5, warning: 4, info: 2, over: 3 } as const;
const tags = { critical: 'rotating_light', warning: 'warning', info: 'information_source', over: 'white_check_mark' };

/** A topic of ntfy. It is published as JSON: a header could not hold every title. */
export const ntfy: HttpChannel<'ntfy'> = {
  toRequest(message, { secret }) {
    const url = new URL(secret.url);
    const segments = url.pathname.split('/').filter((segment) => segment !== '');
    const topic = decodeURIComponent(segments.pop() ?? '');
    url.pathname = segments.join('/');
    const link = message.links.find(({ target }) => /^https?:/.test(target))?.target;
    return jsonPost(
      url.href,
      {
        topic,
        title: message.headline,
        message: shorten(bodyLines(message).join('\n'), maxChars),
        priority: priorities[message.tone],
        tags: [tags[message.tone]],
        ...(link === undefined ? {} : { click: link }),
      },
      secret.token === undefined ? {} : { authorization: `Bearer ${secret.token}` },
    );
  },
};
