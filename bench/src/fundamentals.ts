import { gunzipSync } from 'node:zlib';
import { parseCompanyFacts, toFigures } from '@tickermill/fundamentals';
import { inventedCompanyFacts } from './invented-facts.ts';
import type { Options } from './options.ts';
import { print, report } from './result.ts';

/** As many companies as NYSE and Nasdaq have. */
const companies = 5_500;
/** Sizes of documents in tags, which make what companies have: 0.5 to 4 MB. */
const sizes = [10, 25, 40, 55, 70, 90, 110, 130, 160];

/**
 * Facts and figures of all companies from packed documents, on one core: no database, no queue. `JSON.parse` alone reads
 * the same documents in the same process.
 */
export async function fundamentals({ backend, seconds }: Options): Promise<void> {
  const documents = sizes.map((size, at) => inventedCompanyFacts(at + 1, size));
  const megabytes = documents.map((packed) => gunzipSync(packed).length / 1e6);
  const mean = megabytes.reduce((sum, each) => sum + each, 0) / megabytes.length;
  print(`documents of ${megabytes.map((each) => each.toFixed(1)).join(', ')} MB`);
  let memory = 0;
  const run = (read: (bytes: Buffer) => void) => {
    const began = performance.now();
    let done = 0;
    for (; done < companies && (seconds === null || performance.now() - began < seconds * 1_000); done += 1) {
      const packed = documents[done % documents.length];
      if (packed) read(gunzipSync(packed));
      memory = Math.max(memory, process.memoryUsage.rss());
    }
    return { done, took: (performance.now() - began) / 1_000 };
  };
  const figures = run((bytes) => void toFigures(parseCompanyFacts(bytes).facts));
  const peak = memory;
  const parsed = run((bytes) => void JSON.parse(bytes.toString()));
  const show = (metric: string, value: number, unit: string) =>
    report({ bench: 'fundamentals', metric, value, unit, backend, workers: 1 });
  show('companies', figures.done, '');
  show('companies per second', figures.done / figures.took, '1/s');
  show('JSON read', (figures.done * mean) / figures.took, 'MB/s');
  show('JSON.parse alone', (parsed.done * mean) / parsed.took, 'MB/s');
  show('memory', peak / 1e6, 'MB');
}
