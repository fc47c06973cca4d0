import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import { createGzip, deflateSync, gzipSync } from 'node:zlib';
import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { get } from './answer.ts';
import { AnswerError, Throttled } from './answer-error.ts';
import { document, type Loopback, openLoopback, ratePage, rejection } from './loopback.fixture.ts';

/** Writes more than the buffers between two sockets hold, then continues: the client is in the middle of the body. */
function flood(response: ServerResponse, then: () => void, megabytes = 16): void {
  response.write(Buffer.alloc(1 << 20, 'x'), () => (megabytes > 1 ? flood(response, then, megabytes - 1) : then()));
}

describe('an HTTP round trip that goes wrong', () => {
  const opened: Loopback[] = [];
  const open = async (...how: Parameters<typeof openLoopback>) => {
    const loopback = await openLoopback(...how);
    opened.push(loopback);
    return loopback;
  };
  afterEach(() => Promise.all(opened.splice(0).map((loopback) => loopback.close())));

  const answering = (headers: Record<string, string | number>, body: Buffer | string) =>
    open((_request, response) => void response.writeHead(200, headers).end(body));

  /** The failure of a send that got part of an answer. */
  async function partial(send: Loopback['send']): Promise<AnswerError> {
    const error = await rejection(send());
    expect(error).to.be.instanceOf(AnswerError);
    return error as AnswerError;
  }

  it('decodes gzip and deflate', async () => {
    for (const [encoding, body] of [
      ['gzip', gzipSync('{"a":1}')],
      ['deflate', deflateSync('{"a":1}')],
    ] as const) {
      for (const length of [{}, { 'Content-Length': body.length }]) {
        const { send } = await answering({ 'Content-Encoding': encoding, ...length }, body);
        expect((await send()).text(), encoding).to.equal('{"a":1}');
      }
    }
    const long = 'x'.repeat(3 * 1024 * 1024);
    const zipped = gzipSync(long);
    const { send: sendLong } = await answering({ 'Content-Encoding': 'gzip', 'Content-Length': zipped.length }, zipped);
    expect((await sendLong()).text() === long, 'short zipped, long unzipped').to.equal(true);
    const { send } = await answering({ 'Content-Encoding': 'gzip', 'Content-Length': 0 }, '');
    expect((await send()).body.length).to.equal(0);
  });

  it('takes gzip that is damaged or cut off for a broken connection', async () => {
    for (const body of [Buffer.from('not gzip at all'), gzipSync('x'.repeat(100_000)).subarray(0, 60)]) {
      for (const length of [{}, { 'Content-Length': body.length }]) {
        const { send } = await answering({ 'Content-Encoding': 'gzip', ...length }, body);
        expect((await partial(send)).code).to.equal('CONNECTION_LOST');
      }
    }
    // Not damaged, but cut off.
    const whole = gzipSync('y'.repeat(1_000));
    const { send } = await open((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': whole.length + 1 });
      response.write(whole, () => response.socket?.end());
    });
    const cut = await partial(send);
    expect([cut.code, cut.answer.body.length]).to.deep.equal(['CONNECTION_LOST', 1_000]);
  });

  it('does not guess at an encoding it did not ask for', async () => {
    const { send } = await answering({ 'Content-Encoding': 'br' }, 'bytes');
    const error = await partial(send);
    expect([error.code, error.answer.text()]).to.deep.equal(['UNEXPECTED_ANSWER', 'bytes']);
  });

  it('keeps what came of a body shorter than promised, or reset in the middle', async () => {
    const { send: short } = await open((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('<SEC-DOCUMENT>', () => response.socket?.end());
    });
    const cut = await partial(short);
    expect([cut.code, cut.answer.text()]).to.deep.equal(['CONNECTION_LOST', '<SEC-DOCUMENT>']);

    const { send: broken } = await open((_request, response) => {
      response.writeHead(200);
      flood(response, () => response.socket?.resetAndDestroy());
    });
    const reset = await partial(broken);
    expect(reset.code).to.equal('CONNECTION_LOST');
    expect(reset.answer.body.length).to.be.greaterThan(0);
  });

  it('still knows a block whose answer breaks off', async () => {
    const { send } = await open((_request, response) => {
      response.writeHead(403, { 'Content-Length': 9_000 });
      response.write(ratePage, () => response.socket?.end());
    });
    expect(await partial(send)).to.be.instanceOf(Throttled);
  });

  it('tells a connection that breaks before the answer from one that cannot be made', async () => {
    const { send, gateway, close } = await open((request) => void request.socket.resetAndDestroy());
    const lost = await rejection(send());
    expect(lost).to.be.instanceOf(PipelineError).and.not.instanceOf(AnswerError);
    expect(lost).to.have.property('code', 'CONNECTION_LOST');
    await close();

    const { send: sendToNobody } = await open(() => undefined, { gateway });
    const refused = (await rejection(sendToNobody())) as PipelineError;
    expect([refused.code, refused.detail['reason']]).to.deep.equal(['CONNECT_FAILED', 'ECONNREFUSED']);
    expect(JSON.stringify(refused.cause), 'nothing of the request in the cause').not.to.include('User-Agent');
  });

  it('takes what is not HTTP for a broken connection', async () => {
    const babble = createServer((socket) => void socket.end('220 mail.example.com ESMTP\r\n'));
    babble.listen(0, '127.0.0.1');
    await once(babble, 'listening');
    const address = babble.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { send } = await open(() => undefined, { gateway: `http://127.0.0.1:${port}` });
    expect(await rejection(send())).to.have.property('code', 'CONNECTION_LOST');
    babble.close();
  });

  it('stops a gzip bomb at the ceiling, keeps what came below it and hangs up', async () => {
    const zeros = Buffer.alloc(1 << 20);
    let hungUp: Promise<unknown> = Promise.resolve();
    const { send } = await open((_request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' });
      hungUp = once(response, 'close');
      const gzip = createGzip();
      gzip.pipe(response);
      // Never ends by itself: the test ends only because the client stops reading.
      const more = () => void (response.destroyed || gzip.write(zeros, more));
      more();
    });
    const error = (await rejection(send(get(document, { maxBytes: 100_000 })))) as AnswerError;
    expect([error.code, error.answer.body.length]).to.deep.equal(['TOO_LARGE', 100_000]);
    await hungUp;
  });

  it('takes a body of exactly the ceiling', async () => {
    const { send } = await answering({}, 'x'.repeat(1_000));
    expect((await send(get(document, { maxBytes: 1_000 }))).body.length).to.equal(1_000);
    expect(await rejection(send(get(document, { maxBytes: 999 })))).to.have.property('code', 'TOO_LARGE');
  });

  it('takes the head of what is larger for an answer, where the request says so', async () => {
    const body = gzipSync('x'.repeat(300_000));
    for (const length of [{}, { 'Content-Length': body.length }]) {
      const { send } = await answering({ 'Content-Encoding': 'gzip', ...length }, body);
      const answer = await send(get(document, { maxBytes: 100_000, takesHead: true }));
      expect([answer.status, answer.text()]).to.deep.equal([200, 'x'.repeat(100_000)]);
      expect((await send(get(document, { maxBytes: 300_000, takesHead: true }))).body.length, 'whole').to.equal(
        300_000,
      );
    }
    const { send: broken } = await open((_request, response) => {
      response.writeHead(200, { 'Content-Length': 500 });
      response.write('<SEC-DOCUMENT>', () => response.socket?.end());
    });
    const cut = await rejection(broken(get(document, { maxBytes: 100_000, takesHead: true })));
    expect(cut, 'below the ceiling, broken off').to.have.property('code', 'CONNECTION_LOST');
  });

  it('gives up on a host that is silent, and on one that only drips', async () => {
    const silent = await open(() => undefined, { timeoutMs: 30 });
    const none = await rejection(silent.send());
    expect(none).to.have.property('code', 'TIMEOUT');
    expect(none).not.to.be.instanceOf(AnswerError);

    const { send } = await open(
      (_request, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('.'), 5);
        response.on('close', () => clearInterval(drip));
      },
      { timeoutMs: 500 },
    );
    const error = await partial(send);
    expect([error.code, error.answer.status]).to.deep.equal(['TIMEOUT', 200]);
  });

  it('rejects with the reason of the caller, and hangs up, before and amid an answer', async () => {
    for (const isAmid of [false, true]) {
      const drain = new AbortController();
      const reason = new Error('the worker stops');
      let hungUp: Promise<unknown> = Promise.resolve();
      const { send } = await open((_request, response) => {
        hungUp = once(response, 'close');
        if (isAmid) flood(response, () => drain.abort(reason));
        else drain.abort(reason);
      });
      expect(await rejection(send(document, drain.signal))).to.equal(reason);
      await hungUp;
    }
  });

  it('sends nothing once the caller has stopped, be it while waiting for the permit', async () => {
    const reason = new Error('the worker stops');
    const drain = new AbortController();
    const { send, events } = await open((_request, response) => void response.end('{}'), {
      permit: async () => {
        drain.abort(reason);
        return { direct: false };
      },
    });
    expect(await rejection(send(document, drain.signal))).to.equal(reason);
    expect(await rejection(send(document, AbortSignal.abort(reason)))).to.equal(reason);
    expect(events).to.deep.equal([]);
  });

  it('uses one connection for requests that follow each other', async () => {
    const { send, sockets } = await answering({}, '{}');
    for (let i = 0; i < 5; i += 1) await send();
    expect(sockets.size).to.equal(1);
  });
});
