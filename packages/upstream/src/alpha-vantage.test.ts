import { expect } from 'chai';
import { alphaVantage } from './alpha-vantage.ts';
import { get, makeAnswer } from './answer.ts';
import { QuotaSpent } from './answer-error.ts';

const daily = get('https://www.alphavantage.co/query?function=TIME_SERIES_DAILY&symbol=EXMP');
const judge = (body: string, status = 200) =>
  alphaVantage.classify(makeAnswer(daily, { status, body: Buffer.from(body) }), 60_000);
const says = (key: string, text: string) => judge(JSON.stringify({ [key]: text }));

describe('what an answer of Alpha Vantage means', () => {
  it('lets data through, as JSON and as CSV', () => {
    expect(judge('{"Meta Data":{"1. Information":"Daily Prices"},"Time Series (Daily)":{}}')).to.equal(undefined);
    expect(judge('timestamp,open,high,low,close,volume\n')).to.equal(undefined);
  });

  it('tells what is over in a minute from what is over tomorrow, under either key', () => {
    for (const key of ['Information', 'Note']) {
      for (const text of [
        'Please consider spreading out your free API requests more sparingly (1 request per second) … rate limit (25 requests per day)',
        'Our standard API call frequency is 5 calls per minute and 500 calls per day.',
      ]) {
        expect(says(key, text), text).to.include({ code: 'THROTTLED', quietMs: 60_000 });
        expect(says(key, text), text).not.to.be.instanceOf(QuotaSpent);
      }
      const spent = says(
        key,
        'our standard API rate limit is 25 requests per day. Subscribe to remove all daily rate limits.',
      );
      expect(spent).to.be.instanceOf(QuotaSpent).and.to.include({ code: 'THROTTLED', resetZone: 'America/New_York' });
    }
  });

  it('knows what is paid for, a key that is refused, and a symbol that it does not know', () => {
    const paid = 'Thank you! This is a premium endpoint. You may subscribe to any of the premium plans';
    expect(says('Information', paid)).to.include({ code: 'REFUSED' });
    const full = 'The outputsize=full parameter value is a premium feature for this endpoint.';
    expect(says('Information', full)).to.include({ code: 'REFUSED' });
    expect(says('Error Message', 'the parameter apikey is invalid or missing.')).to.include({ code: 'KEY_REFUSED' });
    expect(says('Information', 'The **demo** API key is for demo purposes only.')).to.include({ code: 'KEY_REFUSED' });
    expect(says('Error Message', 'Invalid API call. Please retry or visit the documentation')).to.include({
      code: 'REFUSED',
    });
    expect(says('Information', 'Something new')).to.include({ code: 'UNEXPECTED_ANSWER' });
  });

  it('judges the rest by its status', () => {
    const code = (status: number, body = '') => judge(body, status)?.code;
    expect(code(200, '<html></html>')).to.equal('UNEXPECTED_ANSWER');
    expect([429, 500, 408, 403, 302].map((status) => code(status))).to.deep.equal([
      'THROTTLED',
      'SERVER_ERROR',
      'CONNECTION_LOST',
      'REFUSED',
      'UNEXPECTED_ANSWER',
    ]);
  });
});
