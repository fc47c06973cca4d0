// Compares a lake with what the ledger says of it, after an export that did not end or a lake that was lost or restored.

import type { LakeTarget } from '@tickermill/lake/files';
import { type FileSize, forgetFiles, lakeSizes } from '@tickermill/store/lake';
import type { EngineDeps } from '../engine-deps.ts';
import { manifestPath } from './manifest.ts';

/** What another process has just written is left alone. */
const youngMs = 10 * 60_000;

/** Forgets files that are missing or of another size, so that they are written, and removes those that nobody knows. */
export async function mendLake({
  store,
  target,
  now,
}: Pick<EngineDeps, 'store' | 'now'> & { readonly target: LakeTarget }): Promise<void> {
  const known = new Map(
    (await lakeSizes(store.reads, target.name)).map((each): [string, FileSize] => [each.path, each]),
  );
  const unknown: string[] = [];
  for await (const { path, bytes, modifiedAt } of target.list()) {
    if (known.get(path)?.bytes === bytes) known.delete(path);
    else if (!known.has(path) && path !== manifestPath && now().getTime() - modifiedAt.getTime() > youngMs)
      unknown.push(path);
  }
  await forgetFiles(store.sql, target.name, [...known.keys()]);
  for (const path of unknown) await target.remove(path);
}
