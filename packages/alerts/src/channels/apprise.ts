import { bodyLines } from '../message.ts';
import { type HttpChannel, jsonPost } from './channel.ts';

const types = { critical: 'failure', warning: 'warning', info: 'info', over: 'success' } as const;

/** An Apprise API, which passes messages on to whatever its configuration names. 424: some of that failed. */
export const apprise: HttpChannel<'apprise'> = {
  toRequest: (message, { settings, secret }) =>
    jsonPost(secret.url, {
      title: message.headline,
      body: bodyLines(message).join('\n'),
      type: types[message.tone],
      format: 'text',
      ...(settings.tag === undefined ? {} : { tag: settings.tag }),
    }),
};
