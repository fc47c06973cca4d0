import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { PipelineError } from '@tickermill/core';
import { type DrillReport, type OnDrill, runDrill } from '@tickermill/drill';
import { commandHost, setExitCode } from './command-host.ts';
import { exitCodes } from './exit-codes.ts';
import { count, dim, green, print, printAside, red, table, yellow } from './terminal.ts';

interface Wanted {
  readonly backend?: 'redis' | 'postgres';
  readonly redisServer?: string;
  readonly only?: readonly string[];
  readonly seed?: number;
  readonly json?: boolean;
}

/** Runs a drill, logs how it goes to the standard error, and reports. Exits with 1 unless everything was as promised. */
export async function drill({ backend: wanted, redisServer: named, only, seed: given, json }: Wanted): Promise<void> {
  const redisServer = named ?? onPath('redis-server');
  const backend = wanted ?? (redisServer ? 'redis' : 'postgres');
  if (backend === 'redis' && (!redisServer || !isProgram(redisServer))) {
    const where = named ? `${named} cannot be run` : 'there is none on the PATH';
    throw new PipelineError('CONFIG_INVALID', `--redis-server: ${where}. Name one, or drill with --backend postgres.`);
  }
  const seed = given ?? 1 + Math.floor(Math.random() * 1_000_000);
  const stop = new AbortController();
  const abort = () => stop.abort(new Interrupted());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, abort);
  try {
    const report = await runDrill({
      backend,
      redisServer,
      seed,
      only,
      signal: stop.signal,
      onDrill: logDrill(backend, seed),
    });
    if (json) print(JSON.stringify(toJson(report)));
    else for (const line of describe(report)) print(line);
    if (!report.isKept) setExitCode(exitCodes.failed);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    log('stopped; what it had made is removed');
    setExitCode(exitCodes.failed);
  }
}

/** Ctrl-C. */
class Interrupted extends Error {}

const log = (line: string) => printAside(`  ${line}`);

function logDrill(backend: string, seed: number): OnDrill {
  return (event) => {
    if (event.kind === 'opening') {
      log(
        `an installation of its own: Postgres, ${backend === 'redis' ? 'Redis, ' : ''}the sandbox, the API, 3 workers`,
      );
    } else if (event.kind === 'opened') log(`it runs; seed ${seed}`);
    else if (event.kind === 'begun') log(`${event.scenario.name}: it ${event.scenario.promise} …`);
    else {
      const { problems, recoverySeconds, documents } = event.result;
      const mark = problems.length === 0 ? green('✓') : red('✗');
      log(`${mark} well after ${recoverySeconds.toFixed(1)} s, ${count(documents)} documents`);
    }
  };
}

const headings = ['what was done', 'documents', 'lost', 'doubled', 'inside the ban', 'seconds to recover', ''];

function describe({ results, leftOut, isKept, seed, logsDir }: DrillReport): string[] {
  const rows = results.map((each) => [
    each.scenario,
    ...[each.documents, each.lost, each.doubled, each.insideBan].map(count),
    each.recoverySeconds.toFixed(1),
    each.problems.length === 0 ? 'as promised' : 'NOT as promised',
  ]);
  return [
    '',
    ...table(headings, rows),
    '',
    ...results.flatMap(({ scenario, problems }) => problems.map((problem) => `  ${red('✗')} ${scenario}: ${problem}`)),
    ...(leftOut.length > 0 ? [`  ${yellow('!')} left out after that: ${leftOut.join(', ')}`] : []),
    isKept ? `  ${green('✓ everything was as promised')}` : `  ${red('a promise was broken')}`,
    ...(logsDir === null ? [] : [dim(`  seed ${seed}; the processes logged to ${logsDir}`)]),
    '',
  ];
}

function toJson({ backend, seed, results, leftOut, isKept, logsDir }: DrillReport) {
  return {
    ok: isKept,
    backend,
    seed,
    scenarios: results.map((each) => ({
      scenario: each.scenario,
      ok: each.problems.length === 0,
      documents: each.documents,
      lost: each.lost,
      doubled: each.doubled,
      inside_ban: each.insideBan,
      recovery_seconds: Math.round(each.recoverySeconds * 10) / 10,
      problems: each.problems,
    })),
    left_out: leftOut,
    logs: logsDir,
  };
}

function onPath(program: string): string | undefined {
  const folders = (commandHost().env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => path.join(folder, program)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
