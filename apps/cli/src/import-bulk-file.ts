import { userInfo } from 'node:os';
import { type BulkName, type BulkProgress, type BulkResult, importBulk } from '@tickermill/engine/imports';
import { commandHost, setExitCode } from './command-host.ts';
import { exitCodes } from './exit-codes.ts';
import { makeRecentRate } from './recent-rate.ts';
import { count, counted, dim, duration, green, overwrite, print, printAside, table, yellow } from './terminal.ts';
import { withStore } from './with-store.ts';

export interface BulkFileOptions {
  readonly dryRun?: boolean;
  readonly again?: boolean;
  readonly json?: boolean;
}

/** A terminal is written to so often, ms; anything else much less often. */
const terminalMs = 200;
const plainMs = 5_000;

/** Imports a bulk file of EDGAR into the database of this installation, and prints what it has come to. */
export async function importBulkFile(kind: BulkName, file: string, options: BulkFileOptions): Promise<void> {
  const { dryRun = false, again = false, json = false } = options;
  // Ctrl-C ends it after the company that is being stored; it goes on there the next time.
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  try {
    const asked = { kind, file, dryRun, again, actor: `${userInfo().username} (command line)`, signal: stop.signal };
    const onProgress = showProgress();
    const result = await withStore((store) => importBulk({ store, now: () => new Date() }, { ...asked, onProgress }));
    if (commandHost().stderr.isTTY) overwrite('');
    if (json) print(JSON.stringify(toJson(result, dryRun)));
    else for (const line of describe(result, dryRun)) print(line);
    if (result.state === null || result.counts.refused > 0) setExitCode(exitCodes.failed);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal);
  }
}

/** Shows how far it is, how fast, and what is left, on the standard error. */
function showProgress(): (progress: BulkProgress) => void {
  const began = performance.now();
  const rate = makeRecentRate();
  let shownAt = began;
  return ({ position, entries, counts }) => {
    const now = performance.now();
    const perSecond = rate.at(now - began, position);
    if (now - shownAt < (commandHost().stderr.isTTY ? terminalMs : plainMs)) return;
    shownAt = now;
    const pace = perSecond === null ? '' : ` · ${perSecond.toFixed(0)}/s`;
    const left = perSecond ? ` · ${duration(Math.max(1_000, ((entries - position) / perSecond) * 1_000))} left` : '';
    const line = `  ${count(position)}/${counted(entries, 'entry', 'entries')}${pace} · ${count(counts.stored)} stored${left}`;
    if (commandHost().stderr.isTTY) overwrite(dim(line));
    else printAside(line);
  };
}

const toJson = ({ file, from, position, entries, counts, state, refusals }: BulkResult, dryRun: boolean) => ({
  dry_run: dryRun,
  file_sha256: file,
  state: state ?? 'stopped',
  from,
  position,
  entries,
  ...counts,
  refusals,
});

function describe({ from, position, entries, counts, state, refusals }: BulkResult, dryRun: boolean): string[] {
  const { stored, unchanged, kept, empty, outside, refused } = counts;
  const mark = refused === 0 && state !== null ? green('✓') : yellow('!');
  const others = [
    `${counted(stored, 'company', 'companies')} stored`,
    `${count(unchanged)} unchanged`,
    ...(kept > 0 ? [`${count(kept)} kept as a later answer has them`] : []),
    `${count(empty)} without anything to store`,
    `${count(outside)} of no instrument`,
    `${count(refused)} refused`,
  ];
  return [
    ...(state === 'done-before'
      ? [`  ${green('✓')} this file was imported before; --again does it from its beginning`]
      : []),
    ...(state === null
      ? [`  ${yellow('!')} stopped after ${count(position)} of ${count(entries)} entries; the same command goes on`]
      : []),
    ...(from > 0 && state !== 'done-before' ? [`  ${dim(`went on after ${counted(from, 'entry', 'entries')}`)}`] : []),
    `  ${mark} ${counted(position, 'entry', 'entries')}: ${others.join(', ')}${dryRun ? '; nothing is written' : ''}`,
    ...(refusals.length === 0
      ? []
      : table(
          ['entry', 'code', 'why'],
          refusals.map(({ entry, code, message }) => [entry, code, message]),
        )),
    ...(refused > refusals.length ? [`  and ${count(refused - refusals.length)} more`] : []),
  ];
}
