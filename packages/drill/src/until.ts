import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until `fact` is neither false nor null nor undefined, and returns it; fails, naming it, after `withinMs`. */
export async function until<T>(
  what: string,
  fact: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  { withinMs = 120_000 }: { withinMs?: number } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await fact();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await sleep(20);
  }
}
