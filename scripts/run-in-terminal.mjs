import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './prepare.mjs';

/** On Ctrl-C the terminal signals us and npm signals us again: what comes within this time is one wish. */
const SAME_WISH_MS = 1_000;

/** Runs a program of Node in this terminal until it ends, and ends as it did. `stdout`: `inherit`, or `pipe` to read it. */
export function runInTerminal(args, { stdout = 'inherit', env = {} } = {}) {
  // A group of its own: the terminal's Ctrl-C would reach every process of the installation at once, Postgres before the
  // workers that still write to it. So it comes here, goes on to the program alone, and that stops the rest in order.
  // The channel tells it when we are gone without having said so: it stops then too.
  const child = spawn(process.execPath, ['--enable-source-maps', '--max-semi-space-size=2', ...args], {
    cwd: root,
    stdio: ['inherit', stdout, 'inherit', 'ipc'],
    detached: true,
    env: { ...process.env, ...env },
  });
  const forward = (received, sent = received) => {
    let last = Number.NEGATIVE_INFINITY;
    process.on(received, () => {
      if (performance.now() - last > SAME_WISH_MS) child.kill(sent);
      last = performance.now();
    });
  };
  forward('SIGINT');
  forward('SIGTERM');
  forward('SIGQUIT');
  // The terminal was closed: an orderly stop, as its output no longer reaches anyone.
  forward('SIGHUP', 'SIGTERM');
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
  return child;
}
