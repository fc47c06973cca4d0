import { ExplanationView } from '@tickermill/core/contracts';
import { Argument, Command } from 'commander';
import { findApi } from '../api-client.ts';
import { print } from '../terminal.ts';

/** `tickermill explain`: why something waits, was skipped or failed, in one sentence. */
export function explainCommand(): Command {
  return new Command('explain')
    .description('Why a run, target, task or schedule waits, was skipped or failed, in one sentence.')
    .addArgument(new Argument('<what>', 'what it is').choices(['run', 'target', 'task', 'schedule']))
    .argument('<id>', 'its number')
    .option('--json', 'print the answer with its facts, as JSON')
    .action(async (what: string, id: string, { json }: { json?: boolean }) => {
      const explanation = await findApi().ask('GET', 'explain', ExplanationView, { query: { [what]: id } });
      print(json ? JSON.stringify(explanation) : explanation.sentence);
    });
}
