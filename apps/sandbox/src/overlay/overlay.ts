import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { type Answer, answer } from '../answer.ts';
import { contentTypeOf } from './content-type.ts';

/** Files that are served ahead of what is invented. */
export interface Overlay {
  /** The file of a host and path, or null. */
  find(host: string, path: string): Answer | null;
}

/** Opens a folder laid out by host and path; null opens one without files. Files are read on request. */
export function openOverlay(folder: string | null): Overlay {
  if (folder === null) return { find: () => null };
  const root = realpathSync(folder);
  return {
    find(host, path) {
      const file = fileUnder(root, host, path);
      return file === null ? null : answer(200, contentTypeOf(file), readFileSync(file));
    },
  };
}

/** The real path of a file under the folder of its host; null for anything that is not one, or leads elsewhere. */
function fileUnder(root: string, host: string, path: string): string | null {
  try {
    const home = resolve(root, host);
    const file = realpathSync(resolve(home, `.${sep}${decodeURIComponent(path)}`));
    const isInside = home.startsWith(root + sep) && file.startsWith(home + sep);
    return isInside && statSync(file).isFile() ? file : null;
  } catch {
    return null; // no such file, or a path that is none: %00, broken escapes
  }
}
