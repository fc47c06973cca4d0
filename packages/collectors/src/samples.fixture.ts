import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { answerOf, fixturesOf } from './contract.fixture.ts';

/** Real EDGAR files. They lie beside the repository and are not part of it. */
const folder = new URL('../../../../shared/samples/sec/', import.meta.url);
const isThere = existsSync(folder);
if (!isThere)
  console.log('  No real EDGAR files in ../shared/samples/sec: the answers of this repository are read alone.');

/** Answers to read: fixtures of a collector by their names, and the real ones of a folder whose file name matches. */
interface Answers {
  readonly collector: string;
  readonly fixtures: readonly string[];
  readonly samples: string;
  readonly pattern: RegExp;
}

/** Defines one test for every answer: those of this repository, and EDGAR's if real ones lie beside it. */
export function forEachAnswer(
  { collector, fixtures, samples, pattern }: Answers,
  run: (bytes: Buffer, name: string) => void,
): void {
  const written = fixturesOf(collector);
  for (const name of fixtures) {
    const fixture = written.get(name);
    if (!fixture) throw new Error(`collector ${collector} has no fixture ${name}`);
    it(`${name}.json`, () => run(answerOf(fixture).body, name));
  }
  if (!isThere) return;
  const place = new URL(`${samples}/`, folder);
  const files = readdirSync(place).filter((file) => pattern.test(file));
  if (files.length === 0) throw new Error(`no sample in ${place.pathname} matches ${pattern}`);
  for (const file of files) it(file, () => run(readFileSync(new URL(file, place)), file));
}
