import { filingDayBefore } from '../../market/filing-days.ts';
import { type Draws, drawsFor } from '../../random.ts';
import { drawCorrection } from './corrections.ts';
import type { Filing, Row } from './filing.ts';
import { openFootnotes } from './footnotes.ts';
import { originalOf } from './originals.ts';
import { drawFrame, type OriginalOutline, type Outline, outlineOf } from './outline.ts';
import { type Slot, slotsOn } from './slots.ts';
import type { World } from './world.ts';

/** How many filing days back an amendment looks for the filing that it corrects. */
const reachDays = 40;

/** The outline of an amendment, and that of the filing it corrects. */
export interface AmendmentOutline extends Outline {
  readonly original: OriginalOutline;
}

/** The outline of a slot that is an amendment; null when the company filed nothing lately that it could amend. */
export function amendmentOutlineOf(world: World, slot: Slot): AmendmentOutline | null {
  const draws = drawsFor(world.seed, 'amendment', slot.company.cik, slot.day, slot.number);
  const amended = findOriginal(world, slot, draws);
  if (!amended) return null;
  const original = outlineOf(world, amended);
  const form = `${original.form}/A` as const;
  const { period, filedOn } = original;
  return { ...drawFrame(draws, slot, form, original.owners), period, originalFiledOn: filedOn, original };
}

/** Draws what an amendment restates of its original. */
export function amendmentOf(world: World, { original: amended, ...outline }: AmendmentOutline): Filing {
  const draws = drawsFor(world.seed, 'correction', outline.accession);
  const original = originalOf(world, amended);
  const footnotes = openFootnotes(original.footnotes);
  const { rows, because } = drawCorrection(draws, original);
  const saysInRemarks = rows.length === 0 || draws.chance(0.5);
  return {
    ...original,
    ...outline,
    rows: saysInRemarks ? rows : rows.map((row, nth) => (nth === 0 ? explained(row, footnotes.cite(because)) : row)),
    footnotes: footnotes.texts,
    remarks: saysInRemarks ? because : original.remarks,
  };
}

/** An original of an earlier day. Amendments are never amended themselves, but two may name the same original. */
function findOriginal(world: World, { company, day }: Slot, draws: Draws): Slot | null {
  const skip = draws.int(0, 8);
  let before = day;
  for (let back = 0; back < reachDays; back += 1) {
    before = filingDayBefore(before);
    const originals = slotsOn(world, company, before).filter((slot) => !slot.isAmendment);
    if (originals.length > 0 && skip <= back) return draws.pick(originals);
  }
  return null;
}

function explained(row: Row, footnote: string): Row {
  return { ...row, security: { ...row.security, notes: [...row.security.notes, footnote] } };
}
