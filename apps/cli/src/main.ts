import type { Command } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { makeProgram } from './program.ts';
import { reportFailure } from './report-failure.ts';
import { printAside } from './terminal.ts';

const program = makeProgram();
let ran: Command | null = null;
program.hook('preAction', (_program, command) => {
  ran = command;
});

// A command line that is not acceptable exits with the code for it; --help and --version with 0.
for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? exitCodes.ok : exitCodes.usage));
}

// A reader that has seen enough (`tickermill … | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  const { lines, exitCode } = reportFailure(error, ran, process.env['LOG_LEVEL'] === 'debug');
  for (const line of lines) printAside(line);
  process.exitCode = exitCode;
}
