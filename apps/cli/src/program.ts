import { productVersion } from '@tickermill/runtime';
import { Command } from 'commander';
import { alertCommand } from './commands/alert.ts';
import { alertsCommand } from './commands/alerts.ts';
import { attentionCommand } from './commands/attention.ts';
import { backfillCommand } from './commands/backfill.ts';
import { backfillsCommand } from './commands/backfills.ts';
import { backupCommand, backupsCommand } from './commands/backup.ts';
import { bulkCommand } from './commands/bulk.ts';
import { changesCommand } from './commands/changes.ts';
import { clientLogsCommand } from './commands/client-logs.ts';
import { configCommand } from './commands/config.ts';
import { coverageCommand } from './commands/coverage.ts';
import { deadLettersCommand } from './commands/dead-letters.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downCommand } from './commands/down.ts';
import { drillCommand } from './commands/drill.ts';
import { exchangeRatesCommand } from './commands/exchange-rates.ts';
import { explainCommand } from './commands/explain.ts';
import { filingsCommand } from './commands/filings.ts';
import { findingsCommand } from './commands/findings.ts';
import { freshnessCommand } from './commands/freshness.ts';
import { fundamentalsCommand } from './commands/fundamentals.ts';
import { importCommand } from './commands/import.ts';
import { instrumentCommand } from './commands/instrument.ts';
import { krxCommand } from './commands/krx.ts';
import { lakeCommand } from './commands/lake.ts';
import { loginCommand } from './commands/login.ts';
import { marketCommand } from './commands/market.ts';
import { metricsCommand } from './commands/metrics.ts';
import { migrateCommand } from './commands/migrate.ts';
import { notesCommand } from './commands/notes.ts';
import { parseCommand } from './commands/parse.ts';
import { portfolioCommand } from './commands/portfolio.ts';
import { pricesCommand } from './commands/prices.ts';
import { qaCommand } from './commands/qa.ts';
import { receiptsCommand } from './commands/receipts.ts';
import { refreshCommand } from './commands/refresh.ts';
import { replayCommand } from './commands/replay.ts';
import { reportCommand } from './commands/report.ts';
import { restoreCommand } from './commands/restore.ts';
import { runsCommand } from './commands/runs.ts';
import { schedulesCommand } from './commands/schedules.ts';
import { scrapeCommand } from './commands/scrape.ts';
import { screenCommand } from './commands/screen.ts';
import { searchCommand } from './commands/search.ts';
import { sectionsCommand } from './commands/sections.ts';
import { sourcesCommand } from './commands/sources.ts';
import { statusCommand } from './commands/status.ts';
import { summaryCommand } from './commands/summary.ts';
import { tokenCommand } from './commands/token.ts';
import { tradesCommand } from './commands/trades.ts';
import { universeCommand } from './commands/universe.ts';
import { upCommand } from './commands/up.ts';
import { userCommand } from './commands/user.ts';
import { viewsCommand } from './commands/views.ts';
import { watchCommand } from './commands/watch.ts';
import { watchRulesCommand } from './commands/watch-rules.ts';
import { whyCommand } from './commands/why.ts';

const afterHelp = `
Examples:
  tickermill scrape AAPL --days-back 90    fetch the insider trades of a company now
  tickermill trades AAPL                   and look at them
  tickermill prices AAPL --from 2026-01-01 the daily prices, as CSV
  tickermill why AAPL 2026-11-18           why a day is stored, or is not

Exit codes: 0 done, 1 it failed or part of it did, 2 the command is not acceptable and nothing was done.
"tickermill help COMMAND" says more of one.`;

/** The commands by what a person wants, each group in the order in which they are met. */
const makeGroups = (): readonly (readonly [heading: string, commands: readonly Command[]])[] => [
  ['Start and stop:', [upCommand(), downCommand()]],
  [
    'Look:',
    [
      statusCommand(),
      summaryCommand(),
      attentionCommand(),
      tradesCommand(),
      pricesCommand(),
      fundamentalsCommand(),
      filingsCommand(),
      sectionsCommand(),
      screenCommand(),
      krxCommand(),
      portfolioCommand(),
      exchangeRatesCommand(),
      coverageCommand(),
      freshnessCommand(),
      instrumentCommand(),
      universeCommand(),
      whyCommand(),
      explainCommand(),
      searchCommand(),
      metricsCommand(),
      notesCommand(),
      viewsCommand(),
      receiptsCommand(),
      lakeCommand(),
      changesCommand(),
      runsCommand(),
      watchCommand(),
      alertsCommand(),
      sourcesCommand(),
      schedulesCommand(),
    ],
  ],
  [
    'Fetch:',
    [scrapeCommand(), refreshCommand(), reportCommand(), backfillCommand(), backfillsCommand(), importCommand()],
  ],
  ['Configure:', [watchRulesCommand(), alertCommand(), loginCommand(), userCommand(), tokenCommand(), configCommand()]],
  [
    'Check and repair:',
    [
      qaCommand(),
      doctorCommand(),
      findingsCommand(),
      deadLettersCommand(),
      bulkCommand(),
      clientLogsCommand(),
      replayCommand(),
      marketCommand(),
      backupCommand(),
      backupsCommand(),
      restoreCommand(),
      migrateCommand(),
      drillCommand(),
      parseCommand(),
    ],
  ],
];

/** Beside long names too little of 60 or 80 columns is left for what commander takes to be worth wrapping (40). */
const minWidthToWrap = 15;

/** A command with all that stand beneath it. */
export const withDescendants = (command: Command): readonly Command[] => [
  command,
  ...command.commands.flatMap(withDescendants),
];

/** The whole command line, without its exit codes: `main` adds those, and tests walk it. */
export function makeProgram(): Command {
  const program = new Command('tickermill')
    .description('Keeps every ticker you follow fresh in your own Postgres.')
    .version(productVersion)
    .showHelpAfterError('(tickermill --help shows what there is)')
    .addHelpText('after', afterHelp);
  for (const [heading, commands] of makeGroups()) {
    for (const command of commands) program.addCommand(command.helpGroup(heading));
  }
  for (const command of withDescendants(program)) command.configureHelp({ ...command.configureHelp(), minWidthToWrap });
  for (const command of [program, ...program.commands]) {
    // Options after a command belong to it: `sources pause yahoo --json` is not the --json of `sources`.
    if (command.commands.length > 0) command.enablePositionalOptions();
    // `tickermill help schedules` says the same, and the line is one of a screen.
    if (command !== program) command.helpCommand(false);
  }
  return program;
}
