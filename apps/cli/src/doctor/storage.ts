import { leastFreeBytes } from '@tickermill/runtime';
import type { Store } from '@tickermill/store';
import { diskFullAt, storageSizes } from '@tickermill/store/storage';
import { bytes } from '../terminal.ts';
import { type Check, ok, warning } from './check.ts';

/** With fewer days left it is time to act. */
const soonDays = 30;
const dayMs = 86_400_000;
/** So many families are named, the largest. */
const named = 4;

/** How large the database is, how fast it grows, and when the disk will be full. */
export async function checkStorage(
  { sql }: Pick<Store, 'sql'>,
  disk: { freeBytes: number; totalBytes: number; pausePercent: number },
  now: Date,
): Promise<Check> {
  const sizes = await storageSizes(sql, now);
  const largest = sizes.families.slice(0, named).map(({ family, bytes: size }) => `${family} ${bytes(size)}`);
  const of = `${bytes(sizes.bytes)} (${largest.join(', ')})`;
  if (sizes.bytesPerDay === null) return ok('storage', `${of}; growth is known after three days`);
  const leastBytes = leastFreeBytes(disk, disk.pausePercent);
  const end = diskFullAt(sizes, { freeBytes: disk.freeBytes, leastBytes }, now);
  const grows = `${of}, ${sizes.bytesPerDay < 0 ? 'shrinking' : `growing by ${bytes(sizes.bytesPerDay)} a day`}`;
  if (end === null) return ok('storage', grows);
  const days = Math.floor((end.getTime() - now.getTime()) / dayMs);
  const says = `${grows}: the disk is full in ${days} days, at this rate`;
  if (days >= soonDays) return ok('storage', says);
  return warning('storage', says, 'Make room, keep less (docs/retention.md), or move the data to a larger disk.');
}
