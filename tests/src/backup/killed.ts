import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { listBackups, removePartial } from '@tickermill/backup';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { makeDraws } from '../store/insider-trades.fixture.ts';
import { type BackupWorld, openBackupWorld } from './backup-world.fixture.ts';

const entry = fileURLToPath(new URL('./backup-process.fixture.js', import.meta.url));

/** Runs a process and kills it when it has said so many lines, and a little later. Returns how many it said. */
async function killedAfter(lines: number, laterMs: number, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let said = 0;
  createInterface({ input: child.stdout }).on('line', () => {
    said += 1;
    if (said === lines) setTimeout(() => child.kill('SIGKILL'), laterMs);
  });
  await ended;
  return said;
}

const hashOf = (world: BackupWorld) =>
  world.query<{ hash: string }>(`
    SELECT md5((SELECT string_agg(t::text, '|' ORDER BY id) FROM instruments t)
      || (SELECT string_agg(t::text, '|' ORDER BY instrument_id, date) FROM daily_prices t)) AS hash`);

/**
 * Kills a backup and a restore of it at instants that a seed draws, and judges: under its name there is a whole backup or
 * none, and the next one mends what was left; the database is that of before or that of the backup, and the restore can be
 * started again.
 */
export async function killBackupAndRestore(seed: number): Promise<void> {
  const draw = makeDraws(seed);
  const world = await openBackupWorld();
  try {
    await killedAfter(1 + draw(130), draw(20), ['backup', world.url, world.file]);
    const { backups, unreadable } = await listBackups(world.folder);
    expect(unreadable, `seed ${seed}`).to.deep.equal([]);
    await removePartial(world.folder);
    expect(readdirSync(world.folder).length, `seed ${seed}`).to.equal(backups.length);
    await world.backUp();
    const then = await hashOf(world);
    await world.query(`UPDATE instruments SET name = 'Changed since'; DELETE FROM daily_prices WHERE volume % 7 = 0`);
    const now = await hashOf(world);

    await killedAfter(1 + draw(270), draw(60), ['restore', world.url, world.file]);
    expect([then, now], `seed ${seed}`).to.deep.include(await hashOf(world));
    // What the killed one held on the server is let go within a moment.
    const restored = await until('the next restore to begin', () =>
      world.restore().catch((error: { code?: string }) => {
        if (error.code === 'ALREADY_RUNNING' || error.code === 'RESTORE_REFUSED') return null;
        throw error;
      }),
    );
    expect(restored.rows, `seed ${seed}`).to.be.greaterThan(2_000);
    expect(await hashOf(world), `seed ${seed}`).to.deep.equal(then);
    const left = await world.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_database WHERE datname LIKE current_database() || '\\_restore%'`,
    );
    expect(left).to.deep.equal([{ n: 0 }]);
  } finally {
    await world.close();
  }
}
