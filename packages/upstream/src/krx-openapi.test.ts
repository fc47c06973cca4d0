import { expect } from 'chai';
import { get, makeAnswer } from './answer.ts';
import { QuotaSpent } from './answer-error.ts';
import { credentialsOf } from './credentials.ts';
import { krxOpenapi } from './krx-openapi.ts';

const daily = get('https://data-dbg.krx.co.kr/svc/apis/sto/ksq_bydd_trd?basDd=20261120');
const judge = (body: string, status = 200) =>
  krxOpenapi.classify(makeAnswer(daily, { status, body: Buffer.from(body) }), 600_000);

describe('what an answer of the Korea Exchange means', () => {
  it('lets through rows, and an empty list', () => {
    expect(judge('{"OutBlock_1":[]}')).to.equal(undefined);
  });

  it('names the service that a key was not approved for, and is not asked again', () => {
    const refused = judge('{"respMsg":"Unauthorized API Call","respCode":"401"}', 401);
    expect(refused).to.include({ code: 'KEY_REFUSED' }).and.property('message').to.include('ksq_bydd_trd');
  });

  it('takes a page of restriction for a block, under 403 and under 200', () => {
    const page = '<html><body>비정상적인 대량 조회로 이용이 제한되었습니다.</body></html>';
    for (const status of [200, 403]) expect(judge(page, status)).to.include({ code: 'THROTTLED', quietMs: 600_000 });
    expect(judge('<html><body>Welcome</body></html>')).to.include({ code: 'UNEXPECTED_ANSWER' });
  });

  it('takes a limit of the day for the rest of the day in Seoul', () => {
    expect(judge('the daily limit is reached', 429))
      .to.be.instanceOf(QuotaSpent)
      .with.property('resetZone', 'Asia/Seoul');
    expect(judge('slow down', 429)).to.include({ code: 'THROTTLED' }).and.not.instanceOf(QuotaSpent);
  });

  it('knows other failures by their status', () => {
    expect([500, 408, 404, 302].map((status) => judge('', status)?.code)).to.deep.equal([
      ...['SERVER_ERROR', 'CONNECTION_LOST', 'REFUSED', 'UNEXPECTED_ANSWER'],
    ]);
    expect(judge('')).to.include({ code: 'UNEXPECTED_ANSWER' });
  });

  it('is asked with the key in a header, which is secret', () => {
    const { headers, parameters, secrets } = credentialsOf(krxOpenapi, daily, { key: 'KEYOFMINE', session: null });
    expect([headers, parameters, secrets]).to.deep.equal([{ AUTH_KEY: 'KEYOFMINE' }, [], ['KEYOFMINE']]);
    expect(() => credentialsOf(krxOpenapi, daily, { key: undefined, session: null })).to.throw('set KRX_KEY');
  });
});
