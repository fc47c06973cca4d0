import { type Draws, drawsFor } from '../random.ts';
import type { Company, Listing } from './company.ts';
import { drawAddress } from './places.ts';

const industries = [
  { code: '3571', title: 'Electronic Computers', office: '06 Technology' },
  { code: '3674', title: 'Semiconductors & Related Devices', office: '04 Manufacturing' },
  { code: '7372', title: 'Services-Prepackaged Software', office: '06 Technology' },
  { code: '2834', title: 'Pharmaceutical Preparations', office: '03 Life Sciences' },
  { code: '6021', title: 'National Commercial Banks', office: '02 Finance' },
  { code: '1311', title: 'Crude Petroleum & Natural Gas', office: '01 Energy & Transportation' },
  { code: '5331', title: 'Retail-Variety Stores', office: '07 Trade & Services' },
  { code: '2080', title: 'Beverages', office: '04 Manufacturing' },
] as const;

const oneClass = [
  'Common Stock',
  'Common Stock',
  'Common Stock',
  'Common Stock, par value $0.01 per share',
  'Common Shares',
];

/** Adds to a listing all that filings contain about a company, invented from the seed and the CIK. */
export function toCompany(seed: number, listing: Listing): Company {
  const draws = drawsFor(seed, 'company', listing.cik);
  return {
    ...listing,
    shareTitles: listing.hasTwoClasses ? ['Class A Common Stock', 'Class B Common Stock'] : [draws.pick(oneClass)],
    writtenSymbol: writtenSymbol(listing, draws),
    foreignSymbol: draws.chance(0.04) ? `${draws.int(1001, 9999)}.${draws.pick(['TW', 'T', 'HK'])}` : null,
    industry: draws.pick(industries),
    irsNumber: draws.digits(9),
    stateOfIncorporation: draws.weighted([
      ['DE', 6],
      ['NV', 1],
      ['MD', 1],
      ['WA', 1],
    ]),
    fiscalYearEnd: draws.weighted([
      ['1231', 7],
      ['0630', 1],
      ['0930', 1],
      ['0131', 1],
    ]),
    fileNumber: `001-${draws.digits(5)}`,
    phone: `(${draws.int(201, 989)}) ${draws.digits(3)}-${draws.digits(4)}`,
    address: drawAddress(draws),
  };
}

function writtenSymbol({ tickers, hasTwoClasses }: Listing, draws: Draws): string {
  const [symbol, ...others] = tickers;
  if (others.length > 0) return [symbol, ...others].join(', ');
  const dotted = symbol.replace('-', '.');
  if (!hasTwoClasses) return dotted;
  return draws.pick([dotted, `${dotted}, ${dotted}.B`, `${dotted}; ${dotted}B`]);
}
