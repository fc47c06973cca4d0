import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './prepare.mjs';

/** How long the process may live on after its last test: longer means that a test left something open. */
const lingerMs = 60_000;
/** A run in which no test has ended for so long stands still. There is no other limit: a slow machine is no failure. */
const idleMs = Number(process.env.TEST_IDLE_MS ?? 5 * 60_000);

/**
 * Runs mocha over compiled tests, in a process of its own that writes to this terminal; `inBlocks`, suite by suite, as
 * another one writes there too.
 * Returns `progress()`, what is known of its tests now; `ended`, which resolves to the same at its end; and `kill()`.
 */
export function runMocha(args, { environment = {}, setup, inBlocks = false, measure = false } = {}) {
  const dir = mkdtempSync(path.join(environment.TMPDIR ?? tmpdir(), 'record-'));
  const recordFile = path.join(dir, 'tests.jsonl');
  const options = ['--forbid-only', '--timeout', '180000', '--reporter', path.join(root, 'scripts/mocha-reporter.mjs')];
  if (setup) options.push('--require', setup);
  // Tests make much that is short-lived: more room for it is a twentieth less of the processor.
  const mocha = [
    '--enable-source-maps',
    '--max-semi-space-size=32',
    path.join(root, 'node_modules/mocha/bin/mocha.js'),
    ...options,
    ...args,
  ];
  const child = spawn(process.execPath, mocha, {
    cwd: root,
    // Ctrl-C reaches this process alone, which ends the others in order.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      ...environment,
      MOCHA_RECORD_FILE: recordFile,
      MOCHA_IN_BLOCKS: inBlocks ? '1' : '',
      MOCHA_MEASURE: measure ? '1' : '',
    },
  });
  // Its folder is removed when it has ended, while others still run.
  let atEnd;
  const progress = () => atEnd ?? readRecord(recordFile);
  const overdue = watch(child, recordFile);
  const ended = new Promise((resolve) => child.once('close', (status, signal) => resolve(status ?? signal))).then(
    (code) => {
      const totals = progress();
      atEnd = totals;
      rmSync(dir, { recursive: true, force: true });
      const running = totals.running ? `, while it ran "${totals.running}"` : '';
      const problem =
        overdue() ?? (totals.hasEnded ? undefined : `mocha ended (${code}) before its tests did${running}.`);
      if (problem) totals.failed.push(problem);
      // A global teardown that throws fails the run without failing a test.
      else if (code !== 0 && totals.failed.length === 0) totals.failed.push(`mocha ended with ${code}.`);
      return totals;
    },
  );
  return { progress, ended, kill: () => child.kill('SIGKILL') };
}

/** The tests of a run so far: how many passed, the titles of those that failed and were skipped, the one that is running. */
function readRecord(file) {
  const totals = { passed: 0, failed: [], skipped: [], running: undefined, timeoutMs: 0, hasEnded: false, files: [] };
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  for (const line of text.split('\n').slice(0, -1)) {
    const entry = JSON.parse(line);
    if (entry.began !== undefined) [totals.running, totals.timeoutMs] = [entry.began, entry.timeoutMs];
    else totals.running = undefined;
    if (entry.passed !== undefined) totals.passed += 1;
    if (entry.failed !== undefined) totals.failed.push(entry.failed);
    if (entry.skipped !== undefined) totals.skipped.push(entry.skipped);
    if (entry.file !== undefined) totals.files.push(entry);
    if (entry.ended) totals.hasEnded = true;
  }
  return totals;
}

/** Ends a run that stands still. The function it returns tells whether it had to, and why. */
function watch(child, recordFile) {
  let problem;
  let size = 0;
  let moved = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const grown = existsSync(recordFile) ? statSync(recordFile).size : 0;
    if (grown !== size) [size, moved] = [grown, now];
    if (now - moved <= Math.min(lingerMs, idleMs)) return;
    const { hasEnded, running, timeoutMs } = readRecord(recordFile);
    // A test that was given more time has it.
    const limitMs = Math.max(idleMs, timeoutMs > 180_000 ? timeoutMs + lingerMs : 0);
    if (hasEnded) problem = 'The tests ended but their process did not: something is still open.';
    else if (now - moved > limitMs)
      problem = `No test ended for ${Math.round(limitMs / 1000)} s: ${running ? `"${running}" was running.` : 'none was running.'}`;
    else return;
    clearInterval(timer);
    child.kill('SIGKILL');
  }, 500);
  child.once('exit', () => clearInterval(timer));
  return () => problem;
}
