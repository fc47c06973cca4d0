/** What processes ask of the machine that they run on: its ports and its processes. */

export { freePort } from './ports.ts';
export { isAlive, processIdentity } from './processes.ts';
