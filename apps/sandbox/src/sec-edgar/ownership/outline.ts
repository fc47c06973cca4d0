// Filings as lists show them, without the rows that only a document needs.

import type { Day, OwnershipForm } from '@tickermill/core';
import { type Draws, drawsFor } from '../../random.ts';
import type { Owner } from '../owners/owner.ts';
import type { Filing } from './filing.ts';
import { drawTradedOn, periodOf } from './filing-dates.ts';
import { drawOwners } from './owners-of-filing.ts';
import { accessionOf, type Slot } from './slots.ts';
import type { World } from './world.ts';
import { drawStyle } from './writing-style.ts';

/** A filing as lists show it: everything but its rows, which are drawn only when the document is requested. */
export type Outline = Pick<
  Filing,
  | 'accession'
  | 'form'
  | 'filedOn'
  | 'acceptedAt'
  | 'issuer'
  | 'owners'
  | 'signer'
  | 'hasPowerOfAttorney'
  | 'filmNumber'
  | 'style'
  | 'period'
  | 'originalFiledOn'
>;

/** The outline of a first filing, with the day of what it reports. */
export interface OriginalOutline extends Outline {
  readonly form: '3' | '4' | '5';
  readonly tradedOn: Day;
  /** One filing in 300 has its year typed as 0026, which EDGAR accepts. */
  readonly hasTypingError: boolean;
}

/** The outline of a slot that is not an amendment. */
export function outlineOf(world: World, slot: Slot): OriginalOutline {
  const { company, day } = slot;
  const draws = drawsFor(world.seed, 'outline', company.cik, day, slot.number);
  const owners = drawOwners(draws, world.rosterOf(company));
  const form = drawForm(draws, owners[0]);
  const tradedOn = drawTradedOn(draws, form, day, company.fiscalYearEnd);
  const hasTypingError = form === '4' && draws.chance(1 / 300);
  const period = periodOf(form, tradedOn, day, company.fiscalYearEnd);
  return {
    ...drawFrame(draws, slot, form, owners),
    form,
    tradedOn,
    hasTypingError,
    period: hasTypingError ? mistyped(period) : period,
    originalFiledOn: null,
  };
}

/** A day with its century left out. */
export const mistyped = (day: string): string => `00${day.slice(2)}`;

// EDGAR takes Forms 3, 4 and 5 of a day until 22:00 New York; most come after the market has closed.
const hours = ['06', '08', '10', '13', '16', '16', '17', '18', '18', '19', '20', '21'];

/** Draws what a filing has whatever it reports: its number, when it was accepted, who signed and what wrote it. */
export function drawFrame(draws: Draws, slot: Slot, form: OwnershipForm, owners: Filing['owners']) {
  const { company, day, number } = slot;
  const [reporter] = owners;
  // Some insiders file under their own CIK, as Apple's do; the rest under the issuer's.
  const isOwnFiling = reporter.kind === 'person' && draws.chance(0.3);
  const twoDigits = () => String(draws.int(0, 59)).padStart(2, '0');
  return {
    accession: accessionOf(isOwnFiling ? reporter.cik : company.cik, day, number),
    form,
    filedOn: day,
    acceptedAt: `${day}T${draws.pick(hours)}:${twoDigits()}:${twoDigits()}`,
    issuer: company,
    owners,
    signer: `/s/ ${draws.chance(0.6) ? `Dana P. Whitlock, Attorney-in-Fact for ${reporter.name}` : reporter.name}`,
    hasPowerOfAttorney: draws.chance(0.08),
    filmNumber: Number(`${day.slice(2, 4)}${draws.digits(6)}`),
    style: drawStyle(draws, form),
  };
}

function drawForm(draws: Draws, first: Owner): '3' | '4' | '5' {
  if (first.kind === 'entity') return draws.chance(0.1) ? '3' : '4';
  return draws.weighted([
    ['4', 88],
    ['3', 7],
    ['5', 5],
  ]);
}
