import {
  FailuresResponse,
  FetchErrorsResponse,
  FigureTickersResponse,
  LaggingResponse,
  MissingDatesResponse,
  SummaryView,
} from '@tickermill/core/contracts';
import { Command, Option } from 'commander';
import { type ApiClient, findApi } from '../api-client.ts';
import { count, dim, green, instant, print, red, table, yellow } from '../terminal.ts';

type FigureName = SummaryView['figures'][number]['name'];
interface Wanted {
  date?: string;
  rows?: FigureName;
  limit?: string;
  json?: boolean;
}
interface Query extends Readonly<Record<string, string | undefined>> {
  readonly date: string | undefined;
  readonly limit: string | undefined;
}

const paints = { green, yellow, red };
const figureNames = SummaryView.shape.figures.element.shape.name.options;

/** `tickermill summary`: the seven figures of a night, or the rows that one of them counts. */
export function summaryCommand(): Command {
  return new Command('summary')
    .description('The seven figures of a night, with their changes; the rows that one of them counts.')
    .option('--date <date>', 'of the night that ended with this day, such as 2026-11-18')
    .addOption(new Option('--rows <figure>', 'the rows of this figure').choices(figureNames))
    .option('--limit <number>', 'at most so many rows (50)')
    .option('--json', 'print the answer as JSON')
    .action(async ({ date, rows, limit, json }: Wanted) => {
      const api = findApi();
      if (rows !== undefined) {
        const { answer, lines } = await listed(api, rows, { date, limit });
        if (json) return print(JSON.stringify(answer));
        for (const line of lines) print(line);
        return print(dim(`  ${count(answer.items.length)} of ${count(answer.total)}, as of ${instant(answer.as_of)}`));
      }
      const summary = await api.ask('GET', 'summary', SummaryView, { query: { date } });
      if (json) return print(JSON.stringify(summary));
      for (const line of describe(summary)) print(line);
    });
}

const signed = (change: number) => (change > 0 ? `+${count(change)}` : count(change));

const describe = ({ as_of, universe, figures }: SummaryView): string[] => [
  `  as of ${instant(as_of)}, of ${count(universe)} instruments`,
  ...table(
    ['figure', 'count', 'share', 'since the night before', 'state'],
    figures.map(({ name, count: counted, share, change, colour }) => [
      name,
      count(counted),
      `${share.toFixed(1)} %`,
      signed(change),
      paints[colour](colour),
    ]),
  ),
];

/** The rows of a figure, as an answer and as lines. */
async function listed(api: ApiClient, figure: FigureName, query: Query) {
  if (figure === 'lagging') {
    const answer = await api.ask('GET', 'tickers/lagging', LaggingResponse, { query });
    const rows = answer.items.map((row) => [
      row.ticker,
      row.exchange ?? '–',
      row.last_day ?? 'never',
      count(row.sessions),
    ]);
    return { answer, lines: table(['ticker', 'exchange', 'last day', 'sessions behind'], rows) };
  }
  if (figure === 'missing_dates') {
    const answer = await api.ask('GET', 'tickers/missing-dates', MissingDatesResponse, { query });
    const rows = answer.items.map(({ ticker, exchange, sessions, ranges }) => {
      const days = ranges.map(({ from, to }) => (from === to ? from : `${from}..${to}`));
      return [ticker, exchange ?? '–', count(sessions), days.slice(0, 3).join(' ') + (days.length > 3 ? ' …' : '')];
    });
    return { answer, lines: table(['ticker', 'exchange', 'sessions', 'which'], rows) };
  }
  if (figure === 'fetch_errors') {
    const answer = await api.ask('GET', 'fetch/errors', FetchErrorsResponse, { query });
    const rows = answer.items.map(({ ticker, target, dataset, code, tries, run_id }) => [
      ticker ?? target,
      dataset,
      code ?? '–',
      count(tries),
      run_id,
    ]);
    return { answer, lines: table(['ticker', 'dataset', 'code', 'tries', 'run'], rows) };
  }
  if (figure === 'price_jumps_7d') {
    const answer = await api.ask('GET', 'qa/failures', FailuresResponse, { query: { ...query, figure } });
    const rows = answer.items.map(({ symbol, date, severity, id }) => [symbol, date, severity, id]);
    return { answer, lines: table(['ticker', 'date', 'severity', 'finding'], rows) };
  }
  const answer = await api.ask('GET', 'tickers', FigureTickersResponse, { query: { ...query, figure } });
  const rows = answer.items.map(({ ticker, exchange, name, day }) => [ticker ?? '–', exchange ?? '–', name, day ?? '']);
  return { answer, lines: table(['ticker', 'exchange', 'name', 'on'], rows) };
}
