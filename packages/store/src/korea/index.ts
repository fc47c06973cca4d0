/** What the Korea Exchange says of shares and funds beside their prices. */

export type { KoreanFigures, KoreanTotals } from './figures.ts';
export { koreanDaysStored, koreanFigures, koreanTotals } from './figures.ts';
