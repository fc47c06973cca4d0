import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { LakeTarget, StoredFile } from './target.ts';

/** Files that are not finished begin with it: no reader of a lake takes one for data. */
const unfinished = '.part-';

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** A lake in a folder: files are written beside, synced and renamed, so that a reader never sees half of one. */
export function folderTarget(root: string): LakeTarget {
  const folder = path.resolve(root);
  const placeOf = (file: string) => path.join(folder, ...file.split('/'));

  async function* list(within: string): AsyncGenerator<StoredFile> {
    const entries = await readdir(path.join(folder, within), { withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    for (const entry of entries) {
      const place = within === '' ? entry.name : `${within}/${entry.name}`;
      if (entry.isDirectory()) yield* list(place);
      else {
        const about = await stat(placeOf(place)).catch(() => null);
        if (about) yield { path: place, bytes: about.size, modifiedAt: about.mtime };
      }
    }
  }

  return {
    name: folder,
    async put(file, chunks) {
      const place = placeOf(file);
      const parent = path.dirname(place);
      const aside = path.join(parent, `${unfinished}${randomUUID()}`);
      const hash = createHash('sha256');
      let bytes = 0;
      await mkdir(parent, { recursive: true, mode: 0o755 });
      try {
        const handle = await open(aside, 'wx', 0o644);
        try {
          for await (const chunk of chunks) {
            hash.update(chunk);
            bytes += chunk.length;
            await handle.writeFile(chunk);
          }
          // Renamed before its bytes are on the disk it could be empty after a loss of power.
          await handle.datasync();
        } finally {
          await handle.close();
        }
        await rename(aside, place);
      } catch (error) {
        await rm(aside, { force: true });
        throw error;
      }
      return { bytes, sha256: hash.digest('hex') };
    },
    read: (file) =>
      readFile(placeOf(file)).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    list: () => list(''),
    async remove(file) {
      const place = placeOf(file);
      await rm(place, { force: true });
      // A folder that is not empty, or is gone, ends it.
      for (let parent = path.dirname(place); parent !== folder; parent = path.dirname(parent)) {
        const isRemoved = await rmdir(parent).then(
          () => true,
          () => false,
        );
        if (!isRemoved) return;
      }
    },
  };
}
