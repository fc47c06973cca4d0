import { bodyLines, shorten } from '../message.ts';
import { type HttpChannel, jsonPost, judgeStatus, readObject } from './channel.ts';

const maxTitle = 256;
const maxDescription = 4_096;
const colours = { critical: 0xd32f2f, warning: 0xf9a825, info: 0x1976d2, over: 0x388e3c } as const;

/** A webhook of Discord. Nobody is mentioned, whatever the text of an upstream says. */
export const discord: HttpChannel<'discord'> = {
  toRequest: (message, { secret }) =>
    jsonPost(secret.url, {
      embeds: [
        {
          title: shorten(escaped(message.headline), maxTitle),
          description: shorten(bodyLines(message).map(escaped).join('\n'), maxDescription),
          color: colours[message.tone],
        },
      ],
      allowed_mentions: { parse: [] },
    }),

  judge(answer) {
    const seconds = readObject(answer.text)['retry_after'];
    return judgeStatus(answer, typeof seconds === 'number' ? seconds : undefined);
  },
};

/** Signs that Discord would read as markup, save in links, which it must find again. */
const escaped = (text: string) =>
  text.replaceAll(/https?:\/\/\S+|[\\*_~`|>#[]/g, (found) => (found.length > 1 ? found : `\\${found}`));
