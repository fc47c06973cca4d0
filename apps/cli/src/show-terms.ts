import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Log, PipelineError, type SourceId } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { type Acceptance, recordTerms, shownTerms } from '@tickermill/store/sources';
import type { Source } from '@tickermill/upstream';
import { sources } from '@tickermill/upstream/sources';
import { commandHost } from './command-host.ts';
import { bold, dim, print, wrapped } from './terminal.ts';

const columns = 92;

/**
 * Before the first request of an installation to the real hosts, and again when a text has changed: shows the terms of
 * every enabled source, and records that they were shown. On a terminal it waits for Enter, unless `yes`; elsewhere it
 * goes on, because setting SOURCES=live and a name is the consent.
 */
export async function showTerms(
  store: Store,
  { yes, log, enabled }: { yes: boolean; log: Log; enabled: readonly SourceId[] },
): Promise<void> {
  const shown = await shownTerms(store.db);
  const unseen = enabled
    .map((id) => sources[id])
    .map((source) => ({ source, sha256: createHash('sha256').update(source.terms).digest('hex') }))
    .filter(({ source, sha256 }) => shown.get(source.id) !== sha256);
  if (unseen.length === 0) return;
  for (const { source } of unseen) printTerms(source, shown.has(source.id));
  const isWatched = commandHost().stdin.isTTY === true && commandHost().stdout.isTTY === true;
  const accepted: Acceptance = yes ? '--yes' : isWatched ? 'terminal' : 'unattended';
  if (accepted === 'terminal') await enter();
  for (const { source, sha256 } of unseen) {
    await recordTerms(store.db, { source: source.id, sha256, accepted });
    log.info('terms were shown', { source: source.id, accepted, sha256 });
  }
}

function printTerms({ name, hosts, terms }: Source, isChanged: boolean): void {
  print(
    `\n  ${bold(`The terms of ${name}`)} ${dim(`(${hosts.join(', ')})${isChanged ? ', which have changed' : ''}`)}`,
  );
  for (const line of wrapped(terms, columns)) print(`    ${line}`);
  print();
}

/** Waits for Enter. Ctrl-C comes as the signal that it is: the terminal is left as it was found. */
async function enter(): Promise<void> {
  commandHost().stdout.write('  Enter accepts them and starts; Ctrl-C leaves. ');
  const lines = createInterface({ input: commandHost().stdin, terminal: false });
  const isClosed = await Promise.race([once(lines, 'line').then(() => false), once(lines, 'close').then(() => true)]);
  lines.close();
  print();
  if (isClosed) throw new PipelineError('CONFIG_INVALID', 'The terms were not accepted; no request was sent.');
}
