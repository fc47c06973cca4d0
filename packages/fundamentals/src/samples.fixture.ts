import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Real companyfacts with right answers. They lie beside the repository and are not part of it. */
const folder = new URL('../../../../shared/samples/sec/companyfacts/', import.meta.url);

/** Whether real files lie beside the repository. */
export const hasSamples = existsSync(folder);
if (!hasSamples)
  console.log('  No real companyfacts in ../shared/samples/sec: figures of invented companies are tested alone.');

/** The bytes of a real file, unpacked. */
export function sample(file: string): Buffer {
  const bytes = readFileSync(new URL(file, folder));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
