import type { Day, Decimal } from '@tickermill/core';
import type { Company } from '../../market/company.ts';
import type { Draws } from '../../random.ts';
import type { Owner } from '../owners/owner.ts';
import type { Noted, Row } from './filing.ts';
import type { Footnotes } from './footnotes.ts';
import type { Positions } from './positions.ts';

/** All that the rows of one filing are drawn from. */
export interface Scene {
  readonly draws: Draws;
  readonly company: Company;
  readonly owners: readonly [Owner, ...Owner[]];
  /** The first day of trading that the filing reports. */
  readonly tradedOn: Day;
  readonly filedOn: Day;
  /** Price of the share on that day, USD. */
  readonly price: number;
  readonly timeliness: 'E' | 'L' | null;
  /** Whether shares are counted with decimals, as in plans that reinvest dividends. */
  readonly isFractional: boolean;
  readonly footnotes: Footnotes;
  readonly positions: Positions;
}

/** What happened: draws the rows of one filing. */
export type Scenario = (scene: Scene) => Row[];

/** A field with a value; `because` adds footnotes. */
export function valued<V extends string>({ footnotes }: Scene, value: V, ...because: readonly string[]): Noted<V> {
  return { value, notes: because.map((text) => footnotes.cite(text)) };
}

/** A field whose value the filer left to footnotes. */
export function footnoteOnly({ footnotes }: Scene, ...because: readonly string[]): Noted<never> {
  return { value: null, notes: because.map((text) => footnotes.cite(text)) };
}

/** A number of shares between two whole numbers, small ones more often; mostly whole. */
export function drawShares({ draws, isFractional }: Scene, min: number, max: number): Decimal {
  const skewed = draws.unit() ** 3;
  const whole = Math.floor(min + skewed * (max - min));
  if (isFractional) return `${whole}.${draws.digits(3)}${draws.int(1, 9)}`;
  if (whole > 1000 && draws.chance(0.4)) return String(Math.floor(whole / 100) * 100);
  return draws.chance(0.04) ? `${whole}.00` : String(whole);
}

/** A price near the day's, with two to four decimals. */
export function drawPrice({ draws, price }: Scene): Decimal {
  return (price * (0.985 + draws.unit() * 0.03)).toFixed(draws.pick([2, 2, 3, 4]));
}

/** The security that the company's insiders trade most. */
export const mainTitle = ({ company }: Scene): string => company.shareTitles[0];
