import { expect } from 'chai';
import { get, makeAnswer } from './answer.ts';
import { QuotaSpent } from './answer-error.ts';
import { stooq } from './stooq.ts';

const daily = get('https://stooq.com/q/d/l/?s=exmp.us&i=d');
const judge = (body: string, status = 200) =>
  stooq.classify(makeAnswer(daily, { status, body: Buffer.from(body) }), 600_000);

describe('what an answer of Stooq means', () => {
  it('lets through prices of both sites, and that it has none', () => {
    for (const body of [
      'Date,Open,High,Low,Close,Volume\r\n',
      'Data,Otwarcie,Najwyzszy,Najnizszy,Zamkniecie,Wolumen\r\n',
      'No data',
      'Brak danych\n',
    ]) {
      expect(judge(body), body).to.equal(undefined);
    }
  });

  it('takes its limit of a day for the rest of the day in Warsaw', () => {
    for (const body of ['Exceeded the daily hits limit', 'Exceeded the daily hits limit!\n']) {
      expect(judge(body)).to.be.instanceOf(QuotaSpent).with.property('resetZone', 'Europe/Warsaw');
    }
  });

  it('takes a page, a puzzle or a text about keys for no data', () => {
    expect(judge('<!DOCTYPE html><html><body><noscript>This site requires JavaScript to verify your browser'))
      .to.include({ code: 'UNEXPECTED_ANSWER' })
      .and.property('message')
      .to.include('key');
    expect(judge('Get your apikey:\n\n1. Open https://stooq.com/q/d/?s=exmp.us&get_apikey')).to.include({
      code: 'KEY_REFUSED',
    });
    expect(judge('')).to.include({ code: 'UNEXPECTED_ANSWER' });
    const codes = [429, 500, 408, 403, 404, 302].map((status) => judge('', status)?.code);
    expect(codes).to.deep.equal([
      'THROTTLED',
      'SERVER_ERROR',
      'CONNECTION_LOST',
      'KEY_REFUSED',
      'REFUSED',
      'UNEXPECTED_ANSWER',
    ]);
  });
});
