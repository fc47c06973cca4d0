// Installs dependencies although a former `npm ci` was killed, or still runs: one that was started by a command that is
// gone goes on by itself, and two at once remove each other's files. Only built-ins of Node.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startOf } from './processes.mjs';
import { CommandFailed } from './run-quietly.mjs';

const POLL_MS = 250;
/** What npm says of files that a killed installation has left; nothing that a broken network says. */
const LEFTOVERS = /\b(?:ENOTEMPTY|EEXIST|EBUSY|EISDIR|ENOTDIR|ENOENT|EJSONPARSE|TAR_[A-Z_]+)\b/;
const NETWORK = /\b(?:ENOTFOUND|ETIMEDOUT|ECONNREFUSED|ECONNRESET|EAI_AGAIN|E40[134]|E5\d\d|ENETUNREACH)\b/;

/**
 * @param record the file that names the process that installs
 * @param folder what it fills
 * @param isDone whether nothing is left to be installed
 * @param onWait called once if another process is at it
 * @param install runs the installation; calls the function that it is given with the id of its process
 */
export async function installOnce({ record, folder, isDone, onWait, install }) {
  if (isUnderWay(record)) onWait();
  while (isUnderWay(record)) await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  if (isDone()) return;
  const run = () =>
    install((pid) => {
      mkdirSync(path.dirname(record), { recursive: true });
      writeFileSync(record, JSON.stringify({ pid, start: startOf(pid) }));
    });
  try {
    await run();
  } catch (error) {
    if (!(error instanceof CommandFailed) || !LEFTOVERS.test(error.message) || NETWORK.test(error.message)) throw error;
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    await run();
  } finally {
    rmSync(record, { force: true });
  }
}

/** Whether the process of the record still runs: its id alone may be another's by now. */
function isUnderWay(record) {
  if (!existsSync(record)) return false;
  try {
    const { pid, start } = JSON.parse(readFileSync(record, 'utf8'));
    return start !== undefined && startOf(pid) === start;
  } catch {
    return false; // torn, or just removed
  }
}
