import { multiply, roundTo } from '@tickermill/core';
import type {
  PortfolioDetail,
  PortfolioHoldingView,
  PortfolioSnapshotView,
  PortfolioTradeView,
  PortfolioView,
} from '@tickermill/core/contracts';
import { bold, count, dim, table, yellow } from './terminal.ts';

/** An amount to two digits, `1,234.50`; what is unknown is a dash. */
function amount(decimal: string | null): string {
  if (decimal === null) return '–';
  const [whole = '0', fraction = ''] = roundTo(decimal, 2).split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return `${grouped}.${fraction.padEnd(2, '0')}`;
}

const signed = (decimal: string | null): string =>
  decimal === null || decimal.startsWith('-') || decimal === '0' ? amount(decimal) : `+${amount(decimal)}`;
const percent = (fraction: string | null): string =>
  fraction === null ? '–' : `${roundTo(multiply(fraction, '100'), 1)} %`;
const orDash = (text: string | null): string => text ?? '–';

/** The portfolios, a line each. */
export const portfolioLines = (items: readonly PortfolioView[]): string[] =>
  table(
    ['portfolio', 'currency', 'method', 'trades', 'holdings', 'value', 'day change', 'as of'],
    items.map(({ name, currency, method, trades, instruments, last }) => [
      name,
      currency,
      method,
      count(trades),
      count(instruments),
      amount(last?.value ?? null),
      signed(last?.day_change ?? null),
      orDash(last?.day ?? null),
    ]),
  );

/** What a portfolio holds and is worth. */
export function detailLines(portfolio: PortfolioDetail): string[] {
  const { name, currency, day, holdings } = portfolio;
  const sums: readonly (readonly [string, string])[] = [
    ['value', amount(portfolio.value)],
    ['cost', amount(portfolio.cost)],
    ['unrealised', signed(portfolio.unrealised)],
    ['day change', signed(portfolio.day_change)],
    ['realised', signed(portfolio.realised)],
    ['dividends', amount(portfolio.dividends)],
    ['fees', amount(portfolio.fees)],
  ];
  return [
    `  ${bold(name)}   ${day}, in ${currency}`,
    ...table(
      sums.map(([what]) => what),
      [sums.map(([, sum]) => sum)],
    ),
    '',
    ...(holdings.length === 0 ? [dim('  it holds nothing')] : table(holdingHeadings, holdings.map(toHoldingRow))),
    ...holdings.flatMap((holding) => remarksOn(holding, currency)).map((remark) => `  ${yellow('!')} ${remark}`),
  ];
}

const holdingHeadings = ['ticker', 'name', 'shares', 'price', 'of', 'cost', 'value', 'unrealised', 'day', 'weight'];

function toHoldingRow(holding: PortfolioHoldingView): string[] {
  const { ticker, name, quantity, price, price_day, currency, cost, value, unrealised, day_change, weight } = holding;
  return [
    ticker,
    name,
    quantity,
    price === null ? '–' : `${amount(price)} ${orDash(currency)}`,
    orDash(price_day),
    amount(cost),
    amount(value),
    signed(unrealised),
    signed(day_change),
    percent(weight),
  ];
}

function remarksOn(
  { ticker, missing, stale, price_day, rate_day, currency }: PortfolioHoldingView,
  base: string,
): string[] {
  return [
    ...(missing === 'price' ? [`${ticker} has no price yet: it is not valued`] : []),
    ...(missing === 'rate'
      ? [`${ticker} is not valued: no exchange rate ${currency}/${base} is stored (tickermill import exchange-rates)`]
      : []),
    ...(stale.includes('price') ? [`the price of ${ticker} is that of ${price_day}: none has come since`] : []),
    ...(stale.includes('rate') ? [`the exchange rate of ${ticker} is that of ${rate_day}`] : []),
  ];
}

/** The lots of the holdings of a portfolio. */
export const lotLines = ({ holdings }: PortfolioDetail): string[] =>
  table(
    ['ticker', 'since', 'shares', 'cost'],
    holdings.flatMap(({ ticker, lots }) =>
      lots.map(({ opened, quantity, cost }) => [ticker, opened, quantity, amount(cost)]),
    ),
  );

/** Trades, a line each. */
export const tradeLines = (trades: readonly PortfolioTradeView[]): string[] =>
  table(
    ['id', 'day', 'kind', 'ticker', 'shares', 'price', 'amount', 'fee', 'currency'],
    trades.map(({ id, on, kind, ticker, quantity, price, amount: sum, fee, currency }) => [
      id,
      on,
      kind,
      orDash(ticker),
      orDash(quantity),
      orDash(price),
      orDash(sum),
      orDash(fee),
      currency,
    ]),
  );

/** Snapshots, a line each. */
export const historyLines = (snapshots: readonly PortfolioSnapshotView[]): string[] =>
  table(
    ['day', 'value', 'cost', 'unrealised', 'day change', 'realised', 'dividends', 'fees', 'stale', 'missing'],
    snapshots.map((snapshot) => [
      snapshot.day,
      amount(snapshot.value),
      amount(snapshot.cost),
      signed(snapshot.unrealised),
      signed(snapshot.day_change),
      signed(snapshot.realised),
      amount(snapshot.dividends),
      amount(snapshot.fees),
      count(snapshot.stale),
      count(snapshot.missing),
    ]),
  );
