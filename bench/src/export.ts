import type { Target } from './load.ts';

/** The result of a stream of every trade. */
interface Exported {
  readonly rows: number;
  readonly seconds: number;
  /** Of the process that streams, bytes: before, and at most meanwhile. */
  readonly memoryBefore: number;
  readonly memoryPeak: number;
}

const sampleMs = 500;

/** Reads every trade as a stream of lines and watches the memory of the process that writes it. */
export async function exportTrades(target: Target, accept: string): Promise<Exported> {
  const memoryBefore = await memoryOf(target);
  let memoryPeak = memoryBefore;
  let isReading = true;
  const watching = (async () => {
    while (isReading) {
      memoryPeak = Math.max(memoryPeak, await memoryOf(target));
      await new Promise((resolve) => setTimeout(resolve, sampleMs));
    }
  })();
  const began = performance.now();
  const answer = await fetch(`${target.origin}/api/v1/insider-trades`, { headers: { ...target.headers, accept } });
  if (!answer.ok || answer.body === null) throw new Error(`the export answered ${answer.status}`);
  let rows = 0;
  for await (const chunk of answer.body) for (const byte of chunk) if (byte === 10) rows += 1;
  const seconds = (performance.now() - began) / 1_000;
  isReading = false;
  await watching;
  return { rows, seconds, memoryBefore, memoryPeak };
}

async function memoryOf({ origin, headers }: Target): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`, { headers })).text();
  return Number(/^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)$/m.exec(text)?.[1] ?? Number.NaN);
}
