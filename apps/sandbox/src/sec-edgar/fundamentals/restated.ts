import type { Company } from '../../market/company.ts';
import { drawsFor } from '../../random.ts';

/** Whether a company reports in XBRL at all; the first 25 do. */
export const hasFacts = (seed: number, { cik, index }: Company): boolean =>
  index < 25 || !drawsFor(seed, 'no facts', cik).chance(0.06);

/** Whether later reports state other figures of a fiscal year than its own did. */
export const isRestated = (seed: number, { cik }: Company, year: number): boolean =>
  drawsFor(seed, 'restated', cik, year).chance(0.35);

/** Whether the annual report of a fiscal year is amended with the other figures. */
export const isAmended = (seed: number, company: Company, year: number): boolean =>
  isRestated(seed, company, year) && drawsFor(seed, 'amended', company.cik, year).chance(0.5);

/** So many days after it was filed the facts of a report are there: of most at once, of some within a week. */
export function daysLate(seed: number, accession: string): number {
  const draws = drawsFor(seed, 'late facts', accession);
  return draws.chance(0.2) ? draws.int(1, 6) : 0;
}
