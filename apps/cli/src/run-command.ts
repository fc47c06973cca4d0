import { type Command, CommanderError } from 'commander';
import { type CommandHost, hostCommand, setExitCode } from './command-host.ts';
import { exitCodes } from './exit-codes.ts';
import { makeProgram, withDescendants } from './program.ts';
import { reportFailure } from './report-failure.ts';
import { printAside } from './terminal.ts';

/**
 * Runs one command line (`['status', '--json']`) to its end, in this process, and returns its exit code. It reads the
 * environment of the host and uses its streams alone; the answer is on the standard output when it returns.
 */
export function runCommand(argv: readonly string[], host: CommandHost): Promise<number> {
  return hostCommand(host, async () => {
    const program = makeProgram();
    let ran: Command | null = null;
    program.hook('preAction', (_program, command) => {
      ran = command;
    });
    for (const command of withDescendants(program)) {
      command.exitOverride();
      command.configureOutput({
        writeOut: (text) => host.stdout.write(text),
        writeErr: (text) => host.stderr.write(text),
        getOutHelpWidth: () => widthOf(host.stdout),
        getErrHelpWidth: () => widthOf(host.stderr),
      });
    }
    try {
      await program.parseAsync([...argv], { from: 'user' });
    } catch (error) {
      // A command line that is not acceptable exits with the code for it; --help and --version with 0.
      if (error instanceof CommanderError) return setExitCode(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage);
      const { lines, exitCode } = reportFailure(error, ran, host.env['LOG_LEVEL'] === 'debug');
      for (const line of lines) printAside(line);
      setExitCode(exitCode);
    }
  });
}

/** What is no terminal has 80 columns, as commander takes it. */
const widthOf = ({ isTTY, columns }: CommandHost['stdout']) => (isTTY && columns) || 80;
