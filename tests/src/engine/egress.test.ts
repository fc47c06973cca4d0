import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type Log, PipelineError } from '@tickermill/core';
import { openGovernedUpstream, openWorker } from '@tickermill/engine';
import { ensureSource, quietSource, sourceStatuses } from '@tickermill/store/sources';
import { openScratchStore, type ScratchStore, silentLog } from '@tickermill/testkit';
import { expect } from 'chai';

const source = 'sec-edgar';
const request = { method: 'GET', url: 'https://data.sec.gov/submissions/CIK0000320193.json' } as const;

describe('the egress of a fleet', () => {
  let store: ScratchStore;
  let close: (() => unknown)[];
  let gateway: string;
  let proxy: string;
  /** How many tunnels were made, and whether more may be. */
  let tunnels: number;
  let isUp: boolean;
  let warned: string[];
  let log: Log;

  const listen = async (server: ReturnType<typeof createServer>) => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    close.push(
      () => server.close(),
      () => server.closeAllConnections(),
    );
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  beforeEach(async () => {
    [close, tunnels, isUp, warned] = [[], 0, true, []];
    log = { ...silentLog, warn: (message) => void warned.push(message), child: () => log };
    store = await openScratchStore();
    await ensureSource(store.db, source, { requests: 1_000, perMs: 1_000 });
    gateway = await listen(createServer((_request, response) => void response.end('{}')));
    const forward = createServer();
    forward.on('connect', ({ url = '' }, socket) => {
      if (!isUp) return void socket.end('HTTP/1.1 502 No\r\n\r\n');
      tunnels += 1;
      const onward = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      socket.on('close', () => onward.destroy()).on('error', () => undefined);
      close.push(() => socket.destroy());
      onward.on('error', () => socket.destroy());
    });
    proxy = await listen(forward);
  });
  afterEach(async () => {
    for (const each of close.reverse()) each();
    await store.close();
  });

  const row = async () => {
    const [status] = await sourceStatuses(store.db);
    if (!status) throw new Error('the source has no row');
    return status;
  };
  const openProcess = (proxies = [proxy]) => {
    const options = { store, log, now: () => new Date(), upstream: { gateway }, proxies: { [source]: proxies } };
    const upstream = openGovernedUpstream(options);
    close.push(upstream.close);
    return async (): Promise<number | string> => {
      try {
        return (await upstream.send(source, request, { signal: new AbortController().signal })).status;
      } catch (error) {
        if (!(error instanceof PipelineError)) return String(error);
        await upstream.health.failed(source, error);
        return error.code;
      }
    };
  };
  const failThrice = async (ask: () => Promise<number | string>) => {
    isUp = false;
    for (let nth = 0; nth < 3; nth += 1) expect(await ask()).to.equal('CONNECT_FAILED');
  };
  const endDirect = () => store.db.$executeRaw`UPDATE source_state SET direct_until = clock_timestamp()`;

  it('goes directly after three failed connections, in every process, and is warned of it once', async () => {
    const [one, other] = [openProcess(), openProcess()];
    await failThrice(one);
    expect(await one()).to.equal(200);
    expect(await other()).to.equal(200);
    expect(warned).to.have.length(1);
    expect(await row(), 'no failures of the source').to.include({ consecutiveFailures: 0, state: 'open' });
    expect((await row()).directSince).to.be.instanceOf(Date);
    expect(tunnels).to.equal(0);
  });

  it('tries the proxies again with one request, which decides for all', async () => {
    const [one, other] = [openProcess(), openProcess()];
    await failThrice(one);
    await endDirect();
    expect(await other()).to.equal('CONNECT_FAILED');
    expect(await other()).to.equal(200);
    expect((await row()).directSince).not.to.equal(null);

    isUp = true;
    await endDirect();
    expect(await other()).to.equal(200);
    expect((await row()).directSince).to.equal(null);
    expect(await one()).to.equal(200);
    expect(tunnels).to.equal(2);
  });

  it('probes through the proxies as well, and learns nothing of the source where they fail', async () => {
    const ask = openProcess();
    const beDue = async () => {
      await quietSource(store.db, source, { ms: 60_000, reason: 'blocked' });
      await store.db.$executeRaw`UPDATE source_state SET quiet_until = clock_timestamp(), next_at = clock_timestamp()`;
    };
    await beDue();
    isUp = false;
    for (let nth = 0; nth < 3; nth += 1) expect(await ask()).to.contain('may not be asked');
    expect(await row()).to.include({ state: 'quiet', breakerTrips: 0, quietReason: 'blocked' });
    expect(await ask(), 'the probe goes directly, and so does what follows').to.equal(200);
    expect(tunnels).to.equal(0);

    isUp = true;
    await endDirect();
    await beDue();
    expect(await ask()).to.equal(200);
    expect(await row()).to.include({ state: 'open', directSince: null });
    expect(tunnels).to.be.above(0);
  });

  it('is tried at once by a worker that starts with proxies, and forgotten by one without', async () => {
    await failThrice(openProcess());
    const start = async (proxies: readonly string[]) => {
      const worker = await openWorker({
        store,
        queueBackend: { kind: 'postgres', url: store.url },
        upstream: { gateway },
        log: silentLog,
        proxies: { [source]: proxies },
        name: 'test',
        concurrency: 1,
        attempts: 1,
        window: 10,
        captureDays: { used: 7, failed: 30 },
        reconcileMs: 3_600_000,
        now: () => new Date(),
        random: () => 1,
        onFinish: async () => {},
      });
      await worker.stop(0);
    };
    await start([proxy]);
    isUp = true;
    expect(await openProcess()()).to.equal(200);
    expect((await row()).directSince, 'what was tried has worked').to.equal(null);

    await failThrice(openProcess());
    await start([]);
    expect((await row()).directSince).to.equal(null);
  });
});
