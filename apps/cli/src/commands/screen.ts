import { metricNames, PipelineError } from '@tickermill/core';
import { ScreenView } from '@tickermill/core/contracts';
import { Command } from 'commander';
import { findApi } from '../api-client.ts';
import { counted, print, table } from '../terminal.ts';

interface Options {
  min: string[];
  max: string[];
  sort?: string;
  limit?: string;
  json?: boolean;
}

const gathered = (value: string, before: string[]) => [...before, value];

/** `tickermill screen --max pe=15 --sort peg`: the stocks whose metrics lie within bounds. */
export function screenCommand(): Command {
  return new Command('screen')
    .description(`The stocks whose metrics lie within bounds: ${metricNames.join(', ')}.`)
    .option('--min <metric=value>', 'at least so much, such as eps_cagr_5y=0.15; repeatable', gathered, [])
    .option('--max <metric=value>', 'at most so much, such as pe=15; repeatable', gathered, [])
    .option('--sort <metric>', 'by which they are sorted, the smallest first; -market_cap: the largest first')
    .option('--limit <number>', 'at most so many (50)')
    .option('--json', 'print the answer as JSON')
    .action(async ({ min, max, sort = '-market_cap', limit, json }: Options) => {
      const query = { ...boundsOf('min', min), ...boundsOf('max', max), sort, limit };
      const answer = await findApi().ask('GET', 'metrics', ScreenView, { query });
      if (json) print(JSON.stringify(answer));
      else for (const line of describe(answer)) print(line);
    });
}

const boundsOf = (side: 'min' | 'max', bounds: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    bounds.map((bound) => {
      const [metric, value, ...others] = bound.split('=');
      if (!metric || !value || others.length > 0)
        throw new PipelineError('INVALID_INPUT', `--${side} ${bound}: write it as pe=15.`);
      return [`${side}_${metric}`, value];
    }),
  );

const shown = ['price', 'market_cap', 'pe', 'peg', 'eps_cagr_5y', 'dividend_yield', 'debt_to_equity'] as const;

function describe({ total, items }: ScreenView): string[] {
  const rows = items.map(({ ticker, name, metrics }) => [
    ticker,
    name,
    ...shown.map((metric) => metrics.find((each) => each.metric === metric)?.value ?? '–'),
  ]);
  return [
    `  ${counted(total, 'stock')}`,
    ...(rows.length === 0 ? [] : ['', ...table(['ticker', 'name', ...shown], rows), '']),
  ];
}
