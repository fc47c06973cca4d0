import type { CorporateAction, Day, Decimal } from '@tickermill/core';
import type { Sql } from '../sql.ts';

/** A corporate action as it is known now. */
export interface ListedAction {
  readonly date: Day;
  readonly type: CorporateAction['type'];
  readonly ratio: Decimal | null;
  readonly amount: Decimal | null;
  readonly provider: string;
  readonly knownFrom: Date;
}

/** The splits, dividends and mergers of an instrument, the latest first; days included. */
export function corporateActions(
  sql: Sql,
  { instrumentId, from = null, to = null }: { instrumentId: bigint; from?: Day | null; to?: Day | null },
): Promise<ListedAction[]> {
  return sql.$queryRaw<ListedAction[]>`
    SELECT date::text, type, ratio::text, amount::text, provider, known_from AS "knownFrom" FROM corporate_actions
    WHERE instrument_id = ${instrumentId} AND known_to IS NULL
      AND (${from}::date IS NULL OR date >= ${from}::date) AND (${to}::date IS NULL OR date <= ${to}::date)
    ORDER BY date DESC, type`;
}
