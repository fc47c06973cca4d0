/** The machine that a process runs on: its ports and its processes. */

export { freePort } from './ports.ts';
export { isAlive, processIdentity } from './processes.ts';
