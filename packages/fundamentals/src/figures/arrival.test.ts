import { addDays, type Day } from '@tickermill/core';
import { expect } from 'chai';
import fc from 'fast-check';
import type { Fact } from '../facts/fact.ts';
import { report, stated } from './invented-facts.fixture.ts';
import { toFigures } from './to-figures.ts';

const [income, cash] = ['NetIncomeLoss', 'NetCashProvidedByUsedInOperatingActivities'];

/** A company whose quarters end with months, or after thirteen weeks each with a 53rd week every few years. */
interface Invented {
  readonly isOfWeeks: boolean;
  readonly years: number;
  /** The last year has no annual report yet. */
  readonly isUnderWay: boolean;
  /** Taken in turn: what a quarter comes to, by how much a report restates a period, and which facts are missing. */
  readonly values: readonly number[];
  readonly restated: readonly number[];
  readonly missing: readonly boolean[];
}

const invented: fc.Arbitrary<Invented> = fc.record({
  isOfWeeks: fc.boolean(),
  years: fc.integer({ min: 1, max: 4 }),
  isUnderWay: fc.boolean(),
  values: fc.array(fc.integer({ min: -900, max: 900 }), { minLength: 1, maxLength: 40 }),
  restated: fc.array(fc.constantFrom(0, 0, 0, 7, -3), { minLength: 1, maxLength: 20 }),
  missing: fc.array(
    fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
    { minLength: 1, maxLength: 30 },
  ),
});

/** The last day of a quarter of a year; of weeks, the Saturday on which it ends. */
function endOf(isOfWeeks: boolean, year: number, position: number): Day {
  if (!isOfWeeks)
    return addDays(`${position === 4 ? year + 1 : year}-${['04', '07', '10', '01'][position - 1]}-01`, -1);
  const near = Date.parse(`${position === 4 ? year + 1 : year}-01-31`);
  const isLast = position === 4;
  const lastYear = isLast ? near : Date.parse(`${year}-01-31`);
  // The Saturday nearest to the end of January.
  const saturday = lastYear + (((((6 - new Date(lastYear).getUTCDay() + 3) % 7) + 7) % 7) - 3) * 86_400_000;
  return addDays(new Date(saturday).toISOString().slice(0, 10), isLast ? 0 : position * 91);
}

const first = 2014;

/** What the reports of an invented company state, in the order in which they are filed. */
function factsOf({ isOfWeeks, years, isUnderWay, values, restated, missing }: Invented): Fact[] {
  const facts: Fact[] = [];
  const start = (year: number, position: number) => addDays(endOf(isOfWeeks, year, position - 1 || 4), 1);
  const begin = (year: number) => start(year - 1, 5);
  const startOf = (year: number, position: number) => (position === 1 ? begin(year) : start(year, position));
  const sumOf = (year: number, from: number, to: number, salt: number) => {
    let sum = 0;
    for (let at = from; at <= to; at += 1) sum += values[((year - first + 2) * 4 + at + salt) % values.length] ?? 0;
    return sum;
  };
  let turn = 0;
  const state = (
    by: ReturnType<typeof report>,
    tag: string,
    year: number,
    from: number,
    to: number,
    isSure = false,
  ) => {
    turn += 1;
    if (!isSure && missing[turn % missing.length]) return;
    const value = sumOf(year, from, to, tag === income ? 0 : 17) + (restated[turn % restated.length] ?? 0);
    facts.push(stated(by, tag, [startOf(year, from), endOf(isOfWeeks, year, to)], value));
  };
  for (let year = first; year < first + years; year += 1) {
    for (const position of [1, 2, 3]) {
      const by = report('10-Q', addDays(endOf(isOfWeeks, year, position), 40), { fy: year, fp: `Q${position}` });
      for (const shown of year === first ? [year] : [year - 1, year]) {
        state(by, income, shown, position, position);
        if (position > 1) state(by, income, shown, 1, position);
        state(by, cash, shown, 1, position);
      }
    }
    if (isUnderWay && year === first + years - 1) break;
    const by = report('10-K', addDays(endOf(isOfWeeks, year, 4), 60), { fy: year, fp: 'FY' });
    for (const shown of [year - 2, year - 1, year]) {
      if (shown < first) continue;
      state(by, income, shown, 1, 4, true);
      state(by, cash, shown, 1, 4);
    }
  }
  return facts;
}

/** The figures of the same facts by plain look-ups of the periods that the company has: the last value of each. */
function naive(facts: readonly Fact[], { isOfWeeks, years }: Invented): string[] {
  const last = new Map<string, Fact>();
  for (const fact of [...facts].sort((a, b) => (a.filed < b.filed ? -1 : 1))) {
    last.set(`${fact.tag} ${fact.start} ${fact.end}`, fact);
  }
  const rows: string[] = [];
  for (let year = first; year < first + years; year += 1) {
    const begin = addDays(endOf(isOfWeeks, year - 1, 4), 1);
    const value = (tag: string, from: number, to: number) => {
      const start = from === 1 ? begin : addDays(endOf(isOfWeeks, year, from - 1), 1);
      const found = last.get(`${tag} ${start} ${endOf(isOfWeeks, year, to)}`);
      return found ? Number(found.value) : null;
    };
    const minus = (one: number | null, other: number | null) => (one === null || other === null ? null : one - other);
    const quarterOf = (tag: string, position: number): number | null => {
      const whole = value(tag, 1, position);
      if (position === 1) return whole;
      const three = tag === income ? value(tag, position, position) : null;
      const difference = minus(whole, value(tag, 1, position - 1));
      if (three !== null || difference !== null || position < 4) return three ?? difference;
      return [1, 2, 3].reduce<number | null>((rest, at) => minus(rest, quarterOf(tag, at)), whole);
    };
    for (const position of [1, 2, 3, 4]) {
      const both = [income, cash].map((tag) => quarterOf(tag, position));
      if (both.some((each) => each !== null))
        rows.push(`${year} Q${position} ${endOf(isOfWeeks, year, position)} ${both}`);
    }
    const both = [income, cash].map((tag) => value(tag, 1, 4));
    if (both.some((each) => each !== null)) rows.push(`${year} FY ${endOf(isOfWeeks, year, 4)} ${both}`);
  }
  return rows.sort();
}

function rowsOf(facts: readonly Fact[], asOf?: Day): string[] {
  const { annual, quarters } = toFigures(facts, asOf === undefined ? {} : { asOf });
  return [...annual, ...quarters]
    .map(({ period, end, fiscalYear, figures }) => {
      const both = [figures.net_income.value, figures.operating_cash_flow.value].map((each) => each && Number(each));
      return `${fiscalYear} ${period} ${end} ${both}`;
    })
    .sort();
}

describe('facts in any order', () => {
  it('come to the figures of a naive model, also as of any day', () => {
    fc.assert(
      fc.property(invented, fc.nat(), (company, at) => {
        const facts = factsOf(company);
        expect(rowsOf(facts)).to.deep.equal(naive(facts, company));
        const day = facts[at % Math.max(1, facts.length)]?.filed;
        if (day === undefined) return;
        const known = facts.filter(({ filed }) => filed <= day);
        expect(rowsOf(facts, day)).to.deep.equal(naive(known, company));
      }),
      { numRuns: 40 },
    );
  });

  it('come to the same figures, whichever arrive twice', () => {
    fc.assert(
      fc.property(
        invented.chain((company) => {
          const facts = factsOf(company);
          return fc.tuple(
            fc.constant(facts),
            fc.shuffledSubarray([...facts.keys()], { minLength: facts.length }),
            fc.subarray([...facts.keys()]),
          );
        }),
        ([facts, order, twice]) => {
          const again = [...order, ...twice].flatMap((at) => facts[at] ?? []);
          expect(toFigures(again)).to.deep.equal(toFigures(facts));
        },
      ),
      { numRuns: 15 },
    );
  });
});
