import type { Day, KoreanEtfValues, SourceId } from '@tickermill/core';
import type { Answer } from '@tickermill/upstream';
import { found, type Outcome } from '../collector.ts';
import { krxNumber, krxRows, listedOf, uniqueRows, withoutValues } from '../krx-rows.ts';
import { textOf, wrongAnswer } from '../market-day.ts';

/** Raised when the same answer is read otherwise. */
export const parserVersion = 1;

/** What every fund held on a day: the keyed API and the market-data service write the same fields. */
export function readEtfValues(answer: Answer, day: Day, provider: SourceId): Outcome<KoreanEtfValues> {
  const told = krxRows(answer, ['NAV', 'INVSTASST_NETASST_TOTAMT', 'LIST_SHRS']);
  const other = told
    .map((row) => textOf(row, 'BAS_DD'))
    .find((named) => named !== null && named !== day.replaceAll('-', ''));
  if (other) throw wrongAnswer(answer, 'WRONG_ANSWER', `it is of ${other.slice(0, 10)}, not of ${day}`);
  const rows = told.flatMap((row) => {
    const listed = listedOf(row);
    if (listed === null) return [];
    return [
      {
        ...listed,
        nav: krxNumber(row, 'NAV'),
        netAssets: krxNumber(row, 'INVSTASST_NETASST_TOTAMT'),
        shares: krxNumber(row, 'LIST_SHRS'),
        indexName: textOf(row, 'IDX_IND_NM')?.slice(0, 300) ?? null,
        indexValue: krxNumber(row, 'OBJ_STKPRC_IDX'),
      },
    ];
  });
  const [first, ...others] = uniqueRows(rows.filter(({ nav, netAssets }) => nav !== null || netAssets !== null));
  if (first === undefined) return withoutValues(answer, day);
  return found({ records: [{ day, provider, parserVersion, rows: [first, ...others] }], found: others.length + 1 });
}
