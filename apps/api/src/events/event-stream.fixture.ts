import { type IncomingMessage, request } from 'node:http';
import { until } from '@tickermill/testkit';

/** An event as a browser would be given it. */
interface Received {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** A reader of server-sent events, as the specification of `EventSource` reads them, that can be made to stop reading. */
export interface EventReader {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly received: readonly Received[];
  /** The id with which it would reconnect. */
  readonly lastId: () => string;
  readonly comments: () => number;
  readonly isEnded: () => boolean;
  /** Waits until so many events have arrived. */
  has(count: number): Promise<readonly Received[]>;
  /** Reads nothing more, so that what is sent piles up. */
  pause(): void;
  resume(): void;
  close(): void;
}

/** Connects to the event stream and reads it. */
export function readEvents(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false });
    asking.once('error', reject);
    asking.once('response', (response) => {
      const received: Received[] = [];
      let [lastId, comments, isEnded] = ['', 0, false];
      const dispatch = (block: string) => {
        let [type, data] = ['message', ''];
        for (const line of block.split('\n')) {
          const [, field, value = ''] = /^(\w*): ?(.*)$/.exec(line) ?? [];
          if (field === '') comments++;
          if (field === 'id') lastId = value;
          if (field === 'event') type = value;
          if (field === 'data') data += value;
        }
        if (data !== '') received.push({ id: lastId, type, data: JSON.parse(data) as Received['data'] });
      };
      let rest = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        const blocks = (rest + text).split('\n\n');
        rest = blocks.pop() ?? '';
        blocks.forEach(dispatch);
      });
      response.on('error', () => {});
      response.on('close', () => {
        isEnded = true;
      });
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        received,
        lastId: () => lastId,
        comments: () => comments,
        isEnded: () => isEnded,
        has: (count) => until(`${count} events, not ${received.length}`, () => received.length >= count && received),
        pause: () => void response.pause(),
        resume: () => void response.resume(),
        close: () => void response.destroy(),
      });
    });
    asking.end();
  });
}
