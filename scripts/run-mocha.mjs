import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './prepare.mjs';

/** How long the process may live on after its last test: longer means that a test left something open. */
const END_MS = 30_000;
const LIMIT_MS = 23 * 60_000;

/**
 * Runs mocha over compiled tests. Resolves to `{ passed, failed, skipped, output }`: what it said goes to this terminal as
 * it comes, or, `held`, is returned.
 */
export async function runMocha(args, { held = false } = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), 'tm-mocha-'));
  const totalsFile = path.join(dir, 'totals.json');
  const setup = path.join(root, 'packages/testkit/dist/global.js');
  const options = ['--forbid-only', '--timeout', '120000', '--reporter', path.join(root, 'scripts/mocha-reporter.mjs')];
  if (existsSync(setup)) options.push('--require', setup);
  const mocha = ['--enable-source-maps', path.join(root, 'node_modules/mocha/bin/mocha.js'), ...options, ...args];
  const child = spawn(process.execPath, mocha, {
    cwd: root,
    stdio: held ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, MOCHA_TOTALS_FILE: totalsFile },
  });
  let output = '';
  for (const stream of held ? [child.stdout, child.stderr] : []) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const overdue = watch(child, totalsFile);
  const code = await new Promise((resolve) => child.once('close', (status, signal) => resolve(status ?? signal)));
  const totals = existsSync(totalsFile) ? JSON.parse(readFileSync(totalsFile, 'utf8')) : undefined;
  rmSync(dir, { recursive: true, force: true });

  const problem = overdue() ?? (totals ? undefined : `mocha ended (${code}) before its tests did.`);
  if (problem && held) output += `  ✗ ${problem}\n`;
  else if (problem) console.error(`  ✗ ${problem}\n`);
  const { passed = 0, failed = 0, skipped = [] } = totals ?? {};
  // A global teardown that throws fails the run without failing a test.
  const failedOutside = problem || (code !== 0 && failed === 0) ? 1 : 0;
  return { passed, failed: failed + failedOutside, skipped, output };
}

/** Ends a run that does not end by itself. The function it returns tells whether it had to, and why. */
function watch(child, totalsFile) {
  let problem;
  const started = performance.now();
  let ended;
  const timer = setInterval(() => {
    const now = performance.now();
    if (ended === undefined && existsSync(totalsFile)) ended = now;
    if (now - ended > END_MS) problem = 'The tests ended but their process did not: something is still open.';
    else if (now - started > LIMIT_MS) problem = `The tests took longer than ${LIMIT_MS / 60_000} minutes.`;
    else return;
    clearInterval(timer);
    child.kill('SIGKILL');
  }, 500);
  child.once('exit', () => clearInterval(timer));
  return () => problem;
}
