import { type ListedKind, type Listing, toListedSymbol } from '@tickermill/core';
import { isinOf, type ListingRow, sortedFlags, toListing } from '../listing-file.ts';
import { masterRows } from './master-rows.ts';

/** The markets of the exchange: how its API calls them, and their MICs. */
const markets = {
  kospi: { mic: 'XKRX', names: /^KOSPI$/ },
  kosdaq: { mic: 'XKOS', names: /^KOSDAQ(?: GLOBAL)?$/ },
  konex: { mic: 'XKON', names: /^KONEX$/ },
} as const;
/** A listing of the Korea Exchange: one of its markets. */
export type KoreanListing = keyof typeof markets;

/** The flags of KOSDAQ's sections that tell of a state (소속부): administrative issues, warnings, shells, foreigners. */
const sectionFlags: readonly (readonly [RegExp, string])[] = [
  [/관리종목/, 'administrative-issue'],
  [/투자주의환기/, 'investment-caution'],
  [/SPAC/, 'spac'],
  [/외국기업/, 'foreign-company'],
];

/**
 * `stk_isu_base_info` and its like: every share of a market as it was on a day. ETFs are not among them.
 * @throws {PipelineError} `LISTING_STRUCTURE` if it lists nothing (a day that is not published yet), or has other fields;
 * `LISTING_CONTRADICTORY` if one code stands for two shares.
 */
export function parseBaseInfo(listing: KoreanListing, bytes: Buffer): Listing {
  const rows = masterRows(listing, bytes, ['ISU_CD', 'ISU_SRT_CD', 'ISU_NM', 'MKT_TP_NM']);
  return toListing(listing, bytes, { asOf: null, rows: rows.map((row, nth) => toRow(listing, row, nth + 1)) });
}

function toRow(listing: KoreanListing, row: Readonly<Record<string, unknown>>, line: number): ListingRow {
  const text = JSON.stringify(row);
  const fieldOf = (name: string) => (typeof row[name] === 'string' ? row[name].trim() : '');
  const { mic, names } = markets[listing];
  const code = fieldOf('ISU_SRT_CD').toUpperCase();
  // A code is text: it may begin with zeros and hold letters.
  if (!/^[0-9A-Z]{6}$/.test(code)) return { line, text, reason: 'its code is not of six characters' };
  const market = fieldOf('MKT_TP_NM');
  if (!names.test(market)) return { line, text, reason: `its market is ${market.slice(0, 40) || 'not named'}` };
  const { isin, flags } = isinOf(fieldOf('ISU_CD'));
  const section = fieldOf('SECT_TP_NM');
  const states = sectionFlags.filter(([words]) => words.test(section)).map(([, flag]) => flag);
  return {
    line,
    text,
    instrument: {
      symbol: toListedSymbol(code, mic),
      exchangeSymbol: code,
      name: fieldOf('ISU_ABBRV') || fieldOf('ISU_NM'),
      mic,
      kind: kindOf(fieldOf('SECUGRP_NM'), fieldOf('KIND_STKCERT_TP_NM')),
      currency: 'KRW',
      isin,
      statusFlags: sortedFlags([...flags, ...states]),
    },
  };
}

/** The group of securities (주권: shares, 주식예탁증권: receipts, 투자회사: funds), then the kind of share (우선주: preferred). */
function kindOf(group: string, share: string): ListedKind {
  if (group === '주식예탁증권') return 'adr';
  if (/투자회사|투융자회사/.test(group)) return 'fund';
  if (!/주권$/.test(group)) return 'other';
  return /우선주|종류주권/.test(share) ? 'preferred' : 'stock';
}
