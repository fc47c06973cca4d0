import type { ListedKind } from '@tickermill/core';
import { type Draws, drawsFor } from '../../random.ts';
import { type Instrument, toIsin } from './listed-instrument.ts';

const places = [
  { listing: 'kospi', mic: 'XKRX', ending: '.KS', count: 200 },
  { listing: 'kosdaq', mic: 'XKOS', ending: '.KQ', count: 200 },
  { listing: 'konex', mic: 'XKON', ending: '', count: 30 },
  { listing: 'krx-etfs', mic: 'XKRX', ending: '.KS', count: 60 },
] as const;

/** The shares of Korea that have prices too, at the head of their lists. */
const wellKnown = { kospi: [['005930', '삼성전자']], kosdaq: [], konex: [], 'krx-etfs': [] } as const;

/** Syllables that names are made of. */
const syllables = [...'가나다라마바사아자차카타파하고노도로모보소오조코토포호구누두루무부수우주미비시이지기'];
const issuers = ['KODEX', 'TIGER', 'ACE', 'RISE', 'SOL'];
const branches = ['전자', '화학', '제약', '건설', '바이오', '소프트', '홀딩스', '에너지', '산업', '테크'];

/** Everything that is listed in Korea: shares by codes of six characters, preferred ones of another ending, receipts. */
export function koreanInstruments(seed: number): Instrument[] {
  const taken = new Set<string>(wellKnown.kospi.map(([code]) => code));
  return places.flatMap(({ listing, mic, ending, count }) => {
    const draws = drawsFor(seed, 'korea', listing);
    const toInstrument = (code: string, name: string, kind: ListedKind, nth: number): Instrument => ({
      id: `${listing}-${nth}`,
      listing,
      symbol: `${code}${ending}`,
      exchangeSymbol: code,
      name,
      mic,
      kind,
      currency: 'KRW',
      isin: toIsin('KR', `7${code}00`),
      cik: null,
      isTest: false,
    });
    const known = wellKnown[listing].map(([code, name], nth) => toInstrument(code, name, 'stock', nth));
    const invented = Array.from({ length: count - known.length }, (_, nth) => {
      const isPreferred = listing === 'kospi' && nth % 13 === 7;
      const kind = listing === 'krx-etfs' ? 'etf' : isPreferred ? 'preferred' : 'stock';
      return toInstrument(codeOf(draws, kind, taken), nameOf(draws, kind), kind, known.length + nth);
    });
    return [...known, ...invented];
  });
}

/** A share ends in 0, a preferred one in 5; what was listed since 2024 may have a letter (`0041B0`, `00104K`). */
function codeOf(draws: Draws, kind: ListedKind, taken: Set<string>): string {
  for (;;) {
    const letter = draws.chance(0.05) ? 'ABCDFGHJKLMN'.charAt(draws.int(0, 11)) : draws.digits(1);
    const code = `${draws.digits(4)}${letter}${kind === 'preferred' ? '5' : '0'}`;
    if (taken.has(code)) continue;
    taken.add(code);
    return code;
  }
}

function nameOf(draws: Draws, kind: ListedKind): string {
  const name = Array.from({ length: draws.int(2, 3) }, () => draws.pick(syllables)).join('');
  if (kind === 'etf') return `${draws.pick(issuers)} ${name}${draws.pick(branches)}`;
  return `${name}${draws.pick(branches)}${kind === 'preferred' ? '우' : ''}`;
}
