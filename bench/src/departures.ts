import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface LogLine {
  readonly ts: string;
  readonly msg: string;
  readonly ms?: number;
  readonly source?: string;
}

/** When the workers sent each of their requests to a source, by their own logs (`LOG_LEVEL=debug`), ascending, in ms. */
export function departuresIn(logsDir: string, source: string): number[] {
  const files = readdirSync(logsDir).filter((file) => file.startsWith('worker-'));
  const lines = files.flatMap((file) => readFileSync(path.join(logsDir, file), 'utf8').split('\n'));
  return lines
    .filter((line) => line.includes('"msg":"request"'))
    .map((line) => JSON.parse(line) as LogLine)
    .filter((line) => line.source === source)
    .map(({ ts, ms = 0 }) => Date.parse(ts) - ms)
    .sort((a, b) => a - b);
}

/** The most of ascending instants within any second. */
export function peakPerSecond(instants: readonly number[]): number {
  let [first, peak] = [0, 0];
  for (const [nth, at] of instants.entries()) {
    while ((instants[first] ?? at) <= at - 1_000) first += 1;
    peak = Math.max(peak, nth - first + 1);
  }
  return peak;
}
