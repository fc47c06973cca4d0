// The manifest and the catalogue of a lake: what belongs together, written last.

import { catalogueColumns, type LakeTarget, lakeColumns, openParquetFile } from '@tickermill/lake/files';
import type { Store } from '@tickermill/store';
import { cataloguedFiles, type LakeHolding, lakeHoldings } from '@tickermill/store/lake';
import { z } from 'zod';

export const manifestPath = 'manifest.json';

/** What of a manifest is read again. */
const KnownManifest = z.object({ export: z.string(), catalogue: z.object({ path: z.string() }) });

/** The manifest that a lake has; null: none, or one that is damaged. */
export async function readManifest(target: LakeTarget): Promise<z.infer<typeof KnownManifest> | null> {
  const bytes = await target.read(manifestPath);
  if (bytes === null) return null;
  try {
    return KnownManifest.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return null;
  }
}

interface ManifestDeps {
  readonly store: Pick<Store, 'reads'>;
  readonly target: LakeTarget;
  readonly compress: (bytes: Uint8Array) => Uint8Array;
}

/**
 * Writes the catalogue under a name of its own, then the manifest that names it, and removes the catalogue of before: a
 * reader that has one manifest has one whole catalogue.
 */
export async function writeManifest(
  { store, target, compress }: ManifestDeps,
  about: { readonly exportId: bigint; readonly at: Date; readonly position: bigint },
): Promise<LakeHolding[]> {
  const before = await readManifest(target);
  const holdings = await lakeHoldings(store.reads, target.name);
  const catalogue = { path: `catalogue-${about.exportId}.parquet`, rows: 0 };
  const file = openParquetFile({ columns: catalogueColumns, compress });
  async function* chunks() {
    for await (const files of cataloguedFiles(store.reads, target.name)) {
      catalogue.rows += files.length;
      const column = (of: (each: (typeof files)[number]) => string | null) => files.map(of);
      yield file.add({
        path: column(({ path }) => path),
        dataset: column(({ dataset }) => dataset),
        symbol: column(({ symbol }) => symbol || null),
        year: column(({ year }) => String(year)),
        rows: column(({ rows }) => String(rows)),
        bytes: column(({ bytes }) => String(bytes)),
        sha256: column(({ sha256 }) => sha256),
        first_day: column(({ firstDay }) => firstDay),
        last_day: column(({ lastDay }) => lastDay),
        position: column(({ position }) => String(position)),
        written_at: column(({ writtenAt }) => String(writtenAt.getTime())),
      });
    }
    yield file.end();
  }
  const written = await target.put(catalogue.path, chunks());
  const manifest = {
    format: 1,
    export: String(about.exportId),
    exported_at: about.at.toISOString(),
    position: String(about.position),
    catalogue: { ...catalogue, ...written },
    datasets: Object.fromEntries(
      holdings.map(({ dataset, firstDay, lastDay, ...counts }) => [
        dataset,
        { ...counts, first_day: firstDay, last_day: lastDay, columns: lakeColumns[dataset] },
      ]),
    ),
  };
  await target.put(manifestPath, [Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)]);
  if (before && before.catalogue.path !== catalogue.path) await target.remove(before.catalogue.path);
  return holdings;
}
