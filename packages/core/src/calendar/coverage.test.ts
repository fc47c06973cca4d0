import { expect } from 'chai';
import { isMarketRead } from './coverage.ts';
import { filingDaysAfter, isIndexOverdue, lastAcceptance, lastFinalDay } from './edgar.ts';

const at = (text: string) => new Date(text);
const iso = (instant: Date) => instant.toISOString();

describe('how far EDGAR can be read', () => {
  it('takes a day as final from six in the morning of the next', () => {
    // New York is five hours behind UTC in November, four in July.
    expect(lastFinalDay(at('2026-11-20T10:59:59Z'))).to.equal('2026-11-18');
    expect(lastFinalDay(at('2026-11-20T11:00:00Z'))).to.equal('2026-11-19');
    expect(lastFinalDay(at('2026-11-22T12:00:00Z')), 'a Sunday').to.equal('2026-11-20');
    expect(lastFinalDay(at('2026-07-06T12:00:00Z')), 'the Monday after Independence Day').to.equal('2026-07-02');
    expect(lastFinalDay(at('2026-04-04T10:00:00Z')), 'Good Friday, on which exchanges rest').to.equal('2026-04-03');
    expect(lastFinalDay(at('2026-11-12T12:00:00Z')), 'Veterans Day, on which they do not').to.equal('2026-11-10');
  });

  it('knows the filing days after one, and until when forms were accepted', () => {
    expect(filingDaysAfter('2026-11-24', '2026-11-30')).to.deep.equal(['2026-11-25', '2026-11-27', '2026-11-30']);
    expect(filingDaysAfter('2026-11-20', '2026-11-22')).to.deep.equal([]);
    expect(iso(lastAcceptance(at('2026-11-20T15:00:00Z')))).to.equal('2026-11-20T15:00:00.000Z');
    expect(iso(lastAcceptance(at('2026-11-22T15:00:00Z'))), 'a Sunday').to.equal('2026-11-21T03:00:00.000Z');
    expect(iso(lastAcceptance(at('2026-11-23T10:00:00Z'))), 'Monday before six').to.equal('2026-11-21T03:00:00.000Z');
  });

  it('misses an index from noon of the next day on', () => {
    expect(isIndexOverdue('2026-11-19', at('2026-11-20T16:59:59Z'))).to.equal(false);
    expect(isIndexOverdue('2026-11-19', at('2026-11-20T17:00:00Z'))).to.equal(true);
    expect(isIndexOverdue('2026-11-20', at('2026-11-21T17:00:00Z')), 'Friday, on Saturday').to.equal(true);
  });

  const read = (watermark: string | null, feed: [string, string] | null, now: string) =>
    isMarketRead({ watermark, feed: feed && { from: at(feed[0]), to: at(feed[1]) } }, at(now));

  it('is read when the watermark is the last final day and polls overlap since', () => {
    const friday = '2026-11-20T20:00:00Z';
    expect(read('2026-11-19', ['2026-11-20T11:00:00Z', '2026-11-20T19:50:00Z'], friday)).to.equal(true);
    expect(read('2026-11-18', ['2026-11-19T11:00:00Z', '2026-11-20T19:50:00Z'], friday), 'a day behind').to.equal(
      false,
    );
    expect(read('2026-11-19', ['2026-11-20T15:00:00Z', '2026-11-20T19:50:00Z'], friday), 'a break').to.equal(false);
    expect(read('2026-11-19', ['2026-11-20T11:00:00Z', '2026-11-20T19:20:00Z'], friday), 'no poll').to.equal(false);
    expect(read('2026-11-19', null, friday), 'no feed').to.equal(false);
    expect(read(null, ['2026-11-20T11:00:00Z', '2026-11-20T19:50:00Z'], friday), 'no index').to.equal(false);
  });

  it('needs no poll while EDGAR is closed, and the polls of a day that is not final', () => {
    expect(read('2026-11-20', null, '2026-11-22T20:00:00Z'), 'Sunday').to.equal(true);
    expect(read('2026-11-20', null, '2026-11-23T11:20:00Z'), 'Monday twenty past six').to.equal(true);
    expect(read('2026-11-20', null, '2026-11-23T11:26:00Z'), 'Monday, a poll is due').to.equal(false);
    // Tuesday at three: Monday is not final yet.
    const night = '2026-11-24T08:00:00Z';
    expect(read('2026-11-20', ['2026-11-23T05:00:00Z', '2026-11-24T03:50:00Z'], night)).to.equal(true);
    expect(read('2026-11-20', ['2026-11-23T05:00:00Z', '2026-11-24T02:50:00Z'], night), 'before its close').to.equal(
      false,
    );
  });
});
