import type { Log } from '@tickermill/core';
import type { QueueBackend } from './backend.ts';
import { connect } from './connect.ts';
import { queueNames } from './jobs.ts';
import { repeatBy } from './repeat.ts';
import { unavailable } from './transport.ts';

/** Empties every queue of an installation: all jobs, done and repeatable ones too. */
export async function emptyQueues({ backend, log }: { backend: QueueBackend; log: Log }): Promise<void> {
  const transport = connect(backend, log, repeatBy());
  try {
    for (const name of queueNames) {
      const queue = transport.openQueue(name);
      await queue.obliterate({ force: true });
      await queue.close();
    }
  } catch (error) {
    throw unavailable(error);
  } finally {
    transport.close();
  }
}
