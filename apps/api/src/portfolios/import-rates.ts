import { Day, type ExchangeRate, PipelineError, PortfolioCurrency, PositiveDecimal } from '@tickermill/core';
import { readCsv } from '@tickermill/lake/csv';
import { csvLimits } from '../csv.ts';
import { InvalidInput } from '../problem.ts';
import type { CsvBody } from '../read-body.ts';

/** The history of the European Central Bank: a column for each currency, and an empty one. */
const wideLimits = { ...csvLimits, maxColumns: 200 };
/** As the European Central Bank writes that a currency had no rate. */
const isNone = (text: string) => text === '' || text === 'N/A';
const maxErrors = 100;

/**
 * The rates of a CSV with the columns date, currency, per_euro, or with a column for each currency.
 * @throws {PipelineError} `INVALID_INPUT` that names the bad lines
 */
export async function readRateCsv(csv: CsvBody): Promise<ExchangeRate[]> {
  let heading: readonly string[] | null = null;
  const errors: { field: string; message: string }[] = [];
  const rates = new Map<string, ExchangeRate>();
  for await (const { line, fields } of readCsv(csv, { ...wideLimits, firstLine: 1 })) {
    const cells = fields.map((field) => field.trim());
    if (heading === null) {
      heading = cells;
      checkHeading(heading);
      continue;
    }
    if (cells.every((cell) => cell === '')) continue;
    for (const rate of ratesOf(cells, heading)) {
      const wrong = wrongWith(rate);
      if (wrong !== null) errors.push({ field: `line ${line}`, message: wrong });
      else rates.set(`${rate.day} ${rate.currency}`, rate);
      if (errors.length === maxErrors) throw new InvalidInput(errors);
    }
  }
  if (heading === null) checkHeading([]);
  if (errors.length > 0) throw new InvalidInput(errors);
  return [...rates.values()];
}

const at = (heading: readonly string[], name: string) => heading.findIndex((cell) => cell.toLowerCase() === name);

function checkHeading(heading: readonly string[]): void {
  const isLong = at(heading, 'currency') >= 0 && at(heading, 'per_euro') >= 0;
  const isWide = heading.some((cell) => PortfolioCurrency.safeParse(cell).success);
  if (at(heading, 'date') >= 0 && (isLong || isWide)) return;
  throw new PipelineError('INVALID_INPUT', 'line 1: there is no column date, or none of a currency.', {
    detail: { field: 'date' },
  });
}

function ratesOf(cells: readonly string[], heading: readonly string[]): ExchangeRate[] {
  const day = cells[at(heading, 'date')] ?? '';
  const [currency, perEuro] = [at(heading, 'currency'), at(heading, 'per_euro')];
  if (currency >= 0 && perEuro >= 0) return [{ day, currency: cells[currency] ?? '', perEuro: cells[perEuro] ?? '' }];
  return heading.flatMap((name, place) => {
    const cell = cells[place] ?? '';
    return PortfolioCurrency.safeParse(name).success && !isNone(cell) ? [{ day, currency: name, perEuro: cell }] : [];
  });
}

function wrongWith({ day, currency, perEuro }: ExchangeRate): string | null {
  if (!Day.safeParse(day).success) return 'date: must be a calendar day, YYYY-MM-DD';
  if (!PortfolioCurrency.safeParse(currency).success || currency === 'EUR')
    return 'currency: must be one such as USD, other than EUR';
  return PositiveDecimal.safeParse(perEuro).success ? null : `per_euro: ${currency} must have a number above zero`;
}
