import type { CorporateAction } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import type { StoredAction } from './stored-series.ts';

/** Actions that an answer changes: their new rows, and which current rows end. */
export interface ActionChanges {
  readonly written: readonly (CorporateAction & { readonly provider: string })[];
  readonly ended: readonly Pick<CorporateAction, 'date' | 'type'>[];
}

const keyOf = ({ date, type }: Pick<CorporateAction, 'date' | 'type'>) => `${date} ${type}`;

/** The same number, however it is written. */
const canonical = (decimal: string | null): string | null => {
  if (decimal === null) return null;
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)0*(\d*)\.?(\d*?)0*$/.exec(decimal) ?? [];
  return `${sign === '-' ? '-' : ''}${whole || '0'}${fraction && `.${fraction}`}`;
};

const sameAction = (a: StoredAction, b: CorporateAction) =>
  canonical(a.ratio) === canonical(b.ratio) && canonical(a.amount) === canonical(b.amount);

/**
 * The changes of actions by an answer. A fallback source only adds unknown actions; a whole series also removes those
 * of its own that it no longer has.
 */
export function actionChanges(
  stored: readonly StoredAction[],
  arrived: readonly CorporateAction[],
  { provider, yields, isDenied }: { provider: string; yields: boolean; isDenied: (action: StoredAction) => boolean },
): ActionChanges {
  const known = new Map(stored.map((action) => [keyOf(action), action]));
  const written = [...new Map(arrived.map((action) => [keyOf(action), action])).values()].filter((action) => {
    const before = known.get(keyOf(action));
    return !before || (!sameAction(before, action) && !(yields && before.provider !== provider));
  });
  const arrivedKeys = new Set(arrived.map(keyOf));
  const gone = stored.filter(
    (action) => action.provider === provider && !arrivedKeys.has(keyOf(action)) && isDenied(action),
  );
  const changed = written.filter((action) => known.has(keyOf(action)));
  return { written: written.map((action) => ({ ...action, provider })), ended: [...gone, ...changed] };
}

/** Writes the changes of actions of instruments, which are locked; the former state of an action is kept. */
export async function writeActions(
  tx: Sql,
  changes: readonly (ActionChanges & { readonly instrumentId: string; readonly now: Date })[],
): Promise<void> {
  const rowsOf = <T extends object>(of: (change: ActionChanges) => readonly T[]) =>
    JSON.stringify(
      changes.flatMap((change) =>
        of(change).map((row) => ({ ...row, instrumentId: change.instrumentId, now: change.now })),
      ),
    );
  if (changes.some(({ ended }) => ended.length > 0))
    await tx.$executeRaw`
      UPDATE corporate_actions a SET known_to = e.now
      FROM jsonb_to_recordset(${rowsOf(({ ended }) => ended)}::jsonb) AS e("instrumentId" bigint, date date, type text, now timestamptz)
      WHERE a.instrument_id = e."instrumentId" AND a.date = e.date AND a.type = e.type AND a.known_to IS NULL`;
  if (changes.some(({ written }) => written.length > 0))
    await tx.$executeRaw`
      INSERT INTO corporate_actions (instrument_id, date, type, known_from, ratio, amount, raw, provider)
      SELECT "instrumentId", date, type, now, ratio, amount, coalesce(raw, '{}'), provider
      FROM jsonb_to_recordset(${rowsOf(({ written }) => written)}::jsonb) AS w("instrumentId" bigint, date date, type text,
        now timestamptz, ratio numeric, amount numeric, raw jsonb, provider text)`;
}
