import { isDay, PipelineError } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import type { ReadBar } from './collected-bars.ts';
import { readBar } from './read-bar.ts';

/** What the columns are called: Alpha Vantage, Stooq's English site, its Polish one. */
const columns = {
  date: ['timestamp', 'date', 'data'],
  open: ['open', 'otwarcie'],
  high: ['high', 'najwyzszy'],
  low: ['low', 'najnizszy'],
  close: ['close', 'zamkniecie'],
  volume: ['volume', 'wolumen'],
} as const;
type Column = keyof typeof columns;

/** The bars of a CSV with a header. A row may leave its volume out. @throws {PipelineError} `UNEXPECTED_ANSWER` naming the row. */
export function readPriceRows(answer: Answer): ReadBar[] {
  const { url } = answer.request;
  const wrong = (what: string) =>
    new PipelineError('UNEXPECTED_ANSWER', `${url} answered ${what}`, { detail: { url } });
  const [header = '', ...rows] = answer
    .text()
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  const names = header.split(',').map((name) => name.trim().toLowerCase());
  const at = (column: Column) => names.findIndex((name) => (columns[column] as readonly string[]).includes(name));
  const order = Object.keys(columns).map((column) => at(column as Column));
  if (order.join() !== '0,1,2,3,4,5' || names.length !== 6)
    throw wrong(`a table of other columns: ${header.slice(0, 80)}`);

  return rows.flatMap((row, index) => {
    if (row === '') return [];
    const [date = '', open, high, low, close, volume, ...more] = row.split(',');
    if (!isDay(date) || close === undefined || more.length > 0) throw wrong(`a row that is none: line ${index + 2}`);
    const cell = (text: string | undefined) => (text === '' ? null : text);
    return [
      readBar(date, { open: cell(open), high: cell(high), low: cell(low), close: cell(close), volume: cell(volume) }),
    ];
  });
}
