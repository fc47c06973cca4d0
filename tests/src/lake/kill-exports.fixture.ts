import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readParquetRows } from '@tickermill/testkit';
import { expect } from 'chai';
import { type LakeWorld, openLakeWorld } from './lake.fixture.ts';

const script = fileURLToPath(new URL('./export-child.js', import.meta.url));

/** A number from 0 to 1 that follows from a seed. */
const chance = (seed: number) => createHash('sha256').update(String(seed)).digest().readUInt32BE() / 2 ** 32;

/** Kills an export after each so many of its time, changing bars in between, and proves what a reader finds. */
export async function killExports(seeds: readonly number[], symbols: number): Promise<void> {
  const world = await openLakeWorld();
  try {
    const ids: bigint[] = [];
    for (let nth = 0; nth < symbols; nth++) ids.push(await world.list(`S${nth}`, { from: '2020-06-01', days: 1_000 }));
    const wholeMs = await run(world, null);
    for (const seed of seeds) {
      await world.rows(`UPDATE daily_prices SET close = close + 1`);
      await run(world, chance(seed) * wholeMs);
      readEverything(world, `killed with seed ${seed}`);
    }
    const last = await world.export();
    expect(last.state).to.equal('done');
    readEverything(world, 'mended');
    // A bar of 2020-06-01 began at its id times a thousand, and every seed has added one.
    for (const nth of [0, symbols - 1]) {
      const [first] = world.read(`prices/symbol=S${nth}/year=2020/part-000.parquet`);
      expect(first?.['close']).to.equal(`${Number(ids[nth]) * 1_000 + seeds.length}.000001`);
    }
    expect((await world.export({ verify: true })).written, 'nothing is missing').to.equal(0);
  } finally {
    await world.close();
  }
}

/** Exports in a process; it is killed after so many ms from when it begins. Returns how long it took. */
async function run(world: LakeWorld, killAfterMs: number | null): Promise<number> {
  const child = spawn(process.execPath, [script, world.store.url, world.folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  await once(child.stdout, 'data');
  const began = performance.now();
  if (killAfterMs !== null) {
    await Promise.race([sleep(killAfterMs), ended]);
    child.kill('SIGKILL');
  }
  const [code] = await ended;
  if (killAfterMs === null) expect(code).to.equal(0);
  return performance.now() - began;
}

/** Every file is whole, and what the manifest names is there. */
function readEverything(world: LakeWorld, when: string): void {
  const files = world.files().filter((file) => file.endsWith('.parquet') && !path.basename(file).startsWith('.'));
  for (const file of files)
    expect(readParquetRows(readFileSync(path.join(world.folder, file))).rows, `${file}, ${when}`).not.to.have.length(0);
  const { catalogue } = world.manifest();
  const bytes = readFileSync(path.join(world.folder, catalogue.path));
  expect(createHash('sha256').update(bytes).digest('hex'), when).to.equal(catalogue.sha256);
  const listed = world.read(catalogue.path).map((row) => String(row['path']));
  expect(files, when).to.include.members(listed);
}
