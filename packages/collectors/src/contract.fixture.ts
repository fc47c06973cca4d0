import { readdirSync, readFileSync } from 'node:fs';
import { datasets, type ErrorCode, PipelineError } from '@tickermill/core';
import { makeAnswer } from '@tickermill/upstream';
import { expect } from 'chai';
import { z } from 'zod';
import type { Collector, Outcome, StepDefinition } from './collector.ts';
import { collectors } from './registry.ts';

/** An answer with its request, as a file in `fixtures/`: the body is JSON, text by its lines, or bytes in base 64. */
const Fixture = z.object({
  about: z.string(),
  /** False: written from the documents of the format, not recorded from the source. */
  recorded: z.boolean(),
  step: z.string(),
  input: z.record(z.string(), z.json()),
  request: z.object({ method: z.enum(['GET', 'HEAD', 'POST']), url: z.url() }),
  status: z.int(),
  headers: z.record(z.string(), z.string()).default({}),
  json: z.json().optional(),
  lines: z.array(z.string()).optional(),
  base64: z.base64().optional(),
});
type Fixture = z.infer<typeof Fixture>;

/** What an answer is expected to mean: a kind of outcome, `found elsewhere` for records of another target, or the code thrown. */
type ExpectedOutcome = Outcome<unknown>['kind'] | 'found elsewhere' | ErrorCode;

/** Collectors whose format says of no answer whom it is about: a list of everyone. */
const namesNobody: ReadonlySet<string> = new Set([
  ...['companies', 'nasdaq-listings', 'euronext-listings', 'lse-listings', 'xetra-listings'],
  ...[
    'krx-listings',
    'krx-etf-master',
    'korean-sectors',
    'korean-valuations',
    'korean-etf-values-web',
    'krx-web-market-days',
  ],
]);

/** The fixtures of a collector's folder by their names. */
export function fixturesOf(collector: string): Map<string, Fixture> {
  const folder = new URL(`../src/${collector}/fixtures/`, import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => [
      file.replace(/\.json$/, ''),
      Fixture.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))),
    ]),
  );
}

/** The answer of a fixture, as the transport would hand it to a step. */
export function answerOf({ request, status, headers, json, lines, base64 }: Fixture) {
  const text = lines ? lines.join('\n') : JSON.stringify(json);
  const body = base64 === undefined ? Buffer.from(text) : Buffer.from(base64, 'base64');
  return makeAnswer(request, { status, headers, body });
}

/** The outcome of the named fixture, by the collector's step. */
export function outcomeOf(collector: Collector, fixture: Fixture): Outcome<unknown> {
  const step = stepOf(collector, fixture.step);
  return step.parse(answerOf(fixture), step.input.parse(fixture.input));
}

function stepOf(collector: Collector, id: string): StepDefinition<z.ZodObject, unknown> {
  const step = collector.steps.find((each) => each.id === id);
  if (!step) throw new Error(`${collector.id} has no step ${id}; it has ${collector.steps.map((each) => each.id)}`);
  return step;
}

/**
 * The suite that every collector passes. `expected` maps each fixture to its outcome; `targetOf` returns the target
 * that a record belongs to, unless targets are the whole market.
 */
export function checkCollector(
  collector: Collector,
  expected: Readonly<Record<string, ExpectedOutcome>>,
  targetOf?: (record: unknown) => string,
): void {
  const fixtures = fixturesOf(collector.id);

  it('gives each of its steps an id of its own', () => {
    const ids = collector.steps.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('refuses an answer of another, wherever its format says whom it is about', () => {
    const codes = Object.values(expected);
    const isRefused = codes.includes('WRONG_ANSWER') || codes.includes('WRONG_DOCUMENT');
    expect(isRefused).to.equal(!namesNobody.has(collector.id));
  });

  it('has an expectation for every fixture and a fixture for every expectation', () => {
    expect([...fixtures.keys()].sort()).to.deep.equal(Object.keys(expected).sort());
  });

  for (const [name, fixture] of fixtures) {
    it(`${name}: ${fixture.about}`, () => {
      const step = stepOf(collector, fixture.step);
      const input = step.input.parse(fixture.input);
      expect(step.request(input), 'the request asked').to.include(fixture.request);
      expect(step.title?.(input) ?? 'none', 'the title').to.be.a('string').that.is.not.empty;

      const meaning = expected[name];
      const outcome = meansOf(() => outcomeOf(collector, fixture));
      expect(
        meansOf(() => outcomeOf(collector, fixture)),
        'the same answer',
      ).to.deep.equal(outcome);
      if (typeof outcome === 'string') {
        expect(outcome).to.equal(meaning);
        return;
      }
      expect(outcome.kind).to.equal(meaning === 'found elsewhere' ? 'found' : meaning);
      if (outcome.kind === 'found') checkFound(collector, outcome);
      if (outcome.kind !== 'found') expect(outcome.because).to.be.a('string').that.is.not.empty;
      if (outcome.kind !== 'found' || !targetOf) return;
      const elsewhere = outcome.records?.some((record) => targetOf(record) !== fixture.input['cik']) ?? false;
      expect(elsewhere, 'a record of another target').to.equal(meaning === 'found elsewhere');
    });
  }
}

/** The outcome, or the code of the catalogue that was thrown in place of one. */
function meansOf(parse: () => Outcome<unknown>): Outcome<unknown> | ErrorCode {
  try {
    return parse();
  } catch (error) {
    if (error instanceof PipelineError) return error.code;
    throw error;
  }
}

function checkFound(collector: Collector, { records, next }: Extract<Outcome<unknown>, { kind: 'found' }>): void {
  expect(records?.length ?? next?.length, 'records or further steps').to.be.greaterThan(0);
  for (const record of records ?? []) {
    expect(record, 'empty').to.not.deep.equal({});
    // A schema drops unknown fields, so only a record that fits strictly is returned unchanged.
    expect(datasets[collector.dataset].parse(record)).to.deep.equal(record);
  }
  for (const call of next ?? []) {
    const called = collectors.find(({ id }) => id === (call.collector ?? collector.id)) ?? collector;
    const { input, id } = stepOf(called, call.step);
    const kept: unknown = JSON.parse(JSON.stringify(call.input));
    expect(input.parse(kept), `the input of ${id} after a stay in the ledger`).to.deep.equal(call.input);
  }
}
