import type { Accession, Day } from '@tickermill/core';
import type { Company } from '../../market/company.ts';
import { type AmendmentOutline, amendmentOf, amendmentOutlineOf } from './amendments.ts';
import type { Filing } from './filing.ts';
import { originalOf } from './originals.ts';
import { type OriginalOutline, type Outline, outlineOf } from './outline.ts';
import { readAccession, type Slot, slotsOn } from './slots.ts';
import type { World } from './world.ts';

/** The ownership filings of an issuer on one day, in outline: a pure function of the seed, the issuer and the day. */
export function outlinesOn(world: World, issuer: Company, day: Day): Outline[] {
  return slotsOn(world, issuer, day).flatMap((slot) => drawOutline(world, slot) ?? []);
}

/** The filing of an issuer with an accession number, in full, if there is one. */
export function findFiling(world: World, issuer: Company, accession: Accession): Filing | null {
  const { day, number } = readAccession(accession);
  const slot = slotsOn(world, issuer, day).find((candidate) => candidate.number === number);
  const outline = slot && drawOutline(world, slot);
  if (outline?.accession !== accession) return null;
  return 'original' in outline ? amendmentOf(world, outline) : originalOf(world, outline);
}

function drawOutline(world: World, slot: Slot): OriginalOutline | AmendmentOutline | null {
  return slot.isAmendment ? amendmentOutlineOf(world, slot) : outlineOf(world, slot);
}
