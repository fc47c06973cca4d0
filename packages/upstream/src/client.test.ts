import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { get } from './answer.ts';
import { type AnswerError, Throttled } from './answer-error.ts';
import { openUpstream } from './client.ts';
import { declaresOperator } from './identity.ts';
import {
  document,
  type Loopback,
  missingObject,
  openLoopback,
  ratePage,
  rejection,
  undeclaredPage,
} from './loopback.fixture.ts';

describe('the client of upstreams', () => {
  const opened: Loopback[] = [];
  const open = async (...how: Parameters<typeof openLoopback>) => {
    const loopback = await openLoopback(...how);
    opened.push(loopback);
    return loopback;
  };
  afterEach(() => Promise.all(opened.splice(0).map((loopback) => loopback.close())));

  it('sends to the gateway by host and path, in the name of an operator, and gives the answer', async () => {
    const { send, received, lines } = await open((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/plain', 'Set-Cookie': ['a=1', 'b=2'] }).end('<SEC-DOCUMENT>');
    });
    const answer = await send('https://data.sec.gov/submissions/CIK0000320193.json?x=1%202#part');

    expect(received[0]?.url).to.equal('/data.sec.gov/submissions/CIK0000320193.json?x=1%202');
    expect(received[0]?.headers['accept-encoding']).to.equal('gzip, deflate');
    expect(declaresOperator(String(received[0]?.headers['user-agent']))).to.equal(true);
    expect(answer.status).to.equal(200);
    expect(answer.headers['content-type']).to.equal('text/plain');
    expect(answer.headers).not.to.have.property('set-cookie');
    expect(answer.text()).to.equal('<SEC-DOCUMENT>');
    expect(answer.latencyMs).to.be.greaterThan(0);
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include({
      source: 'sec-edgar',
      method: 'GET',
      url: answer.request.url,
      status: 200,
      bytes: 14,
    });
  });

  it('takes one permit for a request, before it leaves', async () => {
    let release = () => {};
    const permitted = new Promise<void>((resolve) => {
      release = resolve;
    });
    const asked: string[] = [];
    const { send, events } = await open((_request, response) => void response.end('{}'), {
      permit: (source) => {
        asked.push(source);
        return permitted.then(() => ({ direct: false }));
      },
    });
    const sent = send();
    await new Promise(setImmediate);
    expect(events).to.deep.equal([]);
    release();
    await sent;
    await send();
    expect(asked).to.deep.equal(['sec-edgar', 'sec-edgar']);
    expect(events).to.deep.equal(['request', 'request']);
  });

  it('sends nothing without a permit, and rejects with what the permit said', async () => {
    const notNow = new Error('not before 3000 ms');
    const { send, events } = await open((_request, response) => void response.end('{}'), {
      permit: () => Promise.reject(notNow),
    });
    expect(await rejection(send())).to.equal(notNow);
    expect(events).to.deep.equal([]);
  });

  it('refuses hosts that are not listed before it takes a permit', async () => {
    const { send, events } = await open((_request, response) => void response.end('{}'));
    for (const url of [
      'https://example.com/a',
      'http://www.sec.gov/a',
      'https://www.sec.gov:8443/a',
      'https://www.sec.gov@example.com/a',
      'https://user:word@www.sec.gov/a',
      'https://www.sec.gov.example.com/a',
      'file:///www.sec.gov',
      'www.sec.gov/a',
    ]) {
      expect(await rejection(send(url)), url)
        .to.be.instanceOf(PipelineError)
        .with.property('code', 'HOST_NOT_LISTED');
    }
    expect(events).to.deep.equal([]);
  });

  it('asks whether what it holds is still good', async () => {
    const { send, received } = await open((_request, response) => void response.writeHead(304).end());
    const lastModified = 'Wed, 21 Oct 2026 07:28:00 GMT';
    const answer = await send(get(document, { etag: '"abc"', lastModified }));
    expect(answer.status).to.equal(304);
    expect(received[0]?.headers).to.include({ 'if-none-match': '"abc"', 'if-modified-since': lastModified });
  });

  it('reads the answer to a HEAD that says how the body would be encoded', async () => {
    const { send } = await open((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': 900 }).end();
    });
    const answer = await send({ method: 'HEAD', url: document });
    expect([answer.status, answer.body.length]).to.deep.equal([200, 0]);
  });

  it('throws what classify says, with the answer', async () => {
    const { send, events } = await open((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://gateway');
      response.writeHead(Number(searchParams.get('status')), { 'Retry-After': '7', Location: '/elsewhere' });
      response.end(
        { rate: ratePage, undeclared: undeclaredPage, missing: missingObject }[searchParams.get('body') ?? ''],
      );
    });
    const thrown = async (query: string) => (await rejection(send(`${document}?${query}`))) as AnswerError;

    const throttled = await thrown('status=403&body=rate');
    expect(throttled).to.be.instanceOf(Throttled).with.property('quietMs', 7_000);
    expect(throttled.answer.text()).to.equal(ratePage);
    expect(throttled.detail).to.include({ status: 403 });
    expect((await thrown('status=200&body=undeclared')).code).to.equal('UNDECLARED_AGENT');
    events.length = 0;
    expect((await thrown('status=302')).code).to.equal('UNEXPECTED_ANSWER');
    expect(events, 'a redirect is not followed').to.deep.equal(['permit sec-edgar', 'request']);
    expect((await thrown('status=500')).answer.status).to.equal(500);
    expect((await send(`${document}?status=403&body=missing`)).status).to.equal(403);
  });

  it('is quiet as long as the settings say', async () => {
    const { send } = await open((_request, response) => void response.writeHead(429).end(), { quietMs: 1_234 });
    expect(await rejection(send()))
      .to.be.instanceOf(Throttled)
      .with.property('quietMs', 1_234);
  });
});

describe('who asks', () => {
  const options = {
    permit: async () => ({ direct: false }),
    log: { debug() {}, info() {}, warn() {}, error() {}, child: () => options.log },
  };
  const refused = (more: object) => {
    try {
      openUpstream({ ...options, ...more }).close();
    } catch (error) {
      return (error as PipelineError).code;
    }
    return undefined;
  };

  it('is declared as a name and a mail address', () => {
    for (const good of ['Jane Doe jane@doe.org', 'Müller GmbH it@mueller.co.uk', 'J a@b.c']) {
      expect(declaresOperator(good), good).to.equal(true);
    }
    for (const bad of [
      '',
      'axios/1.21',
      'jane@doe.org',
      ' jane@doe.org',
      'Name mail@host',
      'Jane a@b.c\r\nX: y',
      '김 a@b.c',
    ]) {
      expect(declaresOperator(bad), bad).to.equal(false);
    }
  });

  it('must be declared for live requests, not for a gateway', () => {
    expect(refused({})).to.equal('CONFIG_INVALID');
    expect(refused({ userAgent: 'curl/8' })).to.equal('CONFIG_INVALID');
    expect(refused({ userAgent: 'Jane Doe jane@doe.org' })).to.equal(undefined);
    expect(refused({ gateway: 'http://127.0.0.1:1/' })).to.equal(undefined);
    expect(refused({ gateway: 'ftp://127.0.0.1' })).to.equal('CONFIG_INVALID');
    expect(refused({ gateway: '127.0.0.1' })).to.equal('CONFIG_INVALID');
  });
});
