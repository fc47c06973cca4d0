import { type Day, isBelow, isDay, type Mic, Price, type PriceBar, tradingCalendar, Volume } from '@tickermill/core';
import type { CsvBody } from '../read-body.ts';
import { type CsvLine, csvLines, type Refusal, tickerOf } from './csv-lines.ts';

/** A line of prices as it was read. */
export interface PriceLine {
  readonly line: number;
  readonly ticker: string;
  readonly currency: string | null;
  readonly bar: PriceBar;
}

/** Six digits behind the point are kept; a history that was written by way of floats has more. */
const maxDigits = 6;

/** The prices of a CSV, each line read or refused with its reason. */
export async function readPrices(
  csv: CsvBody,
  firstLine: number,
): Promise<{ lines: PriceLine[]; refused: Refusal[]; rows: number }> {
  const lines: PriceLine[] = [];
  const refused: Refusal[] = [];
  let rows = 0;
  for await (const line of csvLines(csv, { firstLine, columns: ['ticker', 'date', 'close'] })) {
    rows += 1;
    const read = readLine(line);
    if (typeof read === 'string') refused.push({ line: line.line, reason: read });
    else lines.push(read);
  }
  return { lines, refused, rows };
}

/** A line, or why it cannot be taken. */
function readLine(csv: CsvLine): PriceLine | string {
  const { line, fields } = csv;
  const named = tickerOf(csv);
  if ('reason' in named) return named.reason;
  const date = fields['date'] ?? '';
  if (!isDay(date)) return 'date: must be a calendar day, YYYY-MM-DD';
  const prices = ['open', 'high', 'low', 'close', 'adj_close'].map((name) => toPrice(fields[name]));
  const [open, high, low, close, adjClose] = prices;
  const bad = ['open', 'high', 'low', 'close', 'adj_close'].filter((_, place) => prices[place] === undefined);
  if (bad.length > 0) return `${bad.join(', ')}: must be a price in plain notation, above zero`;
  if (high && low && isBelow(high, low)) return 'high: is below low';
  if ([open, high, low, close].every((price) => price === null)) return 'close: there is no price at all';
  const volume = fields['volume']?.replace(/\.0+$/, '') ?? null;
  if (volume !== null && !Volume.safeParse(volume).success) return 'volume: must be a whole number of shares';
  const currency = fields['currency'] ?? null;
  if (currency !== null && !/^[A-Za-z]{3}$/.test(currency)) return 'currency: must be a code such as USD or GBp';
  const bar = { date, open, high, low, close, adjClose, volume, final: true } as PriceBar;
  return { line, ticker: named.ticker, currency, bar };
}

/** A price rounded to six digits, halves up; null where there is none, undefined for what is no price. */
function toPrice(text: string | undefined): Price | null | undefined {
  if (text === undefined) return null;
  const match = /^\+?(\d{1,12})(?:\.(\d*))?$/.exec(text);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  if (fraction.length <= maxDigits) {
    const price = Price.parse(fraction === '' ? whole : `${whole}.${fraction}`);
    return isAboveZero(price) ? price : undefined;
  }
  const up = (fraction[maxDigits] ?? '0') >= '5' ? 1n : 0n;
  const units = (BigInt(whole + fraction.slice(0, maxDigits)) + up).toString().padStart(maxDigits + 1, '0');
  const rounded = Price.safeParse(`${units.slice(0, -maxDigits)}.${units.slice(-maxDigits)}`);
  return rounded.success && isAboveZero(rounded.data) ? rounded.data : undefined;
}

const isAboveZero = (price: Price): boolean => /[1-9]/.test(price);

/** The lines of one instrument as a series: ascending, each settled session of its exchange once; the rest is refused. */
export function toSeries(
  lines: readonly PriceLine[],
  { mic, now }: { readonly mic: Mic | null; readonly now: Date },
): { bars: PriceBar[]; refused: Refusal[] } {
  const calendar = tradingCalendar(mic ?? 'XNYS');
  const lastSettled = calendar.lastSettledSession(now).day;
  const isOpen = (day: Day) =>
    mic ? calendar.isTradingDay(day) : ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
  const byDay = new Map<Day, PriceBar>();
  const refused: Refusal[] = [];
  for (const { line, bar } of lines) {
    const reason = byDay.has(bar.date)
      ? 'date: stands in the file twice'
      : bar.date > lastSettled
        ? `date: its session has not settled; the last that has is ${lastSettled}`
        : isOpen(bar.date)
          ? null
          : `date: ${mic ?? 'every exchange'} was closed`;
    if (reason === null) byDay.set(bar.date, bar);
    else refused.push({ line, reason });
  }
  return { bars: [...byDay.values()].sort((a, b) => (a.date < b.date ? -1 : 1)), refused };
}
