import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request that a receiver got. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server of loopback that keeps what it gets, and answers as it is told. */
export interface Receiver {
  readonly url: string;
  readonly received: ReceivedRequest[];
  /** How it answers from now on. */
  answer: (request: ReceivedRequest) => ReceiverAnswer | Promise<ReceiverAnswer>;
  close(): Promise<void>;
}

export async function openReceiver(
  answer: Receiver['answer'] = () => ({ status: 200, body: 'ok' }),
): Promise<Receiver> {
  const received: ReceivedRequest[] = [];
  const receiver = { received, answer } as { -readonly [K in keyof Receiver]: Receiver[K] };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', async () => {
      const got = { path: request.url ?? '', headers: request.headers, body };
      received.push(got);
      const { status, headers = {}, body: text = '' } = await receiver.answer(got);
      response.writeHead(status, headers).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  receiver.close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return receiver;
}
