import { Command } from 'commander';

/** `tickermill up`: everything on this machine in one process tree, until Ctrl-C. */
export function upCommand(): Command {
  return new Command('up')
    .description('Start everything on this machine: Postgres, the sandbox, the API and a worker. Ctrl-C stops it.')
    .action(async () => {
      const { up } = await import('../up.ts'); // brings the database along, which no other command needs
      await up();
    });
}
