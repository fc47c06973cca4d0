import { RefreshReportsResponse, RefreshReportView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { describeReport, printReports } from '../refresh-report.ts';
import { print } from '../terminal.ts';

/** `tickermill report`: the last refreshes; with the number of one its report. */
export function reportCommand(): Command {
  return new Command('report')
    .description('The last refreshes, at most 30; with the number of a run the report of that one.')
    .argument('[run]', 'the number of one')
    .option('--json', 'print the answer as JSON')
    .action(async (run: string | undefined, { json }: { json?: boolean }) => {
      const api = findApi();
      if (run === undefined) {
        const { items } = await api.ask('GET', 'refresh-reports', RefreshReportsResponse);
        return json ? print(JSON.stringify(items)) : printReports(items);
      }
      const report = await api.ask('GET', `refresh-reports/${encodeURIComponent(run)}`, RefreshReportView);
      if (json) print(JSON.stringify(report));
      else for (const line of describeReport(report, { isVerbose: true })) print(line);
    });
}
