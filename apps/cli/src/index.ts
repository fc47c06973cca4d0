/** The command line as a function: tests run commands within their own process. */

export type { CommandHost } from './command-host.ts';
export { runCommand } from './run-command.ts';
