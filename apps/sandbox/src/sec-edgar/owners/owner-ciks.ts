import { type Cik, toCik } from '@tickermill/core';

// An owner's CIK encodes its origin, so that a feed or a document is found without an index of all owners.
const firstOfFunds = 2_900_000;
const perFund = 20;
const firstOfRosters = 3_000_000;
const perRoster = 100;

/** The CIK of the nth member of a fund group. */
export const fundMemberCik = (fund: number, nth: number): Cik => toCik(firstOfFunds + fund * perFund + nth);

/** The CIK of the nth owner who belongs to one company alone. */
export const rosterCik = (company: number, nth: number): Cik => toCik(firstOfRosters + company * perRoster + nth);

/** The company (by its place in the register) to whose roster a CIK belongs; null for CIKs of any other kind. */
export function companyOfRosterCik(cik: Cik): number | null {
  return Number(cik) < firstOfRosters ? null : Math.floor((Number(cik) - firstOfRosters) / perRoster);
}

/** The fund group to which a CIK belongs; null for CIKs of any other kind. */
export function fundOfCik(cik: Cik): number | null {
  const number = Number(cik);
  return number < firstOfFunds || number >= firstOfRosters ? null : Math.floor((number - firstOfFunds) / perFund);
}
