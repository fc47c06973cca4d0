import { expect } from 'chai';
import { get, makeAnswer } from './answer.ts';
import { Throttled } from './answer-error.ts';
import { sources } from './sources.ts';

const list = get('https://www.nasdaqtrader.com/dynamic/SymDir/nasdaqlisted.txt');
const judge = (status: number, headers: Record<string, string> = {}, request = list) =>
  sources['nasdaq-listings'].classify(makeAnswer(request, { status, headers, body: Buffer.from('x') }), 3_600_000);

describe('what an answer of an exchange means', () => {
  it('lets through whatever comes with 200: the collector knows a list from a page', () => {
    expect(judge(200)).to.equal(undefined);
  });

  it('is a 304 only where the list is held already', () => {
    expect(judge(304, {}, { ...list, etag: '"a"' })).to.equal(undefined);
    expect(judge(304)).to.include({ code: 'UNEXPECTED_ANSWER' });
  });

  it('takes a refused address for a throttle, as long as it says or an hour', () => {
    expect(judge(403)).to.be.instanceOf(Throttled).with.property('quietMs', 3_600_000);
    expect(judge(429, { 'retry-after': '120' }))
      .to.be.instanceOf(Throttled)
      .with.property('quietMs', 120_000);
    expect(judge(503, { 'retry-after': '60' })).to.be.instanceOf(Throttled);
  });

  it('is an error in every other case, and never "no data"', () => {
    expect([500, 503, 408, 404, 410, 400, 401, 302].map((status) => judge(status)?.code)).to.deep.equal([
      ...['SERVER_ERROR', 'SERVER_ERROR', 'CONNECTION_LOST', 'UNEXPECTED_ANSWER', 'UNEXPECTED_ANSWER'],
      ...['REFUSED', 'REFUSED', 'UNEXPECTED_ANSWER'],
    ]);
  });
});
