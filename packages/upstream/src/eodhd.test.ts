import { expect } from 'chai';
import { get, makeAnswer } from './answer.ts';
import { QuotaSpent } from './answer-error.ts';
import { credentialsOf, withParameters } from './credentials.ts';
import { eodhd } from './eodhd.ts';

const bulk = get('https://eodhd.com/api/eod-bulk-last-day/US?date=2026-11-20&fmt=json');
const judge = (body: string, status = 200) =>
  eodhd.classify(makeAnswer(bulk, { status, body: Buffer.from(body) }), 60_000);

describe('what an answer of EODHD means', () => {
  it('lets through rows, and an empty list', () => {
    expect(judge('[{"code":"AAPL"}]')).to.equal(undefined);
    expect(judge('[]')).to.equal(undefined);
  });

  it('takes spent calls for the rest of the day in UTC, and a busy minute for a throttle', () => {
    const spent = judge('You exceeded your daily API requests limit.  Please contact support', 402);
    expect(spent).to.be.instanceOf(QuotaSpent).with.property('resetZone', 'UTC');
    expect(judge('', 429)).to.include({ code: 'THROTTLED', quietMs: 60_000 });
  });

  it('tells a plan without whole days from a key that is wrong', () => {
    expect(judge('Only EOD data allowed for free users.', 403)).to.include({ code: 'REFUSED' });
    expect(judge('Unauthenticated', 401)).to.include({ code: 'KEY_REFUSED' });
  });

  it('takes no answer that is cut short, or that is no JSON, for data', () => {
    expect(judge('[{"warning":"Data is limited by one year as you have free subscription"}]')).to.include({
      code: 'REFUSED',
    });
    expect(judge('Code,Ex,Date')).to.include({ code: 'UNEXPECTED_ANSWER' });
    expect(judge('<html></html>')).to.include({ code: 'UNEXPECTED_ANSWER' });
  });

  it('knows other failures by their status', () => {
    expect([502, 408, 404, 302].map((status) => judge('', status)?.code)).to.deep.equal([
      ...['SERVER_ERROR', 'CONNECTION_LOST', 'REFUSED', 'UNEXPECTED_ANSWER'],
    ]);
  });

  it('is asked with the key on the URL, which is secret', () => {
    const credentials = credentialsOf(eodhd, bulk, { key: 'KEYOFMINE', session: null });
    expect(withParameters(bulk.url, credentials)).to.equal(`${bulk.url}&api_token=KEYOFMINE`);
    expect(credentials.secrets).to.deep.equal(['KEYOFMINE']);
  });
});
