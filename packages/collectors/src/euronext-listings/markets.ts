import { symbolSuffixes } from '@tickermill/core';

/** The markets of Euronext by the word of their kind, then by city (ISO 10383); '' is the regulated market. */
const marketsByKind: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    paris: 'XPAR',
    amsterdam: 'XAMS',
    brussels: 'XBRU',
    lisbon: 'XLIS',
    dublin: 'XMSM',
    milan: 'MTAA',
    oslo: 'XOSL',
    london: 'XLDN',
    'oslo børs': 'XOSL',
    'oslo bors': 'XOSL',
  },
  growth: {
    paris: 'ALXP',
    amsterdam: 'ALXA',
    brussels: 'ALXB',
    lisbon: 'ALXL',
    dublin: 'XESM',
    milan: 'EXGM',
    oslo: 'MERK',
  },
  access: { paris: 'XMLI', brussels: 'MLXB', lisbon: 'ENXL', dublin: 'XACD', milan: 'XMOT' },
  expand: { oslo: 'XOAS' },
  miv: { milan: 'MIVX' },
};

/** Markets that are called by a name of their own. */
const marketsByName: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'oslo børs': 'XOSL',
    'oslo bors': 'XOSL',
    'atlantic securities market': 'XATL',
    'euronext expert market': 'VPXB',
    'expert market': 'VPXB',
    'trading facility brussels': 'TNLB',
    'traded not listed brussels': 'TNLB',
    'traded not listed amsterdam': 'TNLA',
    'euronext global equity market': 'BGEM',
    'global equity market': 'BGEM',
    'trading after hours': 'MTAH',
    eurotlx: 'ETLX',
    'etf plus': 'ETFP',
    etfplus: 'ETFP',
    'euronext paris - multi-currency trading': 'XPMC',
    'euronext amsterdam - multi-currency trading': 'XAMC',
  }),
);

/** Markets where instruments of other exchanges are traded beside their home. */
const besideHome: ReadonlySet<string> = new Set(['BGEM', 'MTAH', 'ETLX']);

/** The markets that the column Market names: `Euronext Growth Brussels, Paris` are ALXB and ALXP. Null if one is unknown. */
export function micsOfMarket(market: string): string[] | null {
  // The pages of the directory write MICs where the download has names.
  const codes = market.split(',').map((code) => code.trim());
  if (codes.every((code) => Object.hasOwn(symbolSuffixes, code))) return codes;
  const text = market.trim().toLowerCase().replaceAll(/\s+/g, ' ');
  const byName = marketsByName.get(text);
  if (byName !== undefined) return [byName];
  // Until 2017 they were called Alternext and Marché Libre, of NYSE Euronext.
  const modern = text
    .replace(/^nyse /, '')
    .replace(/^alternext/, 'euronext growth')
    .replace(/^marché libre/, 'euronext access');
  const [, kind = '', cities = ''] = /^euronext (?:(growth|access\+?|expand|miv|star) )?(.+)$/.exec(modern) ?? [];
  const byCity = marketsByKind[kind === 'star' ? '' : kind.replace('+', '')];
  const mics = cities.split(',').map((each) => {
    const city = each.trim();
    return byCity && Object.hasOwn(byCity, city) ? byCity[city] : marketsByName.get(city);
  });
  return mics.every((mic) => mic !== undefined) ? mics : null;
}

export const isBesideHome = (mic: string): boolean => besideHome.has(mic);
