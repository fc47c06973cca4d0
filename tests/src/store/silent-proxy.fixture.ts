import { createServer, connect as dial, type Socket } from 'node:net';

/** The server probes what is idle, and gives it up after so long: the probes are lost, too. As `serverLimits` has it. */
const keepaliveMs = 30_000;

/** A way to a server on loopback on which packets can be lost: both ends believe that they are connected. */
export interface SilentProxy {
  readonly port: number;
  /** From now on nothing passes through the connections that there are. New ones work once `heal` was called. */
  silence(): void;
  /** New connections pass; those that fell silent stay so, as after a NAT that forgot them. */
  heal(): void;
  close(): Promise<void>;
}

export async function openSilentProxy(target: { host: string; port: number }, port = 0): Promise<SilentProxy> {
  let isSilent = false;
  const pairs: [Socket, Socket][] = [];
  const server = createServer((near) => {
    const far = dial(target.port, target.host);
    const pair: [Socket, Socket] = [near, far];
    pairs.push(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('error', () => {});
      from.on('data', (bytes) => to.write(bytes));
      from.on('close', () => to.destroy());
    }
    if (isSilent) for (const each of pair) each.removeAllListeners('data').removeAllListeners('close').pause();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    silence() {
      isSilent = true;
      for (const pair of pairs) {
        for (const each of pair) each.removeAllListeners('data').removeAllListeners('close').pause();
        setTimeout(() => pair[1].destroy(), keepaliveMs).unref();
      }
    },
    heal() {
      isSilent = false;
    },
    async close() {
      for (const pair of pairs) for (const each of pair) each.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
