// `npm start`: prepares the clone and runs Tickermill in this terminal until it is stopped.
import './machine.mjs';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { prepareToRun, root } from './prepare.mjs';
import { indent } from './progress.mjs';
import { CommandFailed } from './run-quietly.mjs';

/** On Ctrl-C the terminal signals us and npm signals us again: what comes within this time is one wish. */
const SAME_WISH_MS = 1_000;

try {
  await prepareToRun();
} catch (error) {
  if (!(error instanceof CommandFailed)) throw error;
  console.error(`\n${indent(error.message)}\n`);
  process.exit(1);
}
run(['--enable-source-maps', path.join(root, 'apps/cli/dist/main.js'), 'up', ...process.argv.slice(2)]);

function run(args) {
  // A group of its own: the terminal's Ctrl-C would reach every process of the installation at once, Postgres before the
  // workers that still write to it. So it comes here, goes on to `up` alone, and `up` stops the rest in order.
  // The channel tells it when we are gone without having said so: it stops then too.
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
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
}
