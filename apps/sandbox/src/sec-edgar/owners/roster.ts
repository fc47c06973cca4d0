import type { Company } from '../../market/company.ts';
import { toCompany } from '../../market/company-profile.ts';
import { drawAddressAbroad } from '../../market/places.ts';
import { type Draws, drawsFor } from '../../random.ts';
import { fundGroup } from './fund-groups.ts';
import { type Owner, type Relationship, relatedAs } from './owner.ts';
import { rosterCik } from './owner-ciks.ts';
import { drawPersonName, familyNameOf } from './person-names.ts';
import { stakesIn } from './stakes.ts';

/** Everyone who reports shares of one company. */
export interface Roster {
  readonly insiders: readonly [Owner, ...Owner[]];
  /** Trusts and partnerships of an insider, who report together with that person. */
  vehiclesOf(insider: Owner): readonly Owner[];
  readonly fund: readonly Owner[] | null;
  readonly listedOwner: Owner | null;
}

const officerTitles = [
  'Chief Financial Officer',
  'SVP, General Counsel & Secretary',
  "EVP & Chief People Off'r",
  'Chief Operating Officer',
  'Principal Accounting Officer',
  'President, Cloud & Devices',
  'See Remarks',
];
const otherTexts = ['Former Director', 'Member of 13(d) group', 'Portfolio Manager', 'Director of Subsidiary'];
const vehicles = ['Family Trust', 'Holdings LLC', '& Sons, L.P.', '2012 Irrevocable Trust', 'Foundation, Inc.'];

/** The roster of a company: a pure function of the seed and the company. */
export function rosterOf(seed: number, company: Company): Roster {
  const draws = drawsFor(seed, 'roster', company.cik);
  const insiders = Array.from({ length: draws.int(8, 13) }, (_, nth) => drawInsider(draws, company, nth));
  const [first, ...others] = insiders;
  if (!first) throw new RangeError('a roster has at least one insider');
  const { fund, listedOwner } = stakesIn(seed, company);
  return {
    insiders: [first, ...others],
    vehiclesOf: (insider) => vehiclesOf(company, insider, insiders.indexOf(insider)),
    fund: fund === null ? null : fundGroup(seed, fund),
    listedOwner: listedOwner && asOwner(toCompany(seed, listedOwner)),
  };
}

/** Everyone of a roster, vehicles included. */
export function membersOf(roster: Roster): readonly Owner[] {
  const vehicles = roster.insiders.flatMap(roster.vehiclesOf);
  return [...roster.insiders, ...vehicles, ...(roster.fund ?? []), ...(roster.listedOwner ? [roster.listedOwner] : [])];
}

function drawInsider(draws: Draws, company: Company, nth: number): Owner {
  const atCompany = {
    ...company.address,
    street1: `C/O ${company.name.toUpperCase()}`,
    street2: company.address.street1,
  };
  return {
    cik: rosterCik(company.index, nth),
    name: drawPersonName(draws),
    kind: 'person',
    relationship: drawRelationship(draws, nth),
    address: draws.chance(0.04) ? drawAddressAbroad(draws) : atCompany,
  };
}

function drawRelationship(draws: Draws, nth: number): Relationship {
  if (nth === 0) {
    const officerTitle = draws.pick(['Chief Executive Officer', 'President & CEO', 'Executive Chairman']);
    return relatedAs({ isDirector: true, isOfficer: true, isTenPercentOwner: draws.chance(0.15), officerTitle });
  }
  if (nth < 5) return relatedAs({ isOfficer: true, officerTitle: draws.pick(officerTitles) });
  if (draws.chance(0.06)) return relatedAs({ isOther: true, otherText: draws.pick(otherTexts) });
  if (draws.chance(0.06)) return relatedAs({ isTenPercentOwner: true });
  return relatedAs({ isDirector: true, isTenPercentOwner: draws.chance(0.05) });
}

function vehiclesOf(company: Company, insider: Owner, nth: number): readonly Owner[] {
  if (nth < 0) return [];
  return vehicles.slice(0, 2 + (nth % 3)).map((vehicle, at) => ({
    cik: rosterCik(company.index, 20 + nth * vehicles.length + at),
    name: `${familyNameOf(insider.name)} ${vehicle}`,
    kind: 'entity',
    relationship: relatedAs({ isTenPercentOwner: true }),
    address: insider.address,
  }));
}

function asOwner(company: Company): Owner {
  const { cik, name, address } = company;
  return { cik, name, kind: 'entity', relationship: relatedAs({ isTenPercentOwner: true }), address };
}
