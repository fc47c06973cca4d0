import type { DatasetView } from '@tickermill/core/contracts';
import { counted } from './terminal.ts';

/** What is stored of each dataset, a line each: `daily prices: 25 instruments, from 2024-11-21 to 2026-11-20`. */
export const describeDatasets = (datasets: readonly DatasetView[]): string[] =>
  datasets.filter(({ counts }) => counts.some(({ count }) => count > 0)).map(describe);

function describe({ title, counts, first, latest }: DatasetView): string {
  const figures = counts.map(({ noun, count }) => counted(count, noun)).join(', ');
  const days = [first, latest].map((at) => at?.slice(0, 10));
  return `${title}: ${figures}${first ? `, from ${days[0]} to ${days[1]}` : latest ? `, latest of ${days[1]}` : ''}`;
}
