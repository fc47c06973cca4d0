import { type ActionImportView, CorporateAction, Decimal, isDay, PipelineError } from '@tickermill/core';
import { findInstruments, importCorporateActions } from '@tickermill/store';
import type { ApiContext } from '../context.ts';
import { type CsvLine, csvLines, tickerOf } from './csv-lines.ts';

interface ActionLine {
  readonly line: number;
  readonly ticker: string;
  readonly action: CorporateAction;
}

/** Whose they are, beside those of the sources. */
const provider = 'import';

/**
 * Brings in the corporate actions of a CSV, all or none.
 * @throws {PipelineError} `INVALID_INPUT` that names every bad line.
 */
export async function importActionCsv({ store }: ApiContext, csv: string): Promise<ActionImportView> {
  const read = csvLines(csv, { firstLine: 1, columns: ['ticker', 'date', 'type'] }).map(readLine);
  const lines = read.filter((each) => typeof each !== 'string');
  const known = new Map(
    (await findInstruments(store.db, [...new Set(lines.map(({ ticker }) => ticker))])).map((one) => [one.symbol, one]),
  );
  const seen = new Set<string>();
  const bad = [
    ...read.filter((each) => typeof each === 'string'),
    ...lines.flatMap(({ line, ticker, action }) => {
      const key = `${ticker} ${action.date} ${action.type}`;
      const isTwice = seen.has(key);
      seen.add(key);
      if (!known.has(ticker)) return [`line ${line}: ticker: no listed company has ${ticker}`];
      return isTwice ? [`line ${line}: date: the ${action.type} of this day stands in the file twice`] : [];
    }),
  ];
  if (bad.length > 0) {
    const sorted = bad.sort((a, b) => lineOf(a) - lineOf(b));
    throw new PipelineError('INVALID_INPUT', sorted.join('; '), { detail: { field: 'body', lines: sorted } });
  }
  const actions = lines.flatMap(({ ticker, action }) => {
    const instrument = known.get(ticker);
    return instrument ? [{ ...action, instrumentId: instrument.instrumentId }] : [];
  });
  const counts = await store.sqlTransaction((tx) => importCorporateActions(tx, provider, actions));
  return { rows: lines.length, new: counts.created, changed: counts.changed, unchanged: counts.unchanged };
}

const lineOf = (reason: string) => Number(/^line (\d+)/.exec(reason)?.[1]);

/** A line, or what is wrong with it. */
function readLine(csv: CsvLine): ActionLine | string {
  const { line, fields } = csv;
  const named = tickerOf(csv);
  if ('reason' in named) return `line ${line}: ${named.reason}`;
  const { date = '', type = '', ratio, amount } = fields;
  if (!isDay(date)) return `line ${line}: date: must be a calendar day, YYYY-MM-DD`;
  const kind = CorporateAction.shape.type.safeParse(type.toLowerCase());
  if (!kind.success) return `line ${line}: type: must be split, dividend or merger`;
  const value = kind.data === 'dividend' ? amount : ratio;
  const name = kind.data === 'dividend' ? 'amount' : 'ratio';
  const isMissing = value === undefined && kind.data !== 'merger';
  if (isMissing || (value !== undefined && (!Decimal.safeParse(value).success || !/[1-9]/.test(value) || value.startsWith('-'))))
    return `line ${line}: ${name}: a ${kind.data} has one, in plain notation, above zero`;
  const action = { date, type: kind.data, ratio: null, amount: null, raw: { ...fields } };
  return { line, ticker: named.ticker, action: { ...action, [name]: value ?? null } };
}
