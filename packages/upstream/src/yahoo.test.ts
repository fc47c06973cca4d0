import { expect } from 'chai';
import { get, makeAnswer } from './answer.ts';
import { Throttled } from './answer-error.ts';
import { yahoo } from './yahoo.ts';

const chart = get('https://query1.finance.yahoo.com/v8/finance/chart/EXMP?interval=1d');
const judge = (status: number, body: string, headers: Record<string, string> = {}, request = chart) =>
  yahoo.classify(makeAnswer(request, { status, headers, body: Buffer.from(body) }), 600_000);
const code = (status: number, body: string) => judge(status, body)?.code;
const page = (words: string) =>
  `<!DOCTYPE html>\n<html><head><title>${words}</title></head><body>${words}</body></html>`;

describe('what an answer of Yahoo means', () => {
  it('lets through what a step reads, errors of the service itself included', () => {
    expect(code(200, '{"chart":{"result":[{}],"error":null}}')).to.equal(undefined);
    expect(code(200, '\n{ "spark" : {"result":[]}}')).to.equal(undefined);
    expect(code(200, '{"quoteResponse":{"result":[]}}')).to.equal(undefined);
    const gone =
      '{"chart":{"result":null,"error":{"code":"Not Found","description":"No data found, symbol may be delisted"}}}';
    expect(code(404, gone)).to.equal(undefined);
    const outside = `{"chart":{"result":null,"error":{"code":"Bad Request","description":"Data doesn't exist for startDate = 1, endDate = 2"}}}`;
    expect(code(400, outside)).to.equal(undefined);
    expect(code(400, outside.replace('exist', 'matter'))).to.equal('REFUSED');
  });

  it('knows a throttle by its words, under any status', () => {
    for (const body of [
      'Too Many Requests',
      'Edge: Too Many Requests',
      'Too Many Requests\r\n',
      page('Too Many Requests'),
    ]) {
      for (const status of [200, 401, 403, 404, 429, 500, 503]) {
        expect(code(status, body), `${status} ${body}`).to.equal('THROTTLED');
      }
    }
    for (const status of [429, 999]) expect(code(status, '')).to.equal('THROTTLED');
    const throttled = judge(429, '', { 'retry-after': '30' });
    expect(throttled).to.be.instanceOf(Throttled).with.property('quietMs', 30_000);
    expect(judge(429, '')).to.have.property('quietMs', 600_000);
    expect(code(503, '')).to.equal('SERVER_ERROR');
    expect(judge(503, '', { 'retry-after': '30' })?.code).to.equal('THROTTLED');
  });

  it('takes no page for data, neither consent nor challenge', () => {
    expect(code(200, page('Yahoo is part of the Yahoo family of brands: consent'))).to.equal('UNEXPECTED_ANSWER');
    expect(judge(200, page('guce.yahoo.com'))?.message).to.include('consent');
    expect(code(200, page('One moment please'))).to.equal('UNEXPECTED_ANSWER');
    expect(code(404, page('Not found'))).to.equal('UNEXPECTED_ANSWER');
    expect(code(302, '')).to.equal('UNEXPECTED_ANSWER');
    expect(code(200, '')).to.equal('UNEXPECTED_ANSWER');
    expect(code(200, '{}')).to.equal('UNEXPECTED_ANSWER');
    expect(code(204, '')).to.equal('UNEXPECTED_ANSWER');
  });

  it('tells an error of the gateway from one of the symbol', () => {
    const envelope = (name: string, description: string) =>
      `{"finance":{"result":null,"error":{"code":"${name}","description":"${description}"}}}`;
    expect(code(404, envelope('Not Found', 'HTTP 404 Not Found'))).to.equal('UNEXPECTED_ANSWER');
    expect(code(200, envelope('Internal', 'No'))).to.equal('UNEXPECTED_ANSWER');
    for (const status of [200, 401, 404]) {
      expect(code(status, envelope('Unauthorized', 'Invalid Crumb'))).to.equal('SESSION_REFUSED');
    }
    expect(code(401, '')).to.equal('SESSION_REFUSED');
    expect(code(403, page('Forbidden'))).to.equal('SESSION_REFUSED');
    expect(code(502, '')).to.equal('SERVER_ERROR');
    expect(code(408, '')).to.equal('CONNECTION_LOST');
    expect(code(422, '')).to.equal('REFUSED');
  });

  it('takes for a crumb nothing but a word', () => {
    const { session } = yahoo;
    if (!session) throw new Error('Yahoo has sessions');
    const crumb = (status: number, body: string) =>
      session.classify(makeAnswer(session.crumbFrom(undefined), { status, body: Buffer.from(body) }), 600_000)?.code;
    expect(crumb(200, 'aB3./x-Y\n')).to.equal(undefined);
    for (const status of [200, 401, 406, 500]) expect(crumb(status, 'Too Many Requests')).to.equal('THROTTLED');
    expect(crumb(200, 'Edge: Too Many Requests')).to.equal('THROTTLED');
    for (const body of ['', '<html></html>', '<HTML>', '{"finance":{}}', 'two words', 'x'.repeat(65)]) {
      expect(crumb(200, body), body).to.equal('UNEXPECTED_ANSWER');
    }
    expect(crumb(401, '')).to.equal('SESSION_REFUSED');
    const cookie = (status: number, body = '') =>
      session.classify(makeAnswer(session.cookieFrom, { status, body: Buffer.from(body) }), 600_000)?.code;
    expect(cookie(404, '<html></html>')).to.equal(undefined);
    expect(cookie(429)).to.equal('THROTTLED');
    expect(cookie(503)).to.equal('SERVER_ERROR');
  });

  it('needs a session for quotes and profiles alone', () => {
    const needs = (path: string) => yahoo.session?.isNeeded(`https://query1.finance.yahoo.com${path}`);
    expect(needs('/v7/finance/quote?symbols=EXMP')).to.equal(true);
    expect(needs('/v10/finance/quoteSummary/EXMP?modules=price')).to.equal(true);
    expect(needs('/v8/finance/chart/EXMP')).to.equal(false);
    expect(needs('/v7/finance/spark?symbols=QUOTE')).to.equal(false);
  });
});
