import type { Backend } from '@tickermill/testkit';
import { api } from './api.ts';
import { backup } from './backup.ts';
import { soak } from './crash.ts';
import { dashboard } from './dashboard.ts';
import { day5000 } from './day.ts';
import { fundamentals } from './fundamentals.ts';
import { fuzz } from './fuzz.ts';
import { lake } from './lake.ts';
import { limits } from './limits.ts';
import { memory } from './memory.ts';
import { BadArguments, type Options, readArguments } from './options.ts';
import { priceBackfill } from './price-backfill.ts';
import { priceNight } from './price-night.ts';
import { quality } from './quality.ts';
import { schedules } from './schedules.ts';
import { throughput } from './throughput.ts';
import { universe } from './universe.ts';
import { wholeDays } from './whole-days.ts';

const benches: Readonly<Record<string, (options: Options) => Promise<void>>> = {
  limits,
  throughput,
  memory,
  crash: soak,
  schedules,
  fundamentals,
  fuzz,
  api,
  dashboard,
  day: day5000,
  refresh: priceNight,
  backfill: priceBackfill,
  'market-day': wholeDays,
  quality,
  backup,
  lake,
  universe,
};
const backends: readonly Backend[] = ['redis', 'postgres'];

try {
  const { name, each } = readArguments(process.argv.slice(2), backends);
  const bench = benches[name];
  if (!bench) throw new BadArguments(`Which bench? ${Object.keys(benches).join(', ')}.`);
  for (const options of each) await bench(options);
} catch (error) {
  if (!(error instanceof BadArguments || isParseError(error))) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** What Node's own reading of the command line objects to. */
function isParseError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
