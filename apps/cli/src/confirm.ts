import { createInterface } from 'node:readline/promises';
import { commandHost } from './command-host.ts';
import { inert } from './terminal.ts';

/**
 * Prompts on a terminal whether to go on. Without a terminal there is no prompt: a piped command is taken as confirmed.
 */
export async function confirmed(question: string): Promise<boolean> {
  if (!commandHost().stdin.isTTY || !commandHost().stderr.isTTY) return true;
  const asking = createInterface({ input: commandHost().stdin, output: commandHost().stderr });
  try {
    const answer = await asking.question(`${inert(question)} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
