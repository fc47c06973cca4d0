import { AttentionResponse, type AttentionView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { bold, dim, green, instant, print, red, wrapped, yellow } from '../terminal.ts';

const paints = { critical: red, warning: yellow, info: dim };
const columns = 110;

/** `tickermill attention`: what needs a person, the worst first. */
export function attentionCommand(): Command {
  return new Command('attention')
    .description('What needs you, the worst first: causes, since when, what they affect, and what to do.')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { items } = await findApi().ask('GET', 'attention', AttentionResponse);
      if (json) print(JSON.stringify(items));
      else if (items.length === 0) print(`  ${green('✓')} nothing needs you`);
      else for (const line of items.flatMap(describe)) print(line);
    });
}

const describe = ({ severity, headline, since, affects, action, runbook, acked_by }: AttentionView): string[] => [
  `  ${paints[severity](severity)}  ${bold(headline)}${acked_by === null ? '' : dim(` (acknowledged by ${acked_by})`)}`,
  ...wrapped(`${since === null ? '' : `since ${instant(since)}; `}affects ${affects}`, columns).map(
    (line) => `    ${line}`,
  ),
  ...(action === null ? [] : wrapped(action, columns).map((line) => `    → ${line}`)),
  ...(runbook === null ? [] : [dim(`    ${runbook}`)]),
];
