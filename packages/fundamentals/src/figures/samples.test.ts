import { expect } from 'chai';
import { hasSamples, sample } from '../samples.fixture.ts';
import { toFigureLine } from './figure-line.ts';

type Row = Record<string, unknown> & { readonly end: string; readonly period: string };
interface Company {
  readonly file: string;
  readonly cik: number;
  readonly annual: readonly Row[];
  readonly quarters: readonly Row[];
}

/** What a row is compared by, field by field: of lists and tables, what the expected one holds. */
function differences(got: Row | undefined, expected: Row): string[] {
  if (!got) return [`${expected.period} ${expected.end} is missing`];
  const figures = Object.keys(expected);
  return Object.entries(expected).flatMap(([field, value]) => {
    const at = (what: string, found: unknown, right: unknown) =>
      JSON.stringify(found) === JSON.stringify(right)
        ? []
        : [`${expected.period} ${expected.end} ${what}: ${JSON.stringify(found)}, not ${JSON.stringify(right)}`];
    const found = got[field];
    if (field === 'derived') {
      return at(
        field,
        (found as string[]).filter((id) => figures.includes(id)).sort(),
        [...(value as string[])].sort(),
      );
    }
    if (value === null || typeof value !== 'object') return at(field, found, value);
    const table = (found ?? {}) as Record<string, unknown>;
    return Object.entries(value).flatMap(([id, each]) => at(`${field} of ${id}`, table[id], each));
  });
}

describe('figures of real companies', () => {
  if (!hasSamples) return;
  const { companies } = JSON.parse(sample('expected.json').toString()) as { companies: Record<string, Company> };
  for (const { file, cik, annual, quarters } of Object.values(companies)) {
    it(file, () => {
      const line = toFigureLine(sample(file));
      const compared = (rows: readonly object[], expected: readonly Row[]) =>
        expected.flatMap((row) =>
          differences(
            (rows as readonly Row[]).find(({ end }) => end === row.end),
            row,
          ),
        );
      expect(line.cik).to.equal(cik);
      expect([...compared(line.annual, annual), ...compared(line.quarters, quarters)]).to.deep.equal([]);
    });
  }
});
