// Runs compiled tests and says what became of them, however the run ends; leaves no process and no file behind.
import { secondsSince } from './progress.mjs';
import { openRunFolders } from './run-folders.mjs';
import { runMocha } from './run-mocha.mjs';

/** Nobody is to take a long test for one that stands still. */
const progressMs = 60_000;

/**
 * Runs each part of the tests, arguments for mocha, in a process of its own. Resolves to how many passed, the titles of
 * those that failed and that were skipped, and what each file took of the processor, if that is measured. A signal that
 * would end this process ends the tests; then it counts those that have ended.
 */
export async function runTests(parts, { environment = {}, ...options } = {}) {
  const folders = await openRunFolders();
  const inBlocks = parts.length > 1;
  const running = parts.map((args) =>
    runMocha(args, { ...options, inBlocks, environment: { ...environment, ...folders.environment } }),
  );
  let endedBy;
  const end = (signal) => {
    endedBy = signal;
    console.log(`\n  ✗ Ended by ${signal}.`);
    for (const run of running) run.kill();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, end);
  const progress = setInterval(() => reportProgress(running), progressMs);
  const ended = await Promise.all(running.map((run) => run.ended));
  clearInterval(progress);
  await folders.close();
  for (const signal of signals) process.off(signal, end);
  return {
    passed: ended.reduce((sum, each) => sum + each.passed, 0),
    failed: ended.flatMap(({ failed }) => failed),
    skipped: ended.flatMap(({ skipped }) => skipped),
    files: ended.flatMap(({ files }) => files),
    endedBy,
  };
}

function reportProgress(running) {
  const all = running.map((run) => run.progress());
  const passed = all.reduce((sum, each) => sum + each.passed, 0);
  const failed = all.reduce((sum, each) => sum + each.failed.length, 0);
  console.log(`  · ${passed} passed, ${failed} failed after ${secondsSince(0)}`);
  for (const each of all) if (each.running) console.log(`      now: ${each.running}`);
}
