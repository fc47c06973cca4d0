import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Lines of a failure that are shown; the rest is in its log. On CI nobody can open the log. */
const SHOWN_LINES = process.env.CI ? 10_000 : 60;

/** A command of the preparation failed. The message is for a person: what failed, the end of its log, what to do. */
export class CommandFailed extends Error {}

/**
 * Runs a program of Node with its output in a log file. Resolves to that output.
 * @param isNoise tells lines of the output that say nothing about a failure
 * @param onStart called with the id of its process
 * @throws {CommandFailed}
 */
export async function runQuietly(args, { cwd, env = {}, log, remedy = '', isNoise = () => false, onStart = () => {} }) {
  mkdirSync(path.dirname(log), { recursive: true });
  const out = openSync(log, 'w');
  const stdio = ['ignore', out, out];
  const child = spawn(process.execPath, args, {
    cwd,
    stdio,
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1', ...env },
  });
  onStart(child.pid);
  // Ctrl-C reaches it from the terminal; a signal to us alone would leave it behind.
  const stop = () => {
    child.kill('SIGTERM');
    process.exit(143);
  };
  process.once('SIGTERM', stop);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve(status ?? signal));
  }).finally(() => {
    closeSync(out);
    process.removeListener('SIGTERM', stop);
  });
  const output = readFileSync(log, 'utf8').trim();
  if (code === 0) return output;
  const lines = output.split('\n').filter((line) => !isNoise(line));
  const rest = lines.length > SHOWN_LINES ? `The whole log: ${path.relative(cwd, log)}` : '';
  throw new CommandFailed([lines.slice(-SHOWN_LINES).join('\n'), rest, remedy].filter(Boolean).join('\n\n'));
}
