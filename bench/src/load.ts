import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** The API under load. */
export interface Target {
  readonly origin: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Connections stay open, as those of a dashboard do. */
const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** Sends a request, and reads the answer whole. */
function ask({ origin, headers }: Target, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = http.get(`${origin}${path}`, { agent, headers }, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`${path} answered ${response.statusCode}`)),
      );
    });
    request.once('error', reject);
  });
}

/** Milliseconds of each path, requested one by one. */
export async function latenciesOf(target: Target, paths: readonly string[]): Promise<number[]> {
  const latencies: number[] = [];
  for (const path of paths) {
    const began = performance.now();
    await ask(target, path);
    latencies.push(performance.now() - began);
  }
  return latencies;
}

/**
 * Sends requests at a steady rate whether or not the answers keep up (open loop). Latencies count from when a request
 * was due and not from when it left: one that waits behind a slow one is as late as it would be for its client.
 */
export async function openLoop(
  target: Target,
  pathAt: (number: number) => string,
  { ratePerSecond, seconds }: { ratePerSecond: number; seconds: number },
): Promise<number[]> {
  const latencies: number[] = [];
  const asked: Promise<void>[] = [];
  const began = performance.now();
  for (let number = 0; number < ratePerSecond * seconds; number++) {
    const due = began + (number * 1_000) / ratePerSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    asked.push(ask(target, pathAt(number)).then(() => void latencies.push(performance.now() - due)));
  }
  await Promise.all(asked);
  return latencies;
}

/**
 * The highest throughput (closed loop): so many clients, each sending again as soon as it is answered. Returns answers
 * per second.
 */
export async function closedLoop(
  target: Target,
  pathAt: (number: number) => string,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<number> {
  const began = performance.now();
  const end = began + seconds * 1_000;
  let number = 0;
  let answered = 0;
  const asking = async () => {
    while (performance.now() < end) {
      await ask(target, pathAt(number++));
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, asking));
  return (answered * 1_000) / (performance.now() - began);
}

/** The latency that so many of a hundred do not exceed. */
export function percentile(latencies: readonly number[], rank: number): number {
  const sorted = [...latencies].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((sorted.length * rank) / 100) - 1)] ?? Number.NaN;
}
