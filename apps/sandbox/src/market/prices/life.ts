import type { Cik, Day } from '@tickermill/core';
import { drawsFor } from '../../random.ts';
import { type Split, toSplits } from './split.ts';
import { knownLives } from './watchlist-lives.ts';

/** What is odd about the series of an instrument, besides its prices. */
export type SeriesOddity =
  /** The bar of the running session comes twice: at its opening and at the time of the answer. */
  | 'twice-today'
  /** The answer of an unlisted symbol, but of one that was listed: 200 without bars, in place of 404. */
  | 'empty-when-delisted';

/** How an instrument began to be traded, its splits and dividends, and its end. */
export interface PriceLife {
  readonly firstTradeDay: Day;
  /** The last day with a price; null while it is traded. */
  readonly lastDay: Day | null;
  /** After the last day its prices are gone, too; otherwise the series just ends. */
  readonly isDelisted: boolean;
  /** Ascending. */
  readonly splits: readonly Split[];
  /** Paid in every quarter, or never. */
  readonly paysDividends: boolean;
  /** Bars are missing, without any price, or without some of them. */
  readonly hasHoles: boolean;
  readonly oddities: readonly SeriesOddity[];
}

const usual = { lastDay: null, isDelisted: false, hasHoles: true, oddities: [] } as const;

/** Invented companies, by their place among the invented: every sandbox with enough tickers has one of each. */
const exemplary: readonly Partial<PriceLife>[] = [
  { firstTradeDay: '2019-05-10', splits: toSplits('2019-05-10 4:1') },
  { firstTradeDay: '1994-06-01', splits: toSplits('2023-03-14 1:10') },
  { firstTradeDay: '2001-02-05', lastDay: '2025-09-12', isDelisted: true },
  { firstTradeDay: '2019-09-19', splits: [] },
  { firstTradeDay: '2024-04-11', splits: [] },
  { firstTradeDay: '1990-01-02', lastDay: '2025-06-13' },
  { firstTradeDay: '1998-11-13', splits: toSplits('2005-08-01 3:2 2026-06-15 4:1'), paysDividends: true },
  { firstTradeDay: '2003-03-03', oddities: ['twice-today'] },
  {
    firstTradeDay: '2005-10-17',
    lastDay: '2024-11-29',
    isDelisted: true,
    oddities: ['empty-when-delisted'],
  },
];

/** The life of an instrument by its key: the CIK of its company, or its symbol where it has none. */
export function lifeOf(seed: number, key: Cik | string): PriceLife {
  const known = knownLives.get(key);
  if (known) return { ...usual, ...known };
  const invented = inventLife(seed, key);
  return { ...invented, ...exemplary[placeAmongInvented(key)] };
}

/** CIKs of invented companies begin here, thirteen for each. */
const firstInvented = 2_500_000;
const placeAmongInvented = (key: string) => Math.floor((Number(key) - firstInvented) / 13);

function inventLife(seed: number, key: string): PriceLife {
  const draws = drawsFor(seed, 'life', key);
  const two = (from: number, to: number) => String(draws.int(from, to)).padStart(2, '0');
  const dayOf = (from: number, to: number) => `${draws.int(from, to)}-${two(1, 12)}-${two(1, 28)}`;
  const firstTradeDay = dayOf(
    ...draws.weighted<[number, number]>([
      [[1972, 1989], 3],
      [[1990, 2018], 6],
      [[2019, 2024], 1],
    ]),
  );
  const firstYear = Number(firstTradeDay.slice(0, 4)) + 1;
  const count = draws.weighted([
    [0, 6],
    [1, 3],
    [2, 1],
  ]);
  const splits = Array.from({ length: count }, () => {
    const ratio = draws.weighted([
      ['2:1', 5],
      ['3:2', 2],
      ['4:1', 1],
      ['1:10', 1],
    ]);
    return `${dayOf(Math.min(firstYear, 2025), 2025)} ${ratio}`;
  });
  const isOver = draws.chance(0.01);
  return {
    ...usual,
    firstTradeDay,
    splits: toSplits(splits.sort().join(' ')),
    paysDividends: draws.chance(0.4),
    ...(isOver && firstYear < 2025 ? { lastDay: dayOf(2025, 2025), isDelisted: draws.chance(0.5) } : {}),
  };
}
