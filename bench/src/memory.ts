import { openRig, type Rig, until } from '@tickermill/testkit';
import type { Options } from './options.ts';
import { profiled, profilesOf } from './profile.ts';
import { print, report } from './result.ts';
import { sampleDocuments, track } from './workload.ts';

/** Some 10,000 documents and a few more. */
const companies = 180;
const filingsPerDay = '2.8';
const looks = [1_000, 10_000] as const;
const patienceMs = 15 * 60_000;
const megabyte = 1024 * 1024;

/** The memory of a worker after many documents, compared with that after few: does anything pile up? */
export async function memory({ backend, ...options }: Options): Promise<void> {
  const workers = options.workers ?? 1;
  const rig = await openRig({
    backend,
    workers,
    environment: {
      LOG_LEVEL: 'warn',
      SANDBOX_PACE: '100000',
      SANDBOX_SEC_CEILING: '0',
      SANDBOX_FILINGS_PER_DAY: filingsPerDay,
    },
    workerEnvironment: profiled,
  });
  try {
    const figure = (metric: string, value: number, unit: string) =>
      report({ bench: 'memory', metric, value, unit, backend, workers });
    await track(rig, companies);
    const sizes: number[] = [];
    for (const documents of looks) {
      print(`${backend}, ${workers} workers: up to ${documents} documents`);
      const enough = async () => (await sampleDocuments(rig)).documents >= documents * workers;
      await until(`${documents} documents`, enough, { withinMs: patienceMs });
      const size = await largestAtRest(rig);
      figure(`rss_after_${documents}_mb`, size / megabyte, 'MB');
      sizes.push(size);
    }
    const [few = 1, many = 1] = sizes;
    figure('growth_percent', ((many - few) / few) * 100, '%');
  } finally {
    await rig.close();
  }
}

/** The memory of the largest worker: the least of several looks, each after a collection of garbage. */
async function largestAtRest(rig: Rig): Promise<number> {
  const sizes: number[] = [];
  for (let look = 0; look < 5; look++) {
    sizes.push(Math.max(...(await profilesOf(rig)).map(({ rssBytes }) => rssBytes)));
  }
  return Math.min(...sizes);
}
