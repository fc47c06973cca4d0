import { drawAddress } from '../../market/places.ts';
import { drawsFor } from '../../random.ts';
import { type Owner, relatedAs } from './owner.ts';
import { fundMemberCik } from './owner-ciks.ts';
import { drawPersonName } from './person-names.ts';

const stems = [
  'Harrow Point',
  'Gull & Tern',
  'Castlemark',
  'Blackwater Ridge',
  'Orrin Street',
  'Vantage Hill',
  'Nine Oaks',
  'Fenwick & Lowe',
];
const parts = [
  'Capital Management, L.P.',
  'Master Fund, Ltd.',
  'GP, LLC',
  'Partners III, L.P.',
  'Partners III (Parallel), L.P.',
  'Offshore Fund, Ltd.',
  'Opportunities Fund, L.P.',
  'Executives Fund III, L.P.',
  'Holdings LLC',
];

/** How many fund groups there are. They own shares of several companies each. */
export const fundGroupCount = stems.length;

/** The members of a fund group, who report together: its entities and the person who runs them. */
export function fundGroup(seed: number, fund: number): readonly Owner[] {
  const draws = drawsFor(seed, 'fund', fund);
  const address = drawAddress(draws);
  const relationship = relatedAs({ isTenPercentOwner: true });
  const members = parts.map((part) => ({ name: `${stems[fund]} ${part}`, kind: 'entity' as const }));
  const manager = { name: drawPersonName(draws), kind: 'person' as const };
  return [...members, manager].map((member, nth) => ({
    ...member,
    cik: fundMemberCik(fund, nth),
    relationship,
    address: { ...address, street1: `C/O ${stems[fund]?.toUpperCase()} CAPITAL`, street2: address.street1 },
  }));
}
