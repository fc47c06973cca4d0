import type { Lifetime } from '@tickermill/runtime/service';
import { supervise } from './supervise.ts';
import { step } from './terminal.ts';

/** The time after a worker's drain in which it gives tasks back and closes what it has open, ms. */
const closingMs = 10_000;

/** Starts so many workers, all at once, and stops them at once: each may need its time to drain. */
export async function startWorkers(
  { count, drainMs }: { count: number; drainMs: number },
  onStop: Lifetime['onStop'],
  environmentOf: (worker: string) => Record<string, string | undefined>,
): Promise<void> {
  const stops: (() => Promise<void> | void)[] = [];
  onStop('workers', async () => void (await Promise.all(stops.map((stop) => stop()))));
  const names = Array.from({ length: count }, (_, index) => (index === 0 ? 'worker' : `worker-${index + 1}`));
  const start = (name: string) =>
    supervise({
      name: 'worker',
      graceMs: drainMs + closingMs,
      onStop: (_name, stop) => stops.push(stop),
      environment: environmentOf(name),
    });
  await step(
    count === 1 ? 'worker' : 'workers',
    () => Promise.all(names.map(start)),
    () => (count === 1 ? '' : `${count} processes`),
  );
}
