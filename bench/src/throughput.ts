import { openRig } from '@tickermill/testkit';
import { noopJobsPerSecond } from './noop-jobs.ts';
import type { Options } from './options.ts';
import { meanPhases, profiled, profilesOf } from './profile.ts';
import { print, report } from './result.ts';
import { type Sample, sampleUntilEnded, track, warmSandbox } from './workload.ts';

/** About 1900 documents: some six seconds at the rate aimed at, and no more than the sandbox remembers. */
const companies = 36;
const filingsPerDay = '2.4';
/** The beginning and the end of a run are not what is measured: lists are read, workers run dry. */
const counted = { from: 0.1, to: 0.9 };

/** Documents to rows as fast as it goes: no pace, no rate rule, everything on this machine. */
export async function throughput(options: Options): Promise<void> {
  for (const workers of options.workers === null ? [1, 2] : [options.workers]) await measure(options, workers);
}

async function measure({ backend }: Options, workers: number): Promise<void> {
  const rig = await openRig({
    backend,
    workers,
    environment: {
      LOG_LEVEL: 'warn',
      SANDBOX_PACE: '100000',
      SANDBOX_SEC_CEILING: '0',
      SANDBOX_FILINGS_PER_DAY: filingsPerDay,
    },
    workerEnvironment: { ...profiled, WORKER_CONCURRENCY: '50' },
  });
  try {
    const figure = (metric: string, value: number, unit: string) =>
      report({ bench: 'throughput', metric, value, unit, backend, workers });
    if (rig.redis) figure('noop_jobs_per_second', await noopJobsPerSecond(rig.redis.url), '1/s');
    await warmSandbox(rig, companies);
    const run = await track(rig, companies);
    print(`${backend}, ${workers} workers: collecting`);
    const samples = await sampleUntilEnded(rig, run);
    figure('documents_per_second', rateOf(samples), '1/s');
    const profiles = await profilesOf(rig);
    for (const [phase, ms] of meanPhases(profiles)) figure(`${phase}_ms`, ms, 'ms');
    const cpuMs = profiles.reduce((sum, profile) => sum + profile.cpuMs, 0);
    figure('worker_cpu_ms_per_document', cpuMs / (samples.at(-1)?.documents ?? 1), 'ms');
  } finally {
    await rig.close();
  }
}

/** The rate between the first tenth and the last. */
function rateOf(samples: readonly Sample[]): number {
  const total = samples.at(-1)?.documents ?? 0;
  const middle = samples.filter(
    ({ documents }) => documents >= total * counted.from && documents <= total * counted.to,
  );
  const [first, last] = [middle[0], middle.at(-1)];
  if (!first || !last || last.atMs === first.atMs) return 0;
  return ((last.documents - first.documents) * 1_000) / (last.atMs - first.atMs);
}
