import { createHmac } from 'node:crypto';
import { type HttpChannel, jsonPost } from './channel.ts';

/**
 * A webhook of the operator's own. With a key each message is signed: `sha256=` and the HMAC-SHA256 of the timestamp, a
 * dot and the body. The timestamp is that of the attempt, so that a receiver can refuse what is old.
 */
export const webhook: HttpChannel<'webhook'> = {
  toRequest({ tone, headline, evidence, next, action, links, night }, { secret }, { id, at }) {
    const body = { id, severity: tone, headline, evidence, next, action, links, night, sent_at: at.toISOString() };
    const timestamp = String(Math.floor(at.getTime() / 1_000));
    const request = jsonPost(secret.url, body, { 'x-tickermill-delivery': id, 'x-tickermill-timestamp': timestamp });
    if (secret.key === undefined) return request;
    const signature = createHmac('sha256', secret.key).update(`${timestamp}.${request.body}`).digest('hex');
    return { ...request, headers: { ...request.headers, 'x-tickermill-signature': `sha256=${signature}` } };
  },
};
