import type { Draws } from '../random.ts';
import type { Address } from './company.ts';

const cities: readonly (readonly [city: string, state: string, zip: string])[] = [
  ['CUPERTINO', 'CA', '950'],
  ['REDMOND', 'WA', '980'],
  ['NEW YORK', 'NY', '100'],
  ['AUSTIN', 'TX', '787'],
  ['CHICAGO', 'IL', '606'],
  ['BOSTON', 'MA', '021'],
  ['ATLANTA', 'GA', '303'],
  ['DENVER', 'CO', '802'],
  ['MINNEAPOLIS', 'MN', '554'],
  ['COLUMBUS', 'OH', '432'],
  ['RALEIGH', 'NC', '276'],
  ['PHOENIX', 'AZ', '850'],
];
const abroad: readonly (readonly [city: string, code: string, zip: string, country: string])[] = [
  ['LONDON', 'X0', 'EC2V 7HH', 'UNITED KINGDOM'],
  ['TORONTO', 'A6', 'M5H 2N2', 'ONTARIO, CANADA'],
  ['HSINCHU', 'F5', '300096', 'TAIWAN'],
  ['DUBLIN', 'L2', 'D02 X285', 'IRELAND'],
  ['ZUG', 'V8', '6300', 'SWITZERLAND'],
];
const streets = ['MAIN STREET', 'PARK AVENUE', 'INNOVATION DRIVE', 'COMMERCE WAY', 'LAKESHORE BLVD', 'MARKET STREET'];

/** An invented address in the United States. */
export function drawAddress(draws: Draws): Address {
  const [city, state, zip] = draws.pick(cities);
  return {
    street1: `${draws.int(1, 9900)} ${draws.pick(streets)}`,
    street2: draws.chance(0.3) ? `SUITE ${draws.int(1, 40)}00` : null,
    city,
    state,
    zip: zip + draws.digits(2),
    country: null,
  };
}

/** An invented address elsewhere. */
export function drawAddressAbroad(draws: Draws): Address {
  const [city, state, zip, country] = draws.pick(abroad);
  return { street1: `${draws.int(1, 200)} ${draws.pick(streets)}`, street2: null, city, state, zip, country };
}
