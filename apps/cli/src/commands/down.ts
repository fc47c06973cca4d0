import { setTimeout as sleep } from 'node:timers/promises';
import { openInstallation, readSettings } from '@tickermill/runtime';
import { Command } from 'commander';
import { commandHost, setExitCode } from '../command-host.ts';
import { exitCodes } from '../exit-codes.ts';
import { green, print, shortPath } from '../terminal.ts';

const pollMs = 200;

/** `tickermill down`: stops what `up` started, as Ctrl-C in its terminal does. */
export function downCommand(): Command {
  return new Command('down')
    .description('Stop the installation that runs from this checkout, in an orderly way, and wait until it has.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const installation = openInstallation(readSettings(['TICKERMILL_HOME'], commandHost().env).TICKERMILL_HOME);
      const running = installation.running();
      if (!running) {
        print(json ? JSON.stringify({ stopped: false }) : '  No installation is running here.');
        setExitCode(exitCodes.failed);
        return;
      }
      process.kill(running.pid, 'SIGTERM');
      // A worker may take its DRAIN_MS; what does not stop is killed by `up` itself.
      while (installation.running()?.pid === running.pid) await sleep(pollMs);
      const where = shortPath(installation.dir);
      print(json ? JSON.stringify({ stopped: true }) : `  ${green('✓')} stopped; the data stays in ${where}`);
    });
}
