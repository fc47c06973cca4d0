import { CorporateAction, Decimal, isDay } from '@tickermill/core';
import type { ActionImportView } from '@tickermill/core/contracts';
import { importCorporateActions } from '@tickermill/store/prices';
import type { ApiContext } from '../context.ts';
import { InvalidInput } from '../problem.ts';
import type { CsvBody } from '../read-body.ts';
import { type CsvLine, csvLines, type Refusal, tickerOf } from './csv-lines.ts';
import { nameLines } from './name-lines.ts';

interface ActionLine {
  readonly line: number;
  readonly ticker: string;
  readonly action: CorporateAction;
}

/** The provider of imported actions, beside the sources. */
const provider = 'import';

/**
 * Brings in the corporate actions of a CSV, all or none.
 * @throws {PipelineError} `INVALID_INPUT` that names every bad line.
 */
export async function importActionCsv({ store }: ApiContext, csv: CsvBody): Promise<ActionImportView> {
  const read: (ActionLine | Refusal)[] = [];
  for await (const line of csvLines(csv, { firstLine: 1, columns: ['ticker', 'date', 'type'] }))
    read.push(readLine(line));
  const lines = read.filter((each): each is ActionLine => 'action' in each);
  const { named, refused } = await nameLines(store.db, lines);
  const seen = new Set<string>();
  const isRefused = (each: ActionLine | Refusal): each is Refusal => !('action' in each);
  const twice = named.flatMap(({ line, instrument, action }): Refusal[] => {
    const key = `${instrument.instrumentId} ${action.date} ${action.type}`;
    const isTwice = seen.has(key);
    seen.add(key);
    return isTwice ? [{ line, reason: `date: the ${action.type} of this day stands in the file twice` }] : [];
  });
  const bad = [...read.filter(isRefused), ...refused, ...twice].sort((one, other) => one.line - other.line);
  if (bad.length > 0)
    throw new InvalidInput(bad.map(({ line, reason }) => ({ field: `line ${line}`, message: reason })));
  const actions = named.map(({ instrument, action }) => ({ ...action, instrumentId: instrument.instrumentId }));
  const counts = await store.sqlTransaction((tx) => importCorporateActions(tx, provider, actions));
  return { rows: lines.length, new: counts.created, changed: counts.changed, unchanged: counts.unchanged };
}

/** A line, or why it cannot be taken. */
function readLine(csv: CsvLine): ActionLine | Refusal {
  const { line, fields } = csv;
  const refused = (reason: string): Refusal => ({ line, reason });
  const named = tickerOf(csv);
  if ('reason' in named) return refused(named.reason);
  const { date = '', type = '', ratio, amount } = fields;
  if (!isDay(date)) return refused('date: must be a calendar day, YYYY-MM-DD');
  const kind = CorporateAction.shape.type.safeParse(type.toLowerCase());
  if (!kind.success) return refused('type: must be split, dividend or merger');
  const [name, value] = kind.data === 'dividend' ? (['amount', amount] as const) : (['ratio', ratio] as const);
  const isGood = value === undefined ? kind.data === 'merger' : isAboveZero(value);
  if (!isGood) return refused(`${name}: a ${kind.data} has one, in plain notation, above zero`);
  const action = { date, type: kind.data, ratio: null, amount: null, raw: { ...fields } };
  return { line, ticker: named.ticker, action: { ...action, [name]: value ?? null } };
}

const isAboveZero = (text: string) => Decimal.safeParse(text).success && /[1-9]/.test(text) && !text.startsWith('-');
