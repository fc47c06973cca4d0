import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PipelineError } from '@tickermill/core';
import { NoPermit, openGovernedUpstream } from '@tickermill/engine';
import { ensureSource, type Pace, pauseSource, quietSource, sourceStatuses } from '@tickermill/store/sources';
import { openScratchStore, type ScratchStore, silentLog, until } from '@tickermill/testkit';
import { expect } from 'chai';

const source = 'sec-edgar';
const quietMs = 600_000;
const request = { method: 'GET', url: 'https://data.sec.gov/submissions/CIK0000320193.json' } as const;
const asked = 'GET /data.sec.gov/submissions/CIK0000320193.json';
const probed = 'HEAD /www.sec.gov/files/company_tickers.json';

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown;
const reply =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (_request, response) =>
    response.writeHead(status, headers).end(body);
const fine = reply(200, { 'content-type': 'application/json' }, '{}');
const block = reply(403, { 'content-type': 'text/html' }, '<title>Request Rate Threshold Exceeded</title>');

/** What is to happen while a request sleeps some 290 ms may come too late; once in time is proof. */
const slowMachine = 4;

describe('the permit, at the transport', () => {
  let store: ScratchStore;
  let received: string[];
  let answer: Answer;
  let close: (() => unknown)[];
  let gateway: string;

  beforeEach(async () => {
    [received, answer, close] = [[], fine, []];
    store = await openScratchStore();
    const server = createServer((incoming, response) => {
      received.push(`${incoming.method} ${incoming.url}`);
      answer(incoming, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    close.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
  });
  afterEach(async () => {
    for (const each of close) each();
    await store.close();
  });

  const row = async () => {
    const [status] = await sourceStatuses(store.db);
    if (!status) throw new Error('the source has no row');
    return status;
  };
  const pacedAt = (pace: Pace) => ensureSource(store.db, source, pace);
  /** Makes a probe due at once. */
  const endQuiet = () =>
    store.db.$executeRaw`UPDATE source_state SET quiet_until = clock_timestamp(), next_at = clock_timestamp()`;
  const beDue = async () => {
    await quietSource(store.db, source, { ms: quietMs, reason: 'blocked' });
    await endQuiet();
  };
  /** One process that requests permits, and publishes a refusal to the others, as a worker does. */
  const openProcess = (options: Partial<Parameters<typeof openGovernedUpstream>[0]> = {}) => {
    const upstream = openGovernedUpstream({
      now: () => new Date(),
      store,
      log: silentLog,
      upstream: { gateway, quietMs },
      ...options,
    });
    close.push(upstream.close);
    return {
      async ask(signal = new AbortController().signal): Promise<number | Error> {
        try {
          return (await upstream.send(source, request, { signal })).status;
        } catch (error) {
          if (error instanceof PipelineError) await upstream.health.failed(source, error);
          return error as Error;
        }
      },
    };
  };
  /** Has a process ask, and waits until it has its permit; a slow machine may make it take several. */
  const permitted = async (process: ReturnType<typeof openProcess>) => {
    const before = (await row()).requests;
    const outcome = process.ask();
    await until('the permit', async () => (await row()).requests > before);
    return { outcome, permits: before + 1 };
  };
  const restOf = (outcome: number | Error) => {
    if (!(outcome instanceof NoPermit)) throw new Error(`no refusal, but ${outcome}`);
    return outcome.ms;
  };

  it('holds back what sleeps towards its slot when another process is told to be quiet', async function () {
    this.retries(slowMachine);
    await pacedAt({ requests: 1, perMs: 290 });
    const first = openProcess().ask();
    let answerFirst = () => {};
    answer = (...exchange) => {
      answer = fine;
      answerFirst = () => block(...exchange);
    };
    await until('the first request', () => received.length === 1);
    const second = await permitted(openProcess());
    answerFirst();
    expect(await first).to.include({ code: 'THROTTLED' });
    expect(restOf(await second.outcome)).to.be.within(quietMs - 10_000, quietMs);
    expect(received).to.have.length(1);
  });

  it('holds back what sleeps towards its slot when an operator pauses the source', async function () {
    this.retries(slowMachine);
    await pacedAt({ requests: 1, perMs: 290 });
    const process = openProcess();
    expect(await process.ask()).to.equal(200);
    const second = await permitted(process);
    await pauseSource(store.db, source, { by: 'an operator' });
    expect(restOf(await second.outcome)).to.be.within(1_000, 60_000);
    expect(received).to.have.length(1);
  });

  it('does not use a permit 100 ms after its instant, but asks for another', async () => {
    await pacedAt({ requests: 1, perMs: 200 });
    const process = openProcess();
    await process.ask();
    const late = await permitted(process);
    const stalled = performance.now();
    while (performance.now() - stalled < 350); // the process stands still beyond the instant
    expect(await late.outcome).to.equal(200);
    expect(received).to.have.length(2);
    expect((await row()).requests).to.be.above(late.permits);
  });

  it('is given to one probe after a quiet period, while every other process waits for its answer', async () => {
    await pacedAt({ requests: 8, perMs: 1_000 });
    await beDue();
    let answerProbe = () => {};
    answer = ({ method }, response) => {
      if (method === 'HEAD') answerProbe = () => response.writeHead(200).end();
      else response.writeHead(200).end('{}');
    };
    const first = openProcess().ask();
    await until('the probe', () => received.length === 1);
    const others = await Promise.all([openProcess().ask(), openProcess().ask()]);
    for (const other of others) expect(restOf(other)).to.be.within(1, 1_000);
    answerProbe();
    expect(await first).to.equal(200);
    expect(received).to.deep.equal([probed, asked]);
    expect((await row()).state).to.equal('open');
  });

  it('opens a source for a 200 alone: after anything else it rests, twice as long each time', async () => {
    await pacedAt({ requests: 8, perMs: 1_000 });
    const rests: number[] = [];
    const process = openProcess({ breaker: { failures: 50, quietMs: 300_000, longestMs: 1_000_000 } });
    const answers = [reply(404, { 'content-type': 'application/xml' }), reply(500), reply(500)];
    for (const each of answers) {
      answer = each;
      await beDue();
      rests.push(Math.round(restOf(await process.ask()) / 10_000) * 10_000);
    }
    expect(rests).to.deep.equal([300_000, 600_000, 1_000_000]);
    expect(received).to.deep.equal([probed, probed, probed]);
    expect(await row()).to.include({ state: 'quiet', breakerTrips: 3 });
    expect((await row()).quietReason).to.match(/^the probe failed: /);
    // A connection that broke says that the network is away: short rests, and no trip of the breaker.
    answer = (_: unknown, { socket }: ServerResponse) => void socket?.destroy();
    await beDue();
    expect(restOf(await process.ask())).to.be.within(1, 5_000);
    expect(await row()).to.include({ state: 'quiet', breakerTrips: 3 });
  });

  it('leaves a source alone for the whole period again when the probe meets the block, whatever it asks for', async () => {
    await pacedAt({ requests: 8, perMs: 1_000 });
    const process = openProcess();
    for (const each of [block, reply(429, { 'retry-after': '1' })]) {
      answer = each;
      await beDue();
      expect(restOf(await process.ask())).to.be.within(quietMs - 10_000, quietMs);
    }
    expect(await row()).to.include({ state: 'quiet', breakerTrips: 0 });
  });

  it('leaves the probe of a process that stops to the next', async () => {
    await pacedAt({ requests: 8, perMs: 1_000 });
    await beDue();
    answer = () => {};
    const stop = new AbortController();
    const first = openProcess().ask(stop.signal);
    await until('the probe', () => received.length === 1);
    const reason = new Error('the process stops');
    stop.abort(reason);
    expect(await first).to.equal(reason);
    answer = fine;
    expect(await openProcess().ask()).to.equal(200);
    expect(received).to.deep.equal([probed, probed, asked]);
  });

  it('counts a quota before it sends, and looks again within minutes when it is spent', async () => {
    await pacedAt({ requests: 1_000, perMs: 1_000 });
    const quota = { perDay: 3, resetZone: 'Etc/UTC' };
    const process = openProcess({ quota });
    for (let nth = 0; nth < 3; nth += 1) expect(await process.ask()).to.equal(200);
    expect(restOf(await process.ask())).to.be.at.most(5 * 60_000);
    expect(received).to.have.length(3);
    expect(await openProcess({ quota: { ...quota, perDay: 4 } }).ask()).to.equal(200);
  });

  it('returns the quota of a process that stops before it sends', async function () {
    this.retries(slowMachine);
    await pacedAt({ requests: 1, perMs: 290 });
    const process = openProcess({ quota: { perDay: 10, resetZone: 'Etc/UTC' } });
    expect(await process.ask()).to.equal(200);
    const stop = new AbortController();
    const reason = new Error('the process stops');
    const before = (await row()).requests;
    const stopped = process.ask(stop.signal);
    await until('the permit', async () => (await row()).requests > before);
    stop.abort(reason);
    expect(await stopped).to.equal(reason);
    expect((await row()).quota.used).to.equal(received.length);
  });
});
