import type { Socket } from 'node:net';
import type pg from 'pg';

/** How long each side waits for the other on a connection, ms. */
export interface ConnectionLimits {
  /** A statement is ended by the server after so long. */
  readonly statementMs: number;
  /** A transaction in which nothing is asked for so long is ended by the server, with its locks. */
  readonly idleInTransactionMs: number;
  /** An answer that has not begun by then never comes: a little more than the statement may take. */
  readonly answerMs: number;
}

/**
 * The longest statement of ours takes 8 s, with 100,000 held tasks; a transaction asks again within milliseconds. What owes
 * an answer as a network forgets its connection is given up in time for all to be done a minute later.
 */
export const usualLimits: ConnectionLimits = { statementMs: 35_000, idleInTransactionMs: 30_000, answerMs: 40_000 };

/**
 * The parameters with which the server gives up a client that fell silent: a host that is gone, a network address
 * translation that forgot, a process that is frozen within a transaction. Without them its locks are held for two hours.
 */
export const serverLimits = ({ statementMs, idleInTransactionMs }: ConnectionLimits): string =>
  [
    `statement_timeout=${statementMs}`,
    `idle_in_transaction_session_timeout=${idleInTransactionMs}`,
    'tcp_keepalives_idle=10',
    'tcp_keepalives_interval=5',
    'tcp_keepalives_count=4',
    `tcp_user_timeout=${idleInTransactionMs}`,
  ]
    .map((parameter) => `-c ${parameter}`)
    .join(' ');

/** A connection that is idle is probed after so long, ms, and given up some ten seconds later. */
export const keepAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 } as const;

/** What the driver's types leave out. */
interface ConnectedClient {
  readonly readyForQuery: boolean;
  readonly connection: { readonly stream: Socket };
}

/**
 * Keeps the process alive when the server ends a session in the very moment in which the pool hands it out: until its new
 * holder listens, nobody does, and an error that nobody listens to ends a process. The next statement reports it.
 */
export function surviveEnds(pool: pg.Pool): void {
  pool.on('connect', (client) => client.on('error', () => {}));
}

/**
 * Breaks connections of a pool that owe an answer for so long: the kernel would wait for a quarter of an hour. As the server
 * ends a statement before that, it is the network that forgot: what is idle went the same way, and would be found out one
 * request after another.
 */
export function breakSilent(pool: pg.Pool, { answerMs }: Pick<ConnectionLimits, 'answerMs'>): void {
  const clients = new Set<ConnectedClient>();
  pool.on('connect', (connected) => {
    const client = connected as unknown as ConnectedClient;
    const { stream } = client.connection;
    clients.add(client);
    stream.once('close', () => clients.delete(client));
    stream.setTimeout(answerMs, () => {
      if (client.readyForQuery) return;
      const reason = new Error(`Connection terminated: no answer within ${answerMs} ms`);
      for (const each of clients) if (each === client || each.readyForQuery) each.connection.stream.destroy(reason);
    });
  });
}
