import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import express from 'express';
import { sendChunks } from './row-stream.ts';

const chunk = Buffer.alloc(64 * 1024);
const chunks = 10_000;

describe('what is streamed', () => {
  it('is read no faster than whoever asked takes it, and no further than they stay', async () => {
    let [made, hasEnded] = [0, false];
    const app = express();
    app.get('/', async (_request, response) => {
      const endless = (async function* () {
        try {
          for (; made < chunks; made += 1) yield chunk;
        } finally {
          hasEnded = true;
        }
      })();
      await sendChunks(response, { type: 'text/csv', chunks: endless });
    });
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const answer = await new Promise<IncomingMessage>((resolve) => get(url, resolve));
    let taken = 0;
    for await (const part of answer) {
      taken += (part as Buffer).length;
      if (taken >= 16 * chunk.length) break; // which closes the connection
    }
    await until('the server stops', () => hasEnded);
    // What lies between is held by the buffers of two sockets.
    expect(made).to.be.within(16, 1_000);
    await new Promise((resolve) => server.close(resolve));
  });

  /** Serves what `chunks` makes at a port of its own. */
  async function served(chunks: () => AsyncIterable<Buffer>) {
    const app = express();
    let isEnded = false;
    app.get('/', async (_request, response) => {
      await sendChunks(response, { type: 'text/csv', chunks: chunks() });
      isEnded = true;
    });
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    return { url, isEnded: () => isEnded, close: () => new Promise((resolve) => server.close(resolve)) };
  }

  it('holds on to no chunk that has been sent', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const sent: WeakRef<Buffer>[] = [];
    let held = Number.NaN;
    const { url, close } = await served(async function* () {
      for (let made = 0; made < 400; made++) {
        const bytes = Buffer.alloc(64 * 1024, 'x');
        sent.push(new WeakRef(bytes));
        yield bytes;
      }
      await new Promise((resolve) => setImmediate(resolve));
      collect();
      held = sent.filter((reference) => reference.deref() !== undefined).length;
    });
    expect((await (await fetch(url)).arrayBuffer()).byteLength).to.equal(400 * 64 * 1024);
    expect(held).to.be.lessThan(200);
    await close();
  });

  it('is not made for whoever asks for the head alone', async () => {
    let made = 0;
    const { url, close } = await served(async function* () {
      made += 1;
      yield chunk;
    });
    const answer = await fetch(url, { method: 'HEAD' });
    expect([answer.status, answer.headers.get('content-type'), made]).to.deep.equal([
      200,
      'text/csv; charset=utf-8',
      0,
    ]);
    await close();
  });

  it('ends when its reader goes before there is anything to read', async () => {
    let letOn = () => {};
    let [begun, isReturned, goneOn] = [false, false, 0];
    const { url, isEnded, close } = await served(async function* () {
      try {
        begun = true;
        await new Promise<void>((resolve) => {
          letOn = resolve;
        });
        for (; ; goneOn += 1) yield chunk;
      } finally {
        isReturned = true;
      }
    });
    const asked = get(url);
    asked.on('error', () => {});
    await until('it to begin', () => begun);
    asked.destroy();
    await until('it to be ended, whatever it is at', isEnded);
    letOn();
    await until('it to stop', () => isReturned);
    expect(goneOn).to.equal(0);
    await close();
  });
});
