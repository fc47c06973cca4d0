import { z } from 'zod';

/** The exchanges whose sessions are known, by their market identifier codes (ISO 10383). */
export const Mic = z.enum(['XNYS', 'XNAS', 'XLON', 'XPAR', 'XETR', 'XKRX']);
export type Mic = z.infer<typeof Mic>;

/** The endings by which Yahoo tells exchanges apart. */
const endings: readonly (readonly [ending: string, mic: Mic])[] = [
  ['.L', 'XLON'],
  ['.PA', 'XPAR'],
  ['.DE', 'XETR'],
  ['.KS', 'XKRX'],
];

/** The exchange whose calendar a symbol follows: the one that its listing names, or else what its ending says. */
export function micOf(symbol: string, mic: string | null): Mic {
  const named = Mic.safeParse(mic);
  if (named.success) return named.data;
  return endings.find(([ending]) => symbol.endsWith(ending))?.[1] ?? 'XNYS';
}
