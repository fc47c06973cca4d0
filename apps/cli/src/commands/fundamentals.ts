import {
  CompanyFactsView,
  type EarningsPeriodView,
  type FigureView,
  FundamentalsView,
  RefreshFundamentalsResponse,
} from '@tickermill/core/contracts';
import { Command, Option } from 'commander';
import { findApi } from '../api-client.ts';
import { setExitCode } from '../command-host.ts';
import { writeBody } from '../download.ts';
import { exitCodes } from '../exit-codes.ts';
import { followRun } from '../progress.ts';
import { bold, dim, instant, print, table } from '../terminal.ts';

interface Options {
  period: 'year' | 'quarter' | 'all';
  years?: string;
  basis?: string;
  asOf?: string;
  facts?: string | true;
  fetch?: boolean;
  csv?: boolean;
  json?: boolean;
}

/** `tickermill fundamentals AAPL`: the figures of a company by fiscal year and quarter. */
export function fundamentalsCommand(): Command {
  return new Command('fundamentals')
    .description('What a company has reported: figures by fiscal year and quarter, or the facts that they are made of.')
    .argument('<ticker>', 'such as AAPL or BRK.B')
    .addOption(new Option('--period <period>', 'which periods').choices(['year', 'quarter', 'all']).default('year'))
    .option('--years <number>', 'so many fiscal years, the latest ones (6)')
    .addOption(
      new Option('--basis <basis>', 'per share: divided by the splits since (split), or as filed').choices([
        'split',
        'filed',
      ]),
    )
    .option('--as-of <day>', 'only what had been filed by this day')
    .option('--facts [tag]', 'the facts in place of the figures, of one tag: NetIncomeLoss')
    .option('--fetch', 'fetch its facts from EDGAR first')
    .option('--csv', 'print rows as CSV')
    .option('--json', 'print the answer as JSON')
    .action(async (ticker: string, { period, years, basis, asOf, facts, fetch, csv, json }: Options) => {
      const api = findApi();
      if (fetch) {
        const asked = { tickers: ticker, force: true };
        const { run_id } = await api.ask('POST', 'fundamentals/refresh', RefreshFundamentalsResponse, { query: asked });
        const { state } = await followRun(api, run_id, ticker);
        if (state === 'failed' || state === 'cancelled') setExitCode(exitCodes.failed);
      }
      const path = `fundamentals/${encodeURIComponent(ticker)}${facts === undefined ? '' : '/facts'}`;
      const query =
        facts === undefined
          ? { period, years, basis, as_of: asOf }
          : { tag: facts === true ? undefined : facts, as_of: asOf };
      if (csv) return writeBody(await api.download(path, 'text/csv', query), undefined);
      const contract = facts === undefined ? FundamentalsView : CompanyFactsView;
      const answer = await api.ask('GET', path, contract, { query });
      if (json) print(JSON.stringify(answer));
      else for (const line of 'items' in answer ? describeFacts(answer) : describe(answer)) print(line);
    });
}

const shown = [
  'revenue',
  'net_income',
  'eps_diluted',
  'operating_cash_flow',
  'free_cash_flow',
  'total_debt',
  'equity',
] as const;

function describe({
  ticker,
  name,
  cik,
  as_of,
  fetched_at,
  last_filed,
  periods,
  revisions,
}: FundamentalsView): string[] {
  const known = fetched_at === null ? 'never fetched yet: --fetch does' : `fetched ${instant(fetched_at)}`;
  const upTo = as_of === null ? '' : `, as of ${as_of}`;
  const changed = revisions.slice(0, 5).map(({ period, end, figure, before, after, cause }) => {
    return `  ${period} ${end}  ${figure} was ${before}, is ${after ?? 'gone'} (${cause})`;
  });
  return [
    '',
    `  ${bold(ticker)}  ${name ?? ''} ${dim(`(CIK ${cik}, ${known}${upTo})`)}`,
    ...(last_filed === null ? [] : [`  last report filed ${last_filed}`]),
    '',
    ...(periods.length === 0
      ? ['  no figures are stored']
      : table(['period', 'ends', '', ...shown], periods.map(rowOf))),
    ...(changed.length === 0 ? [] : ['', ...changed]),
    '',
  ];
}

const rowOf = ({ period, fiscal_year, end, currency, figures }: EarningsPeriodView): string[] => [
  `${period} ${fiscal_year}`,
  end,
  currency ?? '',
  ...shown.map((figure) => short(figures[figure])),
];

/** Large amounts in millions, with a star where the figure is derived. */
function short(figure: FigureView | undefined): string {
  if (!figure || figure.value === null) return '–';
  const value = Number(figure.value);
  const text = Math.abs(value) >= 1e6 ? `${Math.round(value / 1e6).toLocaleString('en-US')} m` : figure.value;
  return figure.how === 'derived' ? `${text} *` : text;
}

function describeFacts({ items }: CompanyFactsView): string[] {
  const rows = items.map(({ taxonomy, tag, unit, start, end, value, form, filed, accession }) => [
    `${taxonomy}:${tag}`,
    start ?? '',
    end,
    value,
    unit,
    form,
    filed,
    accession,
  ]);
  return rows.length === 0
    ? ['  no facts are stored']
    : table(['tag', 'from', 'to', 'value', 'unit', 'form', 'filed', 'report'], rows);
}
