import { ExemptionsResponse, ExemptionView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from './api-client.ts';
import { count, counted, green, print, table } from './terminal.ts';

interface NewExemption {
  reason: string;
  until: string;
  json?: boolean;
}

/** `tickermill qa exempt`: has a check leave a ticker alone until a day. */
export const exemptCommand = (): Command =>
  new Command('exempt')
    .description('Have a check leave a ticker alone until a day. A finding whose evidence changes comes back.')
    .argument('<check>', 'such as zero_volume')
    .argument('<ticker>', 'such as AAPL')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--until <day>', 'the last day (UTC) on which it holds, within 366 days')
    .option('--json', 'print the answer as JSON')
    .action(async (check: string, ticker: string, { json, ...about }: NewExemption) => {
      const body = { check, ticker, ...about };
      const exemption = await findApi().ask('POST', 'qa/exemptions', ExemptionView, { body });
      if (json) print(JSON.stringify(exemption));
      else
        print(
          `  ${green('✓')} exemption ${exemption.id}: ${check} leaves ${exemption.ticker} alone until ${exemption.until} (${counted(exemption.findings, 'finding')} now)`,
        );
    });

interface WantedExemptions {
  check?: string;
  ticker?: string;
  ended?: boolean;
  end?: string;
  json?: boolean;
}

/** `tickermill qa exemptions`: those that hold, and ending one. */
export const exemptionsCommand = (): Command =>
  new Command('exemptions')
    .description('The tickers that checks leave alone, with the reason and the end.')
    .option('--check <check>', 'of this check alone')
    .option('--ticker <ticker>', 'of this ticker alone')
    .option('--ended', 'those too that hold no more')
    .option('--end <exemption>', 'end this one now: what it covers is open again')
    .option('--json', 'print the answer as JSON')
    .action(async ({ check, ticker, ended, end, json }: WantedExemptions) => {
      if (end !== undefined) {
        const exemption = await findApi().ask('DELETE', `qa/exemptions/${encodeURIComponent(end)}`, ExemptionView);
        if (json) print(JSON.stringify(exemption));
        else print(`  ${green('✓')} exemption ${end} has ended: ${exemption.check} judges ${exemption.ticker} again`);
        return;
      }
      const query = { check, ticker, ...(ended ? { ended: 'true' } : {}) };
      const { items } = await findApi().ask('GET', 'qa/exemptions', ExemptionsResponse, { query });
      if (json) print(JSON.stringify(items));
      else if (items.length === 0) print('  no ticker is exempted');
      else for (const line of table(headings, items.map(toRow))) print(line);
    });

const headings = ['exemption', 'check', 'ticker', 'until', 'findings', 'reason', 'by', 'state'];
const toRow = ({ id, check, ticker, until, findings, reason, created_by, ended_by }: ExemptionView): string[] => [
  id,
  check,
  ticker,
  until,
  count(findings),
  reason,
  created_by,
  ended_by === null ? 'not ended' : `ended by ${ended_by}`,
];
