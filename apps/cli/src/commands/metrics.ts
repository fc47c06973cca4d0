import { MetricsResponse, MetricView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { print, table } from '../terminal.ts';

/** `tickermill metrics`: the metrics that the dashboard draws on a generic card, or the data of one. */
export function metricsCommand(): Command {
  return new Command('metrics')
    .description('The metrics that a generic card of the dashboard draws; with a name the data of one, as JSON.')
    .argument('[slug]', 'the name of one')
    .option('--json', 'print the answer as JSON')
    .action(async (slug: string | undefined, { json }: { json?: boolean }) => {
      const api = findApi();
      if (slug !== undefined)
        return print(JSON.stringify(await api.ask('GET', `metrics/${encodeURIComponent(slug)}`, MetricView)));
      const { items } = await api.ask('GET', 'metrics', MetricsResponse);
      if (json) return print(JSON.stringify(items));
      for (const line of table(
        ['name', 'drawn as', 'what'],
        items.map((each) => [each.slug, each.kind, each.title]),
      ))
        print(line);
    });
}
