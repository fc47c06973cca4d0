import type { Backend } from '@tickermill/testkit';

/** One figure of a bench. */
export interface Result {
  readonly bench: string;
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  readonly backend: Backend;
  readonly workers: number;
}

const decimals = 3;

/** Prints a figure as one line of JSON on the standard output, which holds nothing else. */
export function report({ value, ...result }: Result): void {
  const { bench, metric, unit, backend, workers } = result;
  const rounded = Number(value.toFixed(decimals));
  process.stdout.write(`${JSON.stringify({ bench, metric, value: rounded, unit, backend, workers })}\n`);
}

/** Prints progress for a person, on the standard error. */
export function print(line: string): void {
  process.stderr.write(`${line}\n`);
}
