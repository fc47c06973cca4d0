import { PassThrough, Readable } from 'node:stream';
import { runCommand } from '@tickermill/cli';

/** What became of a command. */
export interface CommandResult {
  readonly code: number;
  /** All that it wrote, on both streams. */
  readonly said: string;
  /** The standard output alone. */
  readonly answered: string;
}

/**
 * Runs `tickermill` to its end within this process, in an environment of its own and on no terminal. A command as a process
 * takes a second of the processor more: start one where the process itself is what is proved.
 */
export async function runInProcess(
  environment: Readonly<Record<string, string | undefined>>,
  ...args: string[]
): Promise<CommandResult> {
  const all: string[] = [];
  const answers: string[] = [];
  const stream = (...into: string[][]) => {
    const output = new PassThrough();
    output.setEncoding('utf8').on('data', (chunk: string) => {
      for (const each of into) each.push(chunk);
    });
    return output;
  };
  const [stdout, stderr] = [stream(all, answers), stream(all)];
  const code = await runCommand(args, { env: { ...environment }, stdin: Readable.from([]), stdout, stderr });
  for (const output of [stdout, stderr]) {
    output.end();
    if (!output.readableEnded) await new Promise((resolve) => output.once('end', resolve));
  }
  return { code, said: all.join(''), answered: answers.join('') };
}
