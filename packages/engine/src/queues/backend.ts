/** Where the queues are: in the installation's Postgres, or in a Redis, below a prefix of its keys. */
export type QueueBackend =
  | { readonly kind: 'postgres'; readonly url: string }
  | {
      readonly kind: 'redis';
      readonly url: string;
      readonly prefix: string;
      /** A connection that owes an answer for so long has fallen silent, ms; without it 30 s. */
      readonly silentMs?: number;
    };

/** The backend that the settings mean: Redis where one is named, else the Postgres of the installation. */
export function toQueueBackend(
  databaseUrl: string,
  settings: { readonly REDIS_URL?: string | undefined; readonly REDIS_PREFIX: string },
): QueueBackend {
  const { REDIS_URL: url, REDIS_PREFIX: prefix } = settings;
  return url ? { kind: 'redis', url, prefix } : { kind: 'postgres', url: databaseUrl };
}

/** A server's host and port: the part of a URL without its password. */
export function addressOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname || '127.0.0.1'}:${port || (protocol.startsWith('redis') ? 6379 : 5432)}`;
}
