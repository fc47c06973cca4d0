import { createInterface } from 'node:readline/promises';
import { inert } from './terminal.ts';

/**
 * Prompts on a terminal whether to go on. Without a terminal there is no prompt: a piped command is taken as confirmed.
 */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await asking.question(`${inert(question)} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}
