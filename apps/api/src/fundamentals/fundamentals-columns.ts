import { figureNames, type ReportedFact } from '@tickermill/core';
import type { EarningsPeriodView } from '@tickermill/core/contracts';
import type { Column } from '@tickermill/lake';

/** A period with the ticker of its company. */
export type TickerPeriod = EarningsPeriodView & { readonly ticker: string };

/** The columns of figures, the same in every format that has any. */
export const periodColumns: Column<TickerPeriod>[] = [
  { name: 'ticker', type: 'text', of: ({ ticker }) => ticker },
  { name: 'period', type: 'text', of: ({ period }) => period },
  { name: 'fiscal_year', type: 'text', of: ({ fiscal_year }) => String(fiscal_year) },
  { name: 'start', type: 'date', of: ({ start }) => start },
  { name: 'end', type: 'date', of: ({ end }) => end },
  { name: 'currency', type: 'text', of: ({ currency }) => currency },
  ...figureNames.map(
    (name): Column<TickerPeriod> => ({ name, type: 'text', of: ({ figures }) => figures[name]?.value ?? null }),
  ),
];

/** A fact with the ticker of its company. */
export type TickerFact = ReportedFact & { readonly ticker: string };

/** The columns of facts. */
export const factColumns: Column<TickerFact>[] = [
  { name: 'ticker', type: 'text', of: ({ ticker }) => ticker },
  { name: 'taxonomy', type: 'text', of: ({ taxonomy }) => taxonomy },
  { name: 'tag', type: 'text', of: ({ tag }) => tag },
  { name: 'unit', type: 'text', of: ({ unit }) => unit },
  { name: 'start', type: 'date', of: ({ start }) => start },
  { name: 'end', type: 'date', of: ({ end }) => end },
  { name: 'value', type: 'text', of: ({ value }) => value },
  { name: 'accession', type: 'text', of: ({ accession }) => accession },
  { name: 'form', type: 'text', of: ({ form }) => form },
  { name: 'filed', type: 'date', of: ({ filed }) => filed },
  { name: 'fy', type: 'text', of: ({ fy }) => fy?.toString() ?? null },
  { name: 'fp', type: 'text', of: ({ fp }) => fp },
];
