import { parseArgs } from 'node:util';
import type { Backend } from '@tickermill/testkit';

/** The options of a bench. */
export interface Options {
  readonly backend: Backend;
  /** Worker processes; null: as many as the bench wants. */
  readonly workers: number | null;
  /** How long it works; null: as long as the bench wants. */
  readonly seconds: number | null;
  /** Of `api`: what is asked while exports, streams and an import are under way, in place of the rest. */
  readonly beside: boolean;
  /** Of `refresh`: the source of whole days whose key is set; null: none. */
  readonly provider: string | null;
  /** Documents of a fuzz. */
  readonly documents: number;
  /** Seeds of a soak. */
  readonly seeds: number;
  /** The first of them; null: drawn. */
  readonly seed: number | null;
  /** The scenarios of a soak; empty: all. */
  readonly scenarios: readonly string[];
}

/** The benches of the command line; the options once for each backend. */
export interface Asked {
  readonly name: string;
  readonly each: readonly Options[];
}

/** Invalid arguments: reported without a stack. */
export class BadArguments extends Error {}

const whole = (name: string, text: string | undefined): number | null => {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new BadArguments(`--${name} wants a whole number from 1.`);
  return value;
};

/** Reads the command line. */
export function readArguments(args: readonly string[], backends: readonly Backend[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      backend: { type: 'string' },
      workers: { type: 'string' },
      seconds: { type: 'string' },
      beside: { type: 'boolean' },
      provider: { type: 'string' },
      seeds: { type: 'string' },
      seed: { type: 'string' },
      documents: { type: 'string' },
      scenario: { type: 'string', multiple: true },
    },
  });
  const { backend } = values;
  const chosen = backends.filter((each) => backend === undefined || each === backend);
  if (chosen.length === 0) throw new BadArguments(`--backend wants ${backends.join(' or ')}.`);
  return {
    name: positionals[0] ?? '',
    each: chosen.map((each) => ({
      backend: each,
      workers: whole('workers', values.workers),
      seconds: whole('seconds', values.seconds),
      beside: values.beside ?? false,
      provider: values.provider ?? null,
      documents: whole('documents', values.documents) ?? 10_000,
      seeds: whole('seeds', values.seeds) ?? 1,
      seed: whole('seed', values.seed),
      scenarios: values.scenario ?? [],
    })),
  };
}
