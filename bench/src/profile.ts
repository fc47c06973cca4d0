import type { Rig } from '@tickermill/testkit';

/** The answer of a worker's `/profile`. */
interface WorkerProfile {
  readonly phases: Readonly<Record<string, { readonly count: number; readonly ms: number }>>;
  readonly cpuMs: number;
  readonly rssBytes: number;
  /** Since the last request. */
  readonly loopLagP99Ms: number;
}

/** The settings of workers that serve it. */
export const profiled = { WORKER_PROFILE: 'on', NODE_OPTIONS: '--expose-gc' };

/** Reads the profile of every worker that is up. */
export async function profilesOf({ workers }: Rig): Promise<WorkerProfile[]> {
  const urls = workers.flatMap((worker) => worker.current()?.url ?? []);
  return Promise.all(urls.map(async (url) => (await (await fetch(`${url}/profile`)).json()) as WorkerProfile));
}

/** The mean of each phase over all tasks of all workers, ms. */
export function meanPhases(profiles: readonly WorkerProfile[]): [phase: string, ms: number][] {
  const names = [...new Set(profiles.flatMap(({ phases }) => Object.keys(phases)))];
  return names.map((name) => {
    const sums = profiles.flatMap(({ phases }) => phases[name] ?? []);
    const total = (field: 'count' | 'ms') => sums.reduce((sum, each) => sum + each[field], 0);
    return [name, total('ms') / total('count')];
  });
}
