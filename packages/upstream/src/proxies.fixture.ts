import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A proxy on loopback. */
export interface ProxyFixture {
  /** `host:port`. */
  readonly name: string;
  /** With user and password, if it requires them. */
  readonly url: string;
  /** The targets of its CONNECT requests. */
  readonly targets: string[];
  close(): Promise<void>;
}

interface RefusingProxyOptions {
  /** `user:password`; without it anybody may use the proxy. */
  readonly user?: string;
  /** Answers this in place of a connection. */
  readonly refusal?: number;
}

/** A proxy that knows CONNECT alone. */
export async function openHttpProxy({ user, refusal }: RefusingProxyOptions = {}): Promise<ProxyFixture> {
  const server = createHttpServer((_request, response) => void response.writeHead(405).end());
  const targets: string[] = [];
  server.on('connect', ({ url = '', headers }, socket: Duplex) => {
    socket.on('error', () => undefined);
    targets.push(url);
    const isKnown = !user || headers['proxy-authorization'] === `Basic ${Buffer.from(user).toString('base64')}`;
    const status = isKnown ? (refusal ?? 200) : 407;
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    const [host, port] = url.split(':');
    join(socket, host, Number(port), () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
  });
  return listen(server, 'http', user, targets);
}

/** A SOCKS5 proxy that connects to IPv4 addresses. */
export async function openSocksProxy({ user, refusal }: RefusingProxyOptions = {}): Promise<ProxyFixture> {
  const targets: string[] = [];
  const greet = async (socket: Socket) => {
    const [, methods = 0] = await take(socket, 2);
    await take(socket, methods);
    socket.write(Buffer.from([5, user ? 2 : 0]));
    if (user) {
      const named = async (before: number) => (await take(socket, (await take(socket, before)).at(-1) ?? 0)).toString();
      const isKnown = `${await named(2)}:${await named(1)}` === user;
      socket.write(Buffer.from([1, isKnown ? 0 : 1]));
      if (!isKnown) return void socket.end();
    }
    await take(socket, 4);
    const host = [...(await take(socket, 4))].join('.');
    const port = (await take(socket, 2)).readUInt16BE();
    targets.push(`${host}:${port}`);
    const reply = (code: number) => socket.write(Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]));
    if (refusal) reply(refusal);
    else join(socket, host, port, () => reply(0));
  };
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    greet(socket).catch(() => socket.destroy());
  });
  return listen(server, 'socks5', user, targets);
}

/** Accepts connections and never answers. */
export function openSilentProxy(scheme: 'http' | 'socks5'): Promise<ProxyFixture> {
  return listen(createServer(), scheme, undefined, []);
}

async function listen(server: Server, scheme: string, user: string | undefined, targets: string[]) {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const name = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    name,
    targets,
    url: `${scheme}://${user ? `${user}@` : ''}${name}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function join(socket: Duplex, host: string | undefined, port: number, joined: () => void): void {
  const onward = connect({ host, port }, () => {
    joined();
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
}

async function take(socket: Socket, bytes: number): Promise<Buffer> {
  for (;;) {
    const taken = socket.read(bytes) as Buffer | null;
    if (taken || bytes === 0) return taken ?? Buffer.alloc(0);
    await once(socket, 'readable');
  }
}
