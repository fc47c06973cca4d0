import { Command, InvalidArgumentError, Option } from 'commander';

/** `tickermill drill`: breaks an installation made for it, and reports whether every promise held. */
export function drillCommand(): Command {
  return new Command('drill')
    .description(
      'Break an installation made for it (never yours) in every way, and see that nothing is lost or doubled.',
    )
    .addOption(
      new Option('--backend <backend>', 'where its queue is (redis, if there is a redis-server)').choices([
        'redis',
        'postgres',
      ]),
    )
    .option('--redis-server <path>', 'the redis-server to run (the one on the PATH)')
    .addOption(
      new Option('--only <scenario...>', 'do this alone').choices([
        'kill-workers',
        'flush-queue',
        'restart-redis',
        'restart-postgres',
        'ban',
      ]),
    )
    .option('--seed <number>', 'draws the instants and the victims: the same seed, the same drill', toSeed)
    .option('--json', 'print the report as JSON')
    .action(
      async (options: {
        backend?: 'redis' | 'postgres';
        redisServer?: string;
        only?: string[];
        seed?: number;
        json?: boolean;
      }) => {
        const { drill } = await import('../drill.ts'); // brings the database along
        await drill(options);
      },
    );
}

function toSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number.');
  return Number(text);
}
