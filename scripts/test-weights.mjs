// Which process runs which tests: each gets as many seconds of them, as `npm test -- --measure` last saw it in a whole run:
// the processor's time alone would leave one waiting, at the end, for what its tests watch.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './prepare.mjs';

/** Twice as many as the machines of CI have cores: half of the tests' time is waiting for what they watch. */
const processes = 4;
/** Of a file that nobody has measured yet. */
const usualSeconds = 1;

const weightsFile = path.join(root, 'scripts', 'test-weights.json');

/** Folders whose files share what they start, so that one process runs them all. */
const together = ['tests/dist/browser/'];

/** Divides test files into parts of like weight. */
export function share(files) {
  const weights = JSON.parse(readFileSync(weightsFile, 'utf8'));
  const groups = new Map();
  for (const file of files) {
    const name = together.find((folder) => file.startsWith(folder)) ?? file;
    const group = groups.get(name) ?? { files: [], seconds: 0 };
    group.files.push(file);
    group.seconds += weights[file] ?? usualSeconds;
    groups.set(name, group);
  }
  const parts = Array.from({ length: processes }, () => ({ files: [], seconds: 0 }));
  for (const group of [...groups.values()].toSorted((a, b) => b.seconds - a.seconds)) {
    const lightest = parts.reduce((least, part) => (part.seconds < least.seconds ? part : least));
    lightest.files.push(...group.files);
    lightest.seconds += group.seconds;
  }
  return parts.map((part) => part.files.sort()).filter((part) => part.length > 0);
}

/** Prints what was measured of files, the longest first; `keep` writes it down for `share`. */
export function printMeasures(measured, { keep }) {
  const sums = new Map();
  for (const { file, cpuSeconds, wallSeconds } of measured) {
    const name = path.relative(root, file);
    const sum = sums.get(name) ?? { cpu: 0, wall: 0 };
    sums.set(name, { cpu: sum.cpu + cpuSeconds, wall: sum.wall + wallSeconds });
  }
  const rows = [...sums].sort(([, a], [, b]) => b.cpu - a.cpu);
  console.log('\n   CPU s   wall s');
  for (const [name, { cpu, wall }] of rows)
    console.log(`${cpu.toFixed(1).padStart(8)} ${wall.toFixed(1).padStart(8)}  ${name}`);
  console.log(
    `${rows
      .reduce((sum, [, { cpu }]) => sum + cpu, 0)
      .toFixed(1)
      .padStart(8)}           in all`,
  );
  if (!keep) return;
  const kept = JSON.parse(readFileSync(weightsFile, 'utf8'));
  for (const [name, { wall }] of rows) kept[name] = Math.round(wall * 10) / 10;
  const sorted = Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(weightsFile, `${JSON.stringify(sorted, null, 2)}\n`);
}
