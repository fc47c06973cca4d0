import { inspect } from 'node:util';
import { expect } from 'chai';
import type { UpstreamOptions } from './client.ts';
import { type Egress, openEgress } from './egress.ts';
import { type Loopback, openLoopback, rejection } from './loopback.fixture.ts';
import { openHttpProxy, openSilentProxy, openSocksProxy, type ProxyFixture } from './proxies.fixture.ts';
import { ProxyFailed } from './proxy.ts';

const source = 'sec-edgar';
const user = 'tick:s3cret-word';
type UpstreamTestOptions = Partial<UpstreamOptions> & { connectMs?: number };

/** An address where nothing listens. */
const nowhere = 'http://127.0.0.1:1';

describe('the egress of a source', () => {
  const opened: { close(): unknown }[] = [];
  const keep = <T extends { close(): unknown }>(one: T): T => {
    opened.push(one);
    return one;
  };
  /** What the watch received. */
  let reported: string[];
  beforeEach(() => {
    reported = [];
  });
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
  });

  const egressOf = (addresses: string[], connectMs?: number): Egress =>
    keep(
      openEgress(
        { [source]: addresses },
        {
          worked: async () => void reported.push('worked'),
          failed: async (_source, last) => void reported.push(last.message),
        },
        connectMs,
      ),
    );
  const ask = async (addresses: string[], { connectMs = 5_000, ...more }: UpstreamTestOptions = {}) =>
    keep(
      await openLoopback((_request, response) => void response.end('{}'), {
        egress: egressOf(addresses, connectMs),
        ...more,
      }),
    );
  const failureOf = async ({ send }: Loopback) => {
    const failure = await rejection(send());
    if (!(failure instanceof ProxyFailed)) throw new Error(`not the proxy failed, but ${inspect(failure)}`);
    return failure;
  };

  const kinds: [string, () => Promise<ProxyFixture>][] = [
    ['an HTTP proxy', () => openHttpProxy({ user })],
    ['a SOCKS5 proxy', () => openSocksProxy({ user })],
  ];
  for (const [kind, open] of kinds) {
    it(`leads through ${kind}, which alone learns who we are to it`, async () => {
      const proxy = keep(await open());
      const { send, gateway, received, lines, sockets } = await ask([proxy.url]);
      for (let nth = 0; nth < 3; nth += 1) expect((await send()).status).to.equal(200);
      expect(proxy.targets, 'one tunnel, kept').to.deep.equal([gateway.replace('http://', '')]);
      expect(sockets.size).to.equal(1);
      expect(received[0]?.headers).not.to.have.any.keys('proxy-authorization', 'proxy-connection');
      expect(lines[0]).to.include({ proxy: proxy.name, status: 200 });
      expect(inspect(lines)).not.to.contain('s3cret-word');
      expect(reported).to.deep.equal(['worked', 'worked', 'worked']);
    });
  }

  it('is bypassed where the permit says so', async () => {
    const { send } = await ask([nowhere], { permit: async () => ({ direct: true }) });
    expect((await send()).status).to.equal(200);
    expect(reported).to.deep.equal([]);
  });

  it('gives the next proxy its turn after 400 requests', () => {
    const egress = egressOf(['http://one:1', 'socks5://user:word@two']);
    const turns = Array.from({ length: 801 }, () => egress.turn(source)?.proxy);
    expect([turns[0], turns[399], turns[400], turns[799], turns[800]]).to.deep.equal([
      'one:1',
      'one:1',
      'two:1080',
      'two:1080',
      'one:1',
    ]);
    expect(egressOf([]).turn(source)).to.equal(undefined);
  });

  const failing: [string, () => Promise<ProxyFixture>, RegExp][] = [
    [
      'refuses',
      async () => ({ name: '127.0.0.1:1', url: nowhere, targets: [], close: async () => {} }),
      /ECONNREFUSED/,
    ],
    ['does not know us', () => stranger(openHttpProxy), /it answered 407/],
    ['answers CONNECT with an error', () => openHttpProxy({ user, refusal: 502 }), /it answered 502/],
    ['says nothing', () => openSilentProxy('http'), /not within 50 ms/],
    ['says nothing as SOCKS', () => openSilentProxy('socks5'), /not within 50 ms/],
    ['does not know us as SOCKS', () => stranger(openSocksProxy), /Socks5 Authentication failed/],
    ['cannot connect as SOCKS', () => openSocksProxy({ user, refusal: 5 }), /ConnectionRefused/],
  ];
  async function stranger(open: typeof openHttpProxy): Promise<ProxyFixture> {
    const proxy = await open({ user: 'somebody:else' });
    return { ...proxy, url: proxy.url.replace('somebody:else', user) };
  }
  for (const [what, open, reason] of failing) {
    it(`fails an attempt by the name of a proxy that ${what}, and turns to the next`, async () => {
      const [proxy, good] = [keep(await open()), keep(await openHttpProxy())];
      const asking = await ask([proxy.url, good.url], { connectMs: /ms/.test(reason.source) ? 50 : 5_000 });
      const failure = await failureOf(asking);
      expect(failure).to.include({ code: 'CONNECT_FAILED' });
      expect(failure.message).to.contain(`the proxy ${proxy.name} `).and.to.match(reason);
      expect(inspect([failure, asking.lines], { showHidden: true, depth: 9 })).not.to.contain('s3cret-word');
      expect(asking.events, 'one permit, one attempt').to.deep.equal([`permit ${source}`]);
      expect((await asking.send()).status).to.equal(200);
      expect(good.targets).to.have.length(1);
    });
  }

  it('counts a tunnel that lets nothing through as no connection', async () => {
    for (const open of [openHttpProxy, openSocksProxy]) {
      for (const [behind, connectMs, reason] of [
        [await openHttpProxy(), 5_000, /made: [A-Z_]+$/],
        [await openSilentProxy('http'), 300, /not within 300 ms/],
      ] as const) {
        const [proxy, { name }] = [keep(await open()), keep(behind)];
        const asking = await ask([proxy.url], { gateway: `https://${name}`, connectMs });
        expect((await failureOf(asking)).message)
          .to.contain(proxy.name)
          .and.to.match(reason);
        expect(proxy.targets).to.deep.equal([name]);
      }
    }
  });

  it('reports three failed connections in a row, and each three anew', async () => {
    const good = keep(await openHttpProxy());
    const asking = await ask([nowhere, nowhere, good.url, nowhere]);
    await failureOf(asking);
    await failureOf(asking);
    await asking.send();
    expect(reported, 'a good one between').to.deep.equal(['worked']);

    const dead = await ask([nowhere]);
    reported = [];
    for (let nth = 0; nth < 6; nth += 1) await failureOf(dead);
    expect(reported).to.have.length(2);
    expect(reported[0]).to.contain('127.0.0.1:1');
  });

  it('counts what is under way through one proxy once', async () => {
    const asking = await ask([nowhere]);
    await Promise.all(Array.from({ length: 10 }, () => failureOf(asking)));
    expect(reported).to.deep.equal([]);
  });
});
