import { type Accession, type Day, dayMs } from '@tickermill/core';
import type { Company } from '../../market/company.ts';
import { isFilingDay } from '../../market/filing-days.ts';
import { drawsFor } from '../../random.ts';
import type { World } from './world.ts';

/** A place for one ownership filing on one day of one company, before anything of it is drawn. */
export interface Slot {
  readonly company: Company;
  readonly day: Day;
  /** Counts the filings of the day from 1. */
  readonly number: number;
  readonly isAmendment: boolean;
}

/** Insiders often file together, on the same day: the sizes of such clusters, 1.4 on average. */
const clusterSizes = [
  [1, 7],
  [2, 2],
  [3, 1],
] as const;
const averageCluster = 1.4;
const amendmentShare = 0.05;

/** The filings of a company on a day: none on weekends and federal holidays. */
export function slotsOn({ seed, filingsPerDay }: World, company: Company, day: Day): Slot[] {
  if (!isFilingDay(day)) return [];
  const draws = drawsFor(seed, 'slots', company.cik, day);
  const expected = filingsPerDay / averageCluster;
  const clusters = Math.floor(expected) + (draws.chance(expected % 1) ? 1 : 0);
  let count = 0;
  for (let cluster = 0; cluster < clusters; cluster += 1) count += draws.weighted(clusterSizes);
  return Array.from({ length: count }, (_, nth) => ({
    company,
    day,
    number: nth + 1,
    isAmendment: draws.chance(amendmentShare),
  }));
}

/** Accession numbers name their day and slot, so that any document can be written without looking for it. */
export function accessionOf(prefix: string, day: Day, number: number): Accession {
  const newYear = Date.parse(`${day.slice(0, 4)}-01-01T00:00:00Z`);
  const dayOfYear = (Date.parse(`${day}T00:00:00Z`) - newYear) / dayMs + 1;
  return `${prefix}-${day.slice(2, 4)}-${String(dayOfYear * 1000 + number).padStart(6, '0')}`;
}

/** The prefix (the CIK of who filed it), day and slot that an accession number names. */
export function readAccession(accession: Accession): { prefix: string; day: Day; number: number } {
  const [prefix = '', year = '', sequence = ''] = accession.split('-');
  const [dayOfYear, number] = [Math.floor(Number(sequence) / 1000), Number(sequence) % 1000];
  const day = new Date(Date.UTC(2000 + Number(year), 0, dayOfYear)).toISOString().slice(0, 10);
  return { prefix, day, number };
}
