import { Queue, Worker } from 'bullmq';

const jobs = 10_000;
const bulk = 1_000;
const concurrency = 50;

/** Jobs per second of BullMQ alone, doing nothing, on this Redis: the ceiling of what a thread over it can do. */
export async function noopJobsPerSecond(url: string): Promise<number> {
  const connection = { url };
  const queue = new Queue('noop', { connection, prefix: 'bench' });
  const names = Array.from({ length: bulk }, () => ({ name: 'noop', data: {} }));
  for (let added = 0; added < jobs; added += bulk) await queue.addBulk(names);
  let done = 0;
  const removeOnComplete = { count: 1_000 };
  const worker = new Worker('noop', async () => {}, {
    connection,
    prefix: 'bench',
    concurrency,
    removeOnComplete,
    autorun: false,
  });
  await worker.waitUntilReady();
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    worker.on('completed', () => {
      done += 1;
      if (done === jobs) resolve();
    });
    worker.run().catch(reject);
  });
  const seconds = (performance.now() - started) / 1_000;
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  return jobs / seconds;
}
