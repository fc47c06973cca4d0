import type { RequestListener } from 'node:http';
import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import { type Loopback, openLoopback, rejection } from './loopback.fixture.ts';
import { keepSessionsInMemory } from './sessions.ts';

const quote = 'https://query1.finance.yahoo.com/v7/finance/quote?symbols=EXMP';
const chart = 'https://query1.finance.yahoo.com/v8/finance/chart/EXMP?interval=1d';

/** Yahoo as far as its sessions go: each cookie and each crumb is good until `drop`. */
function pretendYahoo({
  chartsNeedSession = false,
  crumbs = (count: number) => `crumb./${count}`,
  crumbStatus = 200,
} = {}) {
  const state = { cookies: 0, crumbs: 0, valid: '' };
  const answer: RequestListener = (request, response) => {
    const url = new URL(request.url ?? '', 'http://gateway');
    if (url.pathname.startsWith('/fc.yahoo.com/')) {
      state.cookies += 1;
      const cookies = [`A3=d=secret-${state.cookies}&S=x; Domain=.yahoo.com; Secure`, `B=${state.cookies}; Path=/`];
      return void response.writeHead(404, { 'Set-Cookie': cookies }).end('<html></html>');
    }
    if (url.pathname.endsWith('/getcrumb')) {
      state.crumbs += 1;
      state.valid = crumbs(state.crumbs);
      return void response.writeHead(crumbStatus, { 'Content-Type': 'text/plain' }).end(state.valid);
    }
    const isIn =
      url.searchParams.get('crumb') === state.valid &&
      /^A3=d=secret-\d+&S=x; B=\d+$/.test(request.headers.cookie ?? '');
    const isFree = url.pathname.includes('/chart/') && !chartsNeedSession;
    if (!isIn && !isFree)
      return void response.writeHead(401).end('{"finance":{"error":{"description":"Invalid Crumb"}}}');
    return void response.end(`{"quoteResponse":{"result":[],"echo":"${state.valid} ${request.headers.cookie}"}}`);
  };
  const drop = () => {
    state.valid = 'another';
  };
  return { state, answer, drop };
}

describe('a session', () => {
  const opened: Loopback[] = [];
  const open = async (...how: Parameters<typeof openLoopback>) => {
    const loopback = await openLoopback(...how);
    opened.push(loopback);
    const { signal } = new AbortController();
    return { ...loopback, ask: (url = quote, by = signal) => loopback.send(url, by, 'yahoo') };
  };
  afterEach(() => Promise.all(opened.splice(0).map((loopback) => loopback.close())));

  it('is made once for all who wait, each request of it under a permit of its own', async () => {
    const { answer, state } = pretendYahoo();
    const { ask, events, received } = await open(answer);
    await Promise.all(Array.from({ length: 8 }, () => ask()));
    expect(state).to.include({ cookies: 1, crumbs: 1 });
    expect(events.filter((event) => event === 'permit yahoo')).to.have.length(10);
    expect(received.map(({ url }) => url.split('?')[0])).to.deep.equal([
      '/fc.yahoo.com/',
      '/query1.finance.yahoo.com/v1/test/getcrumb',
      ...Array(8).fill('/query1.finance.yahoo.com/v7/finance/quote'),
    ]);
    expect(received[2]?.url).to.include('&crumb=crumb.%2F1');
  });

  it('stands neither in the answer, nor in its request, nor in the log', async () => {
    const { answer } = pretendYahoo();
    const { ask, lines } = await open(answer);
    const got = await ask();
    expect(got.request.url).to.equal(quote);
    expect(got.text())
      .to.include('echo')
      .and.not.match(/crumb\.|secret/);
    expect(JSON.stringify([lines, got.headers])).to.not.match(/crumb\.|crumb=|secret/);
  });

  it('is renewed after a refusal, once for all that were under way', async () => {
    const { answer, state, drop } = pretendYahoo();
    const { ask } = await open(answer);
    await ask();
    drop();
    const refused = await Promise.all(Array.from({ length: 3 }, () => rejection(ask())));
    for (const error of refused) expect(error).to.be.instanceOf(PipelineError).with.property('code', 'SESSION_REFUSED');
    await Promise.all([ask(), ask()]);
    expect(state).to.include({ cookies: 2, crumbs: 2 });
  });

  it('is asked for by charts only after one was refused', async () => {
    const free = pretendYahoo();
    const without = await open(free.answer);
    await without.ask(chart);
    expect(free.state).to.include({ cookies: 0, crumbs: 0 });

    const closed = pretendYahoo({ chartsNeedSession: true });
    const { ask } = await open(closed.answer);
    expect(await rejection(ask(chart))).to.have.property('code', 'SESSION_REFUSED');
    await ask(chart);
    expect(closed.state).to.include({ cookies: 1, crumbs: 1 });
  });

  it('goes on where a permit stopped it', async () => {
    const { answer, state } = pretendYahoo();
    const notNow = new Error('not before 1500 ms');
    let left = 1;
    const { ask } = await open(answer, {
      permit: async () => {
        if (left === 0) throw notNow;
        left -= 1;
        return { direct: false };
      },
    });
    for (const had of [
      { cookies: 1, crumbs: 0 },
      { cookies: 1, crumbs: 1 },
    ]) {
      expect(await rejection(ask())).to.equal(notNow);
      expect(state).to.include(had);
      left = 1;
    }
    await ask();
    expect(state).to.include({ cookies: 1, crumbs: 1 });
  });

  it('is shared by processes that keep it in one place', async () => {
    const { answer, state } = pretendYahoo();
    const sessions = keepSessionsInMemory();
    const first = await open(answer, { sessions });
    await first.ask();
    const second = await open(answer, { sessions });
    await second.ask();
    expect(state).to.include({ cookies: 1, crumbs: 1 });
  });

  it('has no crumb that is a throttle or a page, whatever its status', async () => {
    for (const [crumb, status, code] of [
      ['Too Many Requests', 200, 'THROTTLED'],
      ['Edge: Too Many Requests', 406, 'THROTTLED'],
      ['<html>Sorry</html>', 200, 'UNEXPECTED_ANSWER'],
    ] as const) {
      const { answer } = pretendYahoo({ crumbs: () => crumb, crumbStatus: status });
      const { ask, received } = await open(answer);
      expect(await rejection(ask())).to.have.property('code', code);
      expect(received.filter(({ url }) => url.includes('/quote'))).to.have.length(0);
    }
  });

  it('is taken over by who waits when its maker is stopped', async () => {
    const { answer, state } = pretendYahoo();
    const hold: (() => void)[] = [];
    const { ask } = await open((request, response) => {
      if (request.url?.startsWith('/fc.') && state.cookies === 0) hold.push(() => answer(request, response));
      else answer(request, response);
      state.cookies += request.url?.startsWith('/fc.') && hold.length === 1 && state.cookies === 0 ? 1 : 0;
    });
    const stopped = new AbortController();
    const stop = new Error('stopped');
    const first = rejection(ask(quote, stopped.signal));
    const second = ask();
    await new Promise<void>((resolve) => {
      const look = () => (hold.length > 0 ? resolve() : setImmediate(look));
      look();
    });
    stopped.abort(stop);
    expect(await first).to.equal(stop);
    await second;
    expect(state.crumbs).to.equal(1);
  });
});

describe('a key', () => {
  let loopback: Loopback;
  afterEach(() => loopback.close());
  const key = 'KEYOFMINE123';
  const daily = 'https://www.alphavantage.co/query?function=TIME_SERIES_DAILY&symbol=EXMP';
  const signal = new AbortController().signal;

  it('is added at the transport, and repeated in no answer', async () => {
    loopback = await openLoopback(
      (request, response) => {
        const echo = `{"Information":"We have detected your API key as ${key} and our rate limit is 25 requests per day."}`;
        response.writeHead(200, { Link: `<${request.url}>` }).end(echo);
      },
      { keys: { 'alpha-vantage': key } },
    );
    const error = (await rejection(loopback.send(daily, signal, 'alpha-vantage'))) as PipelineError & {
      answer: unknown;
    };
    expect(loopback.received[0]?.url).to.equal(
      `/www.alphavantage.co/query?function=TIME_SERIES_DAILY&symbol=EXMP&apikey=${key}`,
    );
    expect(error.code).to.equal('THROTTLED');
    const all = JSON.stringify([error.message, error.detail, error.answer, loopback.lines]);
    const body = (error.answer as { body: Buffer }).body.toString();
    expect(all + body)
      .to.include('****')
      .and.not.include(key);
  });

  it('that is missing keeps the request from being sent; the probe needs none', async () => {
    loopback = await openLoopback((_request, response) => void response.end());
    expect(await rejection(loopback.send(daily, signal, 'alpha-vantage'))).to.include({ code: 'CONFIG_INVALID' });
    expect(loopback.events).to.deep.equal([]);
    await loopback.send({ method: 'HEAD', url: 'https://www.alphavantage.co/' }, signal, 'alpha-vantage');
  });
});
