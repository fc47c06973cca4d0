import { expect } from 'chai';
import { get, makeAnswer } from './answer.ts';
import { credentialsOf } from './credentials.ts';
import { massive } from './massive.ts';

const day = get('https://api.massive.com/v2/aggs/grouped/locale/us/market/stocks/2026-09-25?adjusted=false');
const judge = (body: object | string, status = 200) =>
  massive.classify(
    makeAnswer(day, { status, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) }),
    60_000,
  );
const failed = (said: object) => ({ status: 'NOT_AUTHORIZED', request_id: '1', ...said });

describe('what an answer of Massive means', () => {
  it('lets through data, delayed data too', () => {
    for (const status of ['OK', 'DELAYED']) expect(judge({ status, results: [] })).to.equal(undefined);
  });

  it('takes a limit by the minute for a throttle, under 429 and under 200', () => {
    const error = "You've exceeded the maximum requests per minute, please wait or upgrade your subscription.";
    for (const status of [200, 429])
      expect(judge({ status: 'ERROR', error }, status)).to.include({ code: 'THROTTLED', quietMs: 60_000 });
  });

  it('tells a day that is not published from a plan without it, and from a key that is wrong', () => {
    const early = "Attempted to request today's data before end of day. Please upgrade your plan.";
    expect(judge(failed({ message: early }), 403)).to.include({ code: 'UNEXPECTED_ANSWER' });
    const old = "Your plan doesn't include this data timeframe. Please upgrade your plan.";
    expect(judge(failed({ message: old }), 403)).to.include({ code: 'REFUSED' });
    expect(judge(failed({ message: 'You are not entitled to this data.' }), 403)).to.include({ code: 'REFUSED' });
    expect(judge({ status: 'ERROR', error: 'Unknown API Key' }, 401)).to.include({ code: 'KEY_REFUSED' });
  });

  it('knows other failures by their status, and never takes a page for data', () => {
    expect([502, 408, 404, 302].map((status) => judge('', status)?.code)).to.deep.equal([
      ...['SERVER_ERROR', 'CONNECTION_LOST', 'REFUSED', 'UNEXPECTED_ANSWER'],
    ]);
    expect(judge('<html></html>')).to.include({ code: 'UNEXPECTED_ANSWER' });
    expect(judge('')).to.include({ code: 'UNEXPECTED_ANSWER' });
  });

  it('is asked with the key in a header, which is secret', () => {
    const { headers, secrets } = credentialsOf(massive, day, { key: 'KEYOFMINE', session: null });
    expect([headers, secrets]).to.deep.equal([{ Authorization: 'Bearer KEYOFMINE' }, ['KEYOFMINE']]);
  });
});
