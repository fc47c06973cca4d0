import { type Decimal, type FigureName, figureNames } from '@tickermill/core';
import { parseCompanyFacts } from '../facts/company-facts.ts';
import type { Figure, FigureRow } from './figure.ts';
import { toFigures } from './to-figures.ts';

/** A period as `tickermill parse facts` prints it: figures are texts, exact and as filed. */
type PeriodLine = Pick<FigureRow, 'period' | 'start' | 'end' | 'currency'> & {
  readonly fiscal_year: number;
  /** Figures that are differences of what reports state. */
  readonly derived: readonly FigureName[];
  readonly tags: Readonly<Partial<Record<FigureName, string>>>;
  readonly accession: Readonly<Partial<Record<FigureName, string>>>;
  /** Splits since figures were filed, where there were any. */
  readonly later_split_factor?: Readonly<Partial<Record<FigureName, Decimal>>>;
  readonly flags?: Readonly<Partial<Record<FigureName, readonly string[]>>>;
  /** Why a figure is null. */
  readonly missing: Readonly<Partial<Record<FigureName, string>>>;
} & Readonly<Record<FigureName, Decimal | null>>;

/** What `tickermill parse facts FILE` prints of a companyfacts document, as one line of JSON. */
interface FigureLine {
  readonly cik: number | null;
  readonly annual: readonly PeriodLine[];
  readonly quarters: readonly PeriodLine[];
}

/** The figures that a companyfacts document comes to. @throws {PipelineError} if it is none. */
export function toFigureLine(body: Uint8Array): FigureLine {
  const { cik, facts } = parseCompanyFacts(body);
  const { annual, quarters } = toFigures(facts);
  return { cik: cik === null ? null : Number(cik), annual: annual.map(toLine), quarters: quarters.map(toLine) };
}

/** Totals and parts are written between the tags: `A + B`, `A - B`. */
const subtracted = new Set<FigureName>(['free_cash_flow', 'equity', 'liabilities']);
const differences = new Set<FigureName>(['cash', 'assets', 'liabilities', 'total_debt', 'equity', 'free_cash_flow']);

function toLine({ period, start, end, fiscalYear, currency, figures }: FigureRow): PeriodLine {
  const fieldsOf = <T>(read: (figure: Extract<Figure, { provenance: unknown }>, id: FigureName) => T | undefined) =>
    Object.fromEntries(
      figureNames.flatMap((id) => {
        const figure = figures[id];
        const found = figure.value === null ? undefined : read(figure, id);
        return found === undefined ? [] : [[id, found]];
      }),
    ) as Partial<Record<FigureName, T>>;
  const factors = fieldsOf(({ provenance }) => (provenance.splitFactor === '1' ? undefined : provenance.splitFactor));
  const flags = fieldsOf(({ provenance }) => (provenance.flags.length === 0 ? undefined : provenance.flags));
  return {
    fiscal_year: fiscalYear,
    period,
    start,
    end,
    currency,
    ...(Object.fromEntries(figureNames.map((id) => [id, figures[id].value])) as Record<FigureName, Decimal | null>),
    derived: figureNames.filter((id) => {
      const figure = figures[id];
      return figure.value !== null && figure.provenance.how === 'derived' && !differences.has(id);
    }),
    tags: fieldsOf(({ provenance }, id) => provenance.tags.join(subtracted.has(id) ? ' - ' : ' + ')),
    accession: fieldsOf(({ provenance }) => provenance.accession),
    ...(Object.keys(factors).length > 0 && { later_split_factor: factors }),
    ...(Object.keys(flags).length > 0 && { flags }),
    missing: Object.fromEntries(
      figureNames.flatMap((id) => {
        const figure = figures[id];
        return figure.value === null ? [[id, figure.reason]] : [];
      }),
    ),
  };
}
