import { toCik } from '@tickermill/core';
import { type Draws, drawsFor } from '../random.ts';
import type { Listing } from './company.ts';

// Words as text: one line each keeps the lists readable.
const first =
  'Alder Amber Anchor Apex Arbor Ardent Argent Aster Atlas Auburn Avalon Aurora Basin Beacon Birch Blue Boreal Bright Bristol Brook Canyon Cascade Cedar Cinder Clear Cobalt Copper Coral Crest Crown Delta Dover Dune Eagle Echo Elm Ember Falcon Fern Flint Forge Frontier Garnet Glacier Granite Harbor Haven Hazel Heron Hudson Indigo Iron Ivory Juniper Keystone Lark Laurel Ledger Linden Lumen Maple Marble Meridian Mesa Mill Nimbus North Oak Onyx Opal Orchard Osprey Pacific Palisade Pine Pioneer Prairie Quarry Quill Raven Redwood Ridge River Rowan Sable Sage Saxon Sierra Silver Slate Solstice Sparrow Spruce Sterling Stone Summit Tamarack Terra Thorn Timber Topaz Tundra Umber Valley Verdant Vista Walnut Wharf Willow Zephyr'.split(
    ' ',
  );
const second =
  'Analytics Aviation Bancorp Beverages Biologics Brands Capital Chemical Components Data Devices Diagnostics Dynamics Energy Environmental Finance Foods Freight Gas Genetics Health Hospitality Industries Instruments Insurance Interactive Labs Lithium Logistics Marine Materials Media Medical Metals Mining Mobility Motors Networks Oil Optics Packaging Pharma Photonics Power Properties Rail Realty Resources Retail Robotics Security Semiconductor Shipping Software Solar Steel Storage Systems Telecom Textiles Therapeutics Timberlands Tools Utilities Ventures Water Wireless'.split(
    ' ',
  );
const endings = ['Inc.', 'Corp', 'CORP', 'Holdings, Inc.', 'Group, Inc.', 'Ltd.', '& Co', 'International Inc', 'plc'];

/** CIKs of invented companies start above every CIK that the SEC had given out by 2026. */
const firstCik = 2_500_000;

/**
 * Invents `count` companies. Company n is the same for any count, so a larger list only grows. `taken` are symbols that
 * must not be invented; `index` is the place of the first one in the register.
 */
export function inventListings(seed: number, count: number, index: number, taken: readonly string[]): Listing[] {
  const symbols = new Set(taken);
  const names = new Set<string>();
  return Array.from({ length: count }, (_, nth) => {
    const draws = drawsFor(seed, 'listing', nth);
    const name = unused(names, () => `${draws.pick(first)} ${draws.pick(second)} ${draws.pick(endings)}`);
    const symbol = unused(symbols, symbolsOf(name, draws));
    return {
      index: index + nth,
      cik: toCik(firstCik + nth * 13 + draws.int(0, 12)),
      name,
      tickers: [symbol],
      exchange: draws.pick(['NYSE', 'Nasdaq'] as const),
      hasTwoClasses: draws.chance(0.15),
    };
  });
}

/** Symbols in the order in which a company would like them: from its name, then any four letters. */
function symbolsOf(name: string, draws: Draws): () => string {
  const [one = '', two = ''] = name.toUpperCase().split(' ');
  const wishes = [one.slice(0, 2) + two.slice(0, 2), one.slice(0, 4), one.slice(0, 3) + two.slice(0, 1)];
  const letters = () => Array.from({ length: 4 }, () => String.fromCharCode(65 + draws.int(0, 25))).join('');
  return () => wishes.shift() ?? letters();
}

function unused(taken: Set<string>, propose: () => string): string {
  for (;;) {
    const proposal = propose();
    if (taken.has(proposal)) continue;
    taken.add(proposal);
    return proposal;
  }
}
