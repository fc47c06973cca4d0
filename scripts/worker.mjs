// `npm run worker`: prepares the clone and runs one worker in this terminal, which joins an installation that may run on
// another machine: by DATABASE_URL, REDIS_URL, SOURCES and, for the sandbox, UPSTREAM_GATEWAY.
import './machine.mjs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { prepareToRun, root } from './prepare.mjs';
import { runInTerminal } from './run-in-terminal.mjs';

await prepareToRun();
const home = process.env.TICKERMILL_HOME || path.join(root, '.tickermill');
const LOG_FILE = process.env.LOG_FILE || path.join(home, 'logs', 'joined-worker.log');
const child = runInTerminal([path.join(root, 'apps/worker/dist/main.js')], { stdout: 'pipe', env: { LOG_FILE } });
createInterface(child.stdout).on('line', (line) => {
  const said = line.startsWith('{') ? JSON.parse(line) : {};
  if (said.event !== 'ready') return;
  console.log(`  ✓ the worker has joined            ${said.url}/health/ready`);
  console.log(`    its log: ${LOG_FILE}   Ctrl-C stops it\n`);
});
