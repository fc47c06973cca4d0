import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Real EDGAR files. They stand beside the repository and are no part of it. */
const folder = new URL('../../../../shared/samples/sec/', import.meta.url);

/**
 * Defines one test for every sample of a folder (`ownership`) whose name matches.
 * Where the samples are absent, one test says so and is skipped.
 */
export function forEachSample(name: string, pattern: RegExp, run: (bytes: Buffer, file: string) => void): void {
  const samples = new URL(`${name}/`, folder);
  if (!existsSync(samples)) {
    it(`is not run, because shared/samples/sec/${name} is not beside the repository`, function () {
      this.skip();
    });
    return;
  }
  const files = readdirSync(samples).filter((file) => pattern.test(file));
  if (files.length === 0) throw new Error(`no sample in ${samples.pathname} matches ${pattern}`);
  for (const file of files) {
    it(file, () => run(readFileSync(new URL(file, samples)), file));
  }
}
