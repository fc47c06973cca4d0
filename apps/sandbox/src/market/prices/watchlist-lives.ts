import { type Cik, type Day, toCik } from '@tickermill/core';
import { type Split, toSplits } from './split.ts';

/** What differs between the life of a well-known company and that of an invented one. */
interface KnownLife {
  readonly firstTradeDay: Day;
  readonly splits: readonly Split[];
  readonly paysDividends: boolean;
  readonly hasHoles: boolean;
}

type Row = readonly [key: number | string, firstTradeDay: Day, dividends: 'dividends' | 'none', splits?: string];

/** First trade days and splits as they were; every price is invented. By CIK, or by symbol for those without. */
const rows: readonly Row[] = [
  [320193, '1980-12-12', 'dividends', '1987-06-16 2:1 2000-06-21 2:1 2005-02-28 2:1 2014-06-09 7:1 2020-08-31 4:1'],
  [
    789019,
    '1986-03-13',
    'dividends',
    '1987-09-21 2:1 1990-04-16 2:1 1991-06-27 3:2 1992-06-15 3:2 1994-05-23 2:1 1996-12-09 2:1 1998-02-23 2:1 1999-03-29 2:1 2003-02-18 2:1',
  ],
  [
    1045810,
    '1999-01-22',
    'dividends',
    '2000-06-27 2:1 2001-09-17 2:1 2006-04-07 2:1 2007-09-11 3:2 2021-07-20 4:1 2024-06-10 10:1',
  ],
  [1018724, '1997-05-15', 'none', '1998-06-02 2:1 1999-01-05 3:1 1999-09-02 2:1 2022-06-06 20:1'],
  [1652044, '2004-08-19', 'dividends', '2014-04-03 1998:1000 2022-07-18 20:1'],
  [1326801, '2012-05-18', 'dividends'],
  [1318605, '2010-06-29', 'none', '2020-08-31 5:1 2022-08-25 3:1'],
  [1067983, '1996-05-09', 'none', '2010-01-21 50:1'],
  [19617, '1980-03-17', 'dividends', '1998-06-15 2:1 2000-06-12 3:2'],
  [1403161, '2008-03-19', 'dividends', '2015-03-19 4:1'],
  [731766, '1984-10-17', 'dividends', '1992-09-04 2:1 1994-03-01 2:1 2000-12-26 2:1 2003-06-19 2:1 2005-05-31 2:1'],
  [34088, '1962-01-02', 'dividends', '1987-09-15 2:1 1997-04-14 2:1 2001-07-19 2:1'],
  [200406, '1962-01-02', 'dividends', '1992-06-12 2:1 1996-06-12 2:1 2001-06-13 2:1'],
  [80424, '1962-01-02', 'dividends', '1992-06-15 2:1 1997-09-22 2:1 2004-06-21 2:1'],
  [354950, '1981-09-22', 'dividends', '1993-04-14 4:3 1997-07-03 3:2 1998-07-06 2:1 1999-12-31 3:2'],
  [21344, '1962-01-02', 'dividends', '1990-05-14 2:1 1992-05-12 2:1 1996-05-13 2:1 2012-08-13 2:1'],
  [77476, '1972-06-01', 'dividends', '1990-09-10 3:1 1996-05-29 2:1'],
  [909832, '1986-07-09', 'dividends', '2000-01-14 2:1'],
  [104169, '1972-08-25', 'dividends', '1990-07-09 2:1 1993-02-26 2:1 1999-04-20 2:1 2024-02-26 3:1'],
  [1744489, '1962-01-02', 'dividends', '1992-05-18 4:1 1998-07-10 3:1'],
  [1065280, '2002-05-23', 'none', '2004-02-12 2:1 2015-07-15 7:1 2025-11-17 10:1'],
  [50863, '1980-03-17', 'dividends', '1993-06-07 2:1 1995-06-19 2:1 1997-07-14 2:1 1999-04-12 2:1 2000-07-31 2:1'],
  [
    858877,
    '1990-02-16',
    'dividends',
    '1991-03-18 2:1 1992-03-23 2:1 1993-03-22 2:1 1994-03-21 2:1 1996-02-20 2:1 1997-12-17 3:2 1998-09-16 3:2 1999-06-22 2:1 2000-03-23 2:1',
  ],
  [
    1341439,
    '1986-03-12',
    'dividends',
    '1993-11-09 2:1 1995-02-23 3:2 1996-04-17 3:2 1997-08-18 3:2 1999-03-01 3:2 2000-01-19 2:1 2000-10-13 2:1',
  ],
];

/** Abroad: prices alone, and nothing with the SEC. */
const abroad: readonly Row[] = [
  ['VOD.L', '1988-10-26', 'dividends', '1999-09-30 5:1'],
  ['AIR.PA', '2000-07-10', 'dividends'],
  ['SAP.DE', '1994-01-03', 'dividends', '2000-07-03 3:1 2006-12-21 4:1'],
  ['005930.KS', '2000-01-04', 'dividends', '2018-05-04 50:1'],
];

const toLife =
  (hasHoles: boolean) =>
  ([key, firstTradeDay, dividends, splits = '']: Row): [Cik | string, KnownLife] => [
    typeof key === 'number' ? toCik(key) : key,
    { firstTradeDay, splits: toSplits(splits), paysDividends: dividends === 'dividends', hasHoles },
  ];

/** The lives of the companies of the default watchlist, without a hole, and of the instruments abroad. */
export const knownLives: ReadonlyMap<Cik | string, KnownLife> = new Map([
  ...rows.map(toLife(false)),
  ...abroad.map(toLife(true)),
]);
