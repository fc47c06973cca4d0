import { crash, openCrashRig, type Scenario, scenarios } from '@tickermill/testkit';
import { BadArguments, type Options } from './options.ts';
import { print, report } from './result.ts';

/** The outcome of the seeds of a scenario. */
interface Tally {
  readonly recoveries: number[];
  failed: number;
}

/** Crashes under many seeds: how long recovery takes, and that nothing is lost or doubled. */
export async function soak(options: Options): Promise<void> {
  const { backend, seeds } = options;
  const chosen = scenarios.filter(
    ({ name, backends }) =>
      backends.includes(backend) && (options.scenarios.length === 0 || options.scenarios.includes(name)),
  );
  if (chosen.length === 0)
    throw new BadArguments(`--scenario wants one of ${scenarios.map(({ name }) => name).join()}.`);
  const tallies = new Map<Scenario, Tally>(chosen.map((scenario) => [scenario, { recoveries: [], failed: 0 }]));
  const first = options.seed ?? 1 + Math.floor(Math.random() * 1_000_000);
  for (let seed = first; seed < first + seeds; seed++) await crashAll(options, seed, tallies);

  for (const [{ name }, { recoveries, failed }] of tallies) {
    const figure = (metric: string, value: number, unit: string) =>
      report({ bench: 'crash', metric: `${name}_${metric}`, value, unit, backend, workers: 3 });
    recoveries.sort((a, b) => a - b);
    figure('recovery_seconds_median', recoveries[Math.floor(recoveries.length / 2)] ?? 0, 's');
    figure('recovery_seconds_worst', recoveries.at(-1) ?? 0, 's');
    figure('seeds_failed', failed, `of ${recoveries.length}`);
    if (failed > 0) process.exitCode = 1;
  }
}

/** Every scenario of one seed, one after the other on one installation. */
async function crashAll({ backend }: Options, seed: number, tallies: ReadonlyMap<Scenario, Tally>): Promise<void> {
  const rig = await openCrashRig(backend, seed);
  try {
    for (const [scenario, tally] of tallies) {
      const { recoverySeconds, documents, stalls, redispatched, problems } = await crash(rig, scenario, seed);
      const facts = `${documents} documents, ${stalls} stalls, ${redispatched} dispatched again`;
      print(`${backend} ${scenario.name} seed ${seed}: well after ${recoverySeconds.toFixed(1)} s; ${facts}`);
      tally.recoveries.push(recoverySeconds);
      if (problems.length === 0) continue;
      tally.failed += 1;
      rig.keepLogs();
      print(`  ${problems.join('\n  ')}\n  logs: ${rig.logsDir}`);
      return; // what follows would be found on an installation that is not well
    }
  } finally {
    await rig.close();
  }
}
