import type { OutboundAnswer } from '@tickermill/upstream';
import { expect } from 'chai';
import { judgeStatus, type SendResult } from './channel.ts';
import { discord } from './discord.ts';
import { telegram } from './telegram.ts';

const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}): OutboundAnswer => ({
  status,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
});
const sent: SendResult = { kind: 'sent' };
const throttled = (afterMs: number): SendResult => ({ kind: 'throttled', afterMs });

describe('an answer of Telegram', () => {
  const judge = (status: number, body: unknown) => telegram.judge?.(answer(status, body));
  const no = (code: number, description: string, more: object = {}) =>
    judge(code, { ok: false, error_code: code, description, ...more });

  it('is a success only with ok', () => {
    expect(judge(200, { ok: true, result: { message_id: 42 } })).to.deep.equal(sent);
    expect(judge(200, '<html>a page</html>')).to.include({ kind: 'failed' });
  });

  it('names how long to wait, in a field or, as of 2016, in words alone', () => {
    expect(no(429, 'Too Many Requests: retry after 34', { parameters: { retry_after: 34 } })).to.deep.equal(
      throttled(34_000),
    );
    expect(no(429, 'Too Many Requests: retry after 10072', { parameters: { retry_after: 10_072 } })).to.deep.equal(
      throttled(10_072_000),
    );
    expect(no(429, 'Too Many Requests: retry after 3')).to.deep.equal(throttled(3_000));
    expect(judge(429, 'no JSON')).to.deep.equal(throttled(60_000));
  });

  it('is final where the chat, the bot or the token is gone, and passing where the server fails', () => {
    for (const [code, description] of [
      [400, 'Bad Request: chat not found'],
      [403, 'Forbidden: bot was blocked by the user'],
      [401, 'Unauthorized'],
    ] as const)
      expect(no(code, description)).to.deep.equal({ kind: 'refused', error: description });
    expect(no(502, 'Bad Gateway')).to.deep.equal({ kind: 'failed', error: 'Bad Gateway' });
  });
});

describe('an answer of Discord', () => {
  const judge = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    discord.judge?.(answer(status, body, headers));

  it('is empty after a success, and names fractions of seconds to wait', () => {
    expect(judge(204, '')).to.deep.equal(sent);
    const body = { message: 'You are being rate limited.', retry_after: 64.57, global: false };
    expect(judge(429, body, { 'retry-after': '65' })).to.deep.equal(throttled(64_570));
  });

  it('may be a page of its guard, without JSON', () => {
    expect(judge(429, '<html>', { 'retry-after': '1337' })).to.deep.equal(throttled(1_337_000));
    expect(judge(404, { message: 'Unknown Webhook', code: 10_015 })).to.include({ kind: 'refused' });
  });
});

describe('an answer of any other channel', () => {
  it('is judged by its status', () => {
    expect(judgeStatus(answer(200, 'ok'))).to.deep.equal(sent);
    expect(judgeStatus(answer(429, '', { 'retry-after': '30' }))).to.deep.equal(throttled(30_000));
    expect(judgeStatus(answer(429))).to.deep.equal(throttled(60_000));
    const dated = { 'retry-after': 'Fri, 20 Nov 2026 22:10:00 GMT', date: 'Fri, 20 Nov 2026 22:00:00 GMT' };
    expect(judgeStatus(answer(429, '', dated))).to.deep.equal(throttled(600_000));
    expect(judgeStatus(answer(429, '', { 'retry-after': '9'.repeat(400) }))).to.deep.equal(throttled(2_592_000_000));
    expect(judgeStatus(answer(429), -5)).to.deep.equal(throttled(0));
    expect(judgeStatus(answer(410, 'channel_is_archived'))).to.deep.equal({
      kind: 'refused',
      error: 'it answered 410: channel_is_archived',
    });
    for (const status of [301, 400, 404, 424])
      expect(judgeStatus(answer(status)).kind, `${status}`).to.equal('refused');
    for (const status of [408, 500, 503]) expect(judgeStatus(answer(status)).kind, `${status}`).to.equal('failed');
  });
});
