import { type Day, instantOf } from '@tickermill/core';

/** A chart to be made: what is left out is usual. */
export interface MadeChart {
  /** A bar for each, at the opening of its session. */
  readonly days: readonly Day[];
  readonly zone?: string;
  readonly symbol?: string;
  readonly closes?: readonly (string | null)[];
  readonly volume?: string;
  /** Bars with nothing but null. */
  readonly empty?: readonly Day[];
  /** Columns that are null on some days. */
  readonly without?: Readonly<Record<string, readonly Day[]>>;
  readonly dividends?: Readonly<Record<Day, string>>;
  readonly gains?: Readonly<Record<Day, string>>;
  readonly splits?: Readonly<Record<Day, readonly [string, string]>>;
  /** Cells that hold something else: columns by their days. */
  readonly cells?: Readonly<Record<string, Readonly<Record<Day, string>>>>;
  /** Bars that are stamped at another wall time of the exchange than its opening. */
  readonly stamps?: Readonly<Record<Day, string>>;
  /** Replaces the events. */
  readonly events?: string;
  /** Overrides of the usual metadata. */
  readonly meta?: Readonly<Record<string, string>>;
  /** As Yahoo writes a series without bars: with no times at all. */
  readonly isEmpty?: boolean;
  /** Each event under two keys. */
  readonly twice?: boolean;
}

const columns = ['open', 'high', 'low', 'close', 'volume', 'adjclose'];

/** A chart as Yahoo writes it. Numbers are written as given: none has passed through floating point. */
export function makeChart({ zone = 'America/New_York', symbol = 'EXMP', ...made }: MadeChart): string {
  const opens = (day: Day, after = 0) => instantOf(`${day}T09:30:00`, zone).getTime() / 1_000 + after;
  const stamped = (day: Day) => {
    const wallTime = made.stamps?.[day];
    return wallTime === undefined ? opens(day) : instantOf(wallTime, zone).getTime() / 1_000;
  };
  const numberOf = (column: string, day: Day, at: number) => {
    const close = made.closes ? made.closes[at] : String(at + 1);
    const isNull = close === null || made.empty?.includes(day) || made.without?.[column]?.includes(day);
    const other = made.cells?.[column]?.[day];
    if (other !== undefined) return other;
    return isNull ? 'null' : column === 'volume' ? (made.volume ?? '100') : close;
  };
  const values = (column: string) => `"${column}":[${made.days.map((day, at) => numberOf(column, day, at)).join(',')}]`;
  const events = (of: Readonly<Record<Day, unknown>> | undefined, write: (value: never) => string) =>
    Object.entries(of ?? {})
      .flatMap(([day, value]) => (made.twice ? [0, 60] : [0]).map((after) => ({ date: opens(day, after), value })))
      .map(({ date, value }) => `"${date}":{${write(value as never)},"date":${date}}`)
      .join(',');
  const amount = (value: string) => `"amount":${value}`;
  const meta = {
    currency: '"USD"',
    symbol: `"${symbol}"`,
    firstTradeDate: '345479400',
    exchangeTimezoneName: `"${zone}"`,
    priceHint: '2',
    dataGranularity: '"1d"',
    ...made.meta,
  };
  const usualEvents = `{"dividends":{${events(made.dividends, amount)}},"capitalGains":{${events(made.gains, amount)}},
      "splits":{${events(made.splits, ([up, down]: readonly string[]) => `"numerator":${up},"denominator":${down}`)}}}`;
  const fields = Object.entries(meta).map(([name, value]) => `"${name}":${value}`);
  return `{"chart":{"result":[{"meta":{${fields.join(',')}},
    ${made.isEmpty ? '' : `"timestamp":[${made.days.map(stamped).join(',')}],`}
    "events":${made.events ?? usualEvents},
    "indicators":{"quote":[{${columns.slice(0, 5).map(values).join(',')}}],"adjclose":[{${values('adjclose')}}]}}],"error":null}}`;
}
