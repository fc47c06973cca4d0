import { Command } from 'commander';

/** `tickermill up`: everything on this machine in one process tree, until Ctrl-C. */
export function upCommand(): Command {
  return new Command('up')
    .description('Start everything on this machine: Postgres, the sandbox, the API and workers. Ctrl-C stops it.')
    .option('--workers <number>', 'worker processes, 1 to 32 (1)')
    .option('--yes', 'accept the terms of the sources without being asked, before the first live start')
    .action(async (options: { workers?: string; yes?: boolean }) => {
      const { up } = await import('../up.ts'); // brings the database along, which hardly any other command needs
      await up(options);
    });
}
