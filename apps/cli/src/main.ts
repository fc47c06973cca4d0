import { PipelineError } from '@tickermill/core';
import { productVersion } from '@tickermill/runtime';
import { Command } from 'commander';
import { backfillCommand } from './commands/backfill.ts';
import { backfillsCommand } from './commands/backfills.ts';
import { configCommand } from './commands/config.ts';
import { coverageCommand } from './commands/coverage.ts';
import { doctorCommand } from './commands/doctor.ts';
import { drillCommand } from './commands/drill.ts';
import { importCommand } from './commands/import.ts';
import { loginCommand } from './commands/login.ts';
import { migrateCommand } from './commands/migrate.ts';
import { parseCommand } from './commands/parse.ts';
import { pricesCommand } from './commands/prices.ts';
import { receiptsCommand } from './commands/receipts.ts';
import { refreshCommand } from './commands/refresh.ts';
import { replayCommand } from './commands/replay.ts';
import { runsCommand } from './commands/runs.ts';
import { schedulesCommand } from './commands/schedules.ts';
import { scrapeCommand } from './commands/scrape.ts';
import { sourcesCommand } from './commands/sources.ts';
import { statusCommand } from './commands/status.ts';
import { tokenCommand } from './commands/token.ts';
import { upCommand } from './commands/up.ts';
import { userCommand } from './commands/user.ts';
import { watchCommand } from './commands/watch.ts';
import { watchRulesCommand } from './commands/watch-rules.ts';
import { whyCommand } from './commands/why.ts';
import { exitCodes } from './exit-codes.ts';

const program = new Command('tickermill')
  .description('Keeps every ticker you follow fresh in your own Postgres.')
  .version(productVersion)
  .showHelpAfterError('(tickermill --help shows what there is)')
  // What stands behind a command is its own: `schedules add … --json` is not the --json of `schedules`.
  .enablePositionalOptions()
  .addCommand(upCommand())
  .addCommand(scrapeCommand())
  .addCommand(refreshCommand())
  .addCommand(backfillCommand())
  .addCommand(backfillsCommand())
  .addCommand(schedulesCommand())
  .addCommand(statusCommand())
  .addCommand(runsCommand())
  .addCommand(watchCommand())
  .addCommand(watchRulesCommand())
  .addCommand(receiptsCommand())
  .addCommand(pricesCommand())
  .addCommand(coverageCommand())
  .addCommand(whyCommand())
  .addCommand(importCommand())
  .addCommand(sourcesCommand())
  .addCommand(migrateCommand())
  .addCommand(replayCommand())
  .addCommand(loginCommand())
  .addCommand(userCommand())
  .addCommand(tokenCommand())
  .addCommand(configCommand())
  .addCommand(doctorCommand())
  .addCommand(drillCommand())
  .addCommand(parseCommand());

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
  const known = error instanceof PipelineError;
  process.stderr.write(known ? `${error.message}\n${error.entry.action}\n` : `${(error as Error).stack}\n`);
  process.exitCode = known && error.code === 'CONFIG_INVALID' ? exitCodes.usage : exitCodes.failed;
}
