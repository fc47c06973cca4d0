import { maxSkewMs } from '@tickermill/store/fleet';

/** What was looked at, how it is, and what to do where it is not well. */
export interface Check {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly says: string;
  /** What to do about it; null where there is nothing to do. */
  readonly todo: string | null;
}

export const ok = (name: string, says: string): Check => ({ name, state: 'ok', says, todo: null });
export const skipped = (name: string, says: string): Check => ({ name, state: 'skipped', says, todo: null });
export const warning = (name: string, says: string, todo: string): Check => ({ name, state: 'warning', says, todo });
export const failed = (name: string, says: string, todo: string): Check => ({ name, state: 'failed', says, todo });

/** From here a clock is worth a note, and from there it is wrong, ms: a worker on this machine takes no ticks. */
const notedSkewMs = 2_000;
const wrongSkewMs = maxSkewMs;

/** How two clocks agree; `ms` is how far this machine's is ahead. */
export function checkClock(name: string, other: string, ms: number): Check {
  const far = Math.abs(ms);
  const says = `this machine is ${(far / 1_000).toFixed(1)} s ${ms > 0 ? 'ahead of' : 'behind'} ${other}`;
  if (far < notedSkewMs) return ok(name, `agrees with ${other} within ${Math.max(far / 1_000, 0.1).toFixed(1)} s`);
  const todo = 'Have the clocks of all machines kept by NTP (timedatectl set-ntp true).';
  return far < wrongSkewMs ? warning(name, says, todo) : failed(name, says, todo);
}
