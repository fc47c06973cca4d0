import { AsyncLocalStorage } from 'node:async_hooks';
import type { Readable, Writable } from 'node:stream';

/** What a command writes to: a terminal says that it is one, and how wide it is. */
type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command works with besides its arguments; a process is the host of its own command. */
export interface CommandHost {
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
}

const running = new AsyncLocalStorage<{ readonly host: CommandHost; exitCode: number }>();

/** The environment and the streams of the command that is running. */
export const commandHost = (): CommandHost => running.getStore()?.host ?? process;

/** Sets the code that the running command exits with once it has ended. */
export function setExitCode(code: number): void {
  const command = running.getStore();
  if (command) command.exitCode = code;
  else process.exitCode = code;
}

/** Runs a command with the host given, and returns its exit code. Several may run in a process at once. */
export async function hostCommand(host: CommandHost, command: () => Promise<void>): Promise<number> {
  const state = { host, exitCode: 0 };
  await running.run(state, command);
  return state.exitCode;
}
