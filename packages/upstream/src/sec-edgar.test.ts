import { expect } from 'chai';
import { get, makeAnswer, type UpstreamRequest } from './answer.ts';
import { Throttled } from './answer-error.ts';
import { document, missingObject, ratePage, undeclaredPage } from './loopback.fixture.ts';
import { secEdgar } from './sec-edgar.ts';

interface Said {
  body?: string;
  headers?: Record<string, string>;
  request?: UpstreamRequest;
}

const judge = (status: number, { body = '', headers = {}, request = get(document) }: Said = {}) =>
  secEdgar.classify(makeAnswer(request, { status, headers, body: Buffer.from(body) }), 600_000);

const code = (status: number, said: Said = {}) => judge(status, said)?.code;

const quietMs = (status: number, said: Said) => {
  const error = judge(status, said);
  expect(error).to.be.instanceOf(Throttled);
  return (error as Throttled).quietMs;
};

const page = '<html><body>Something else</body></html>';
const head: UpstreamRequest = { method: 'HEAD', url: 'https://www.sec.gov/files/company_tickers.json' };

describe('what an answer of the SEC means', () => {
  it('lets through what a step reads, empty bodies included', () => {
    for (const body of [
      '<SEC-DOCUMENT>',
      '\uFEFF\n <SUBMISSION>',
      '<?xml version="1.0"?><ownershipDocument>',
      '{}',
      '',
    ]) {
      expect(code(200, { body }), body).to.equal(undefined);
    }
    expect(code(200, { body: `<SEC-DOCUMENT>\n<TEXT>\n${ratePage}` }), 'a page inside a submission').to.equal(
      undefined,
    );
    expect(code(404, { body: page })).to.equal(undefined);
    expect(code(403, { body: missingObject })).to.equal(undefined);
    expect(code(304, { request: get(document, { etag: '"1"' }) })).to.equal(undefined);
  });

  it('knows a page where no page was asked for, however it begins', () => {
    for (const start of ['', '\uFEFF', '\r\n\t ', '<?xml version="1.0"?>\n<!DOCTYPE html>\n', '<!-- cached -->\n']) {
      expect(code(200, { body: start + page }), start).to.equal('UNEXPECTED_ANSWER');
    }
    expect(code(200, { body: '<!doctype HTML>' })).to.equal('UNEXPECTED_ANSWER');
    const tenK = get('https://www.sec.gov/Archives/edgar/data/320193/000032019324000123/aapl-20240928.htm');
    expect(code(200, { body: page, request: tenK })).to.equal(undefined);
    expect(code(200, { body: ratePage, request: tenK })).to.equal('THROTTLED');
  });

  it('knows the two block pages under any status', () => {
    for (const status of [200, 403, 404, 429, 503]) {
      expect(code(status, { body: ratePage }), `rate ${status}`).to.equal('THROTTLED');
    }
    for (const status of [200, 403]) {
      expect(code(status, { body: undeclaredPage }), `undeclared ${status}`).to.equal('UNDECLARED_AGENT');
    }
  });

  it('is quiet for Retry-After, as seconds or a date, from 1 s to 1 h, else for its own time', () => {
    const asked = (value: string, date = 'Wed, 21 Oct 2026 07:28:00 GMT') =>
      quietMs(429, { headers: { 'retry-after': value, date } });
    expect(asked('120')).to.equal(120_000);
    expect(asked('0')).to.equal(1_000);
    expect(asked('86400')).to.equal(3_600_000);
    expect(asked('Wed, 21 Oct 2026 07:30:30 GMT')).to.equal(150_000);
    expect(asked('Wed, 21 Oct 2026 07:00:00 GMT')).to.equal(1_000);
    expect(asked('Wed, 21 Oct 2026 07:30:30 GMT', '')).to.equal(600_000);
    expect(asked('soon')).to.equal(600_000);
    expect(quietMs(429, {})).to.equal(600_000);
    expect(quietMs(403, { body: ratePage })).to.equal(600_000);
    expect(quietMs(403, { body: ratePage, headers: { 'retry-after': '30' } })).to.equal(30_000);
  });

  it('takes a 503 for a throttle only if it says when to come back', () => {
    const unavailable = '<!DOCTYPE html>\n<title>SEC.gov | File Unavailable</title>';
    expect(code(503, { body: unavailable })).to.equal('SERVER_ERROR');
    expect(quietMs(503, { body: unavailable, headers: { 'retry-after': '5' } })).to.equal(5_000);
    expect(code(502)).to.equal('SERVER_ERROR');
  });

  it('takes a HEAD that is forbidden for the block, unless it is a missing file', () => {
    expect(code(200, { request: head, headers: { 'content-type': 'application/json' } })).to.equal(undefined);
    expect(code(200, { request: head, headers: { 'content-type': 'text/html' } })).to.equal('UNEXPECTED_ANSWER');
    expect(quietMs(403, { request: head, headers: { 'content-type': 'text/html' } })).to.equal(600_000);
    expect(code(403, { request: head, headers: { 'content-type': 'application/xml' } })).to.equal(undefined);
  });

  it('never reads anything else as "no data"', () => {
    for (const status of [201, 204, 206, 301, 302, 304, 401, 403]) {
      expect(code(status), String(status)).to.equal('UNEXPECTED_ANSWER');
    }
    for (const status of [400, 405, 410, 451]) expect(code(status), String(status)).to.equal('REFUSED');
    expect(code(408)).to.equal('CONNECTION_LOST');
  });
});
