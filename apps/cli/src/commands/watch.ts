import { RunsResponse, RunView } from '@tickermill/core';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { exitCodes } from '../exit-codes.ts';
import { watchRuns } from '../watch-runs.ts';

/** How many of the latest runs are looked at for those that go on. */
const mostRuns = 100;

/** `tickermill watch`: what goes on, until Ctrl-C; of one run until it has ended. */
export function watchCommand(): Command {
  return new Command('watch')
    .description('Show the progress of all runs until Ctrl-C, or of one run until it has ended.')
    .argument('[run]')
    .action(async (id: string | undefined) => {
      const api = findApi();
      if (id === undefined) {
        const query = { limit: mostRuns };
        await watchRuns(async () => (await api.ask('GET', 'runs', RunsResponse, { query })).items, {
          until: () => false,
        });
        return;
      }
      const path = `runs/${encodeURIComponent(id)}`;
      const [run] = await watchRuns(async () => [await api.ask('GET', path, RunView)], {
        until: ([only]) => only?.finished_at !== null,
      });
      if (run?.state === 'failed' || run?.state === 'cancelled') process.exitCode = exitCodes.failed;
    });
}
