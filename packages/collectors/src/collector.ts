// What a collector is: steps, outcomes, batches and `defineCollector`, for authors of collectors and the engine.

import type { DatasetId, Day, RecordOf, SourceId } from '@tickermill/core';
import type { Answer, UpstreamRequest } from '@tickermill/upstream';
import type { z } from 'zod';

/** A step to take: one request that a task will make. Calling a step makes one. */
export interface StepCall {
  /** The collector whose step it is, where that is another than the one that calls it. */
  readonly collector?: string;
  readonly step: string;
  /** The step's input as JSON: what its schema accepts. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The key of the requested document: it is not requested again once it is stored or set aside. */
  readonly unlessStored?: string;
  /** Of the targets that the calling task serves, those that this one serves; without it: all of them. */
  readonly targets?: readonly string[];
}

/** The source answered, and what it answered means records, covered ranges, further steps, or several of these. */
export interface Found<R> {
  readonly kind: 'found';
  readonly records?: readonly R[];
  /** Steps that the answer calls for, the most urgent first. */
  readonly next?: readonly StepCall[];
  /** How many documents this target may still request in this run; the rest is left for the next one. */
  readonly documentLimit?: number;
  /** What the history calls found, where that is not the number of records. */
  readonly found?: number;
}

/** The source answered, and has none. */
export interface Nothing<R> {
  readonly kind: 'nothing';
  readonly because: string;
  /** The absence of data as a record: stored if no other source is tried. */
  readonly records?: readonly R[];
}

/** The source no longer knows the target. */
export interface Gone {
  readonly kind: 'gone';
  readonly because: string;
}

/** What an answer means. Everything else is thrown as a `PipelineError`. */
export type Outcome<R> = Found<R> | Nothing<R> | Gone;

export const found = <R>(what: Omit<Found<R>, 'kind'>): Found<R> => ({ kind: 'found', ...what });
export const nothing = <R = never>(because: string, records: readonly R[] = []): Nothing<R> => ({
  kind: 'nothing',
  because,
  records,
});
export const gone = (because: string): Gone => ({ kind: 'gone', because });

/** What is stored of where a document came from. */
export interface StoredDocument {
  readonly key: string;
  readonly url: string;
  readonly filedOn: Day;
}

/** One request and a pure parse. */
export interface StepDefinition<S extends z.ZodObject, R> {
  readonly id: string;
  /** What a task keeps of the call. Fields may only be added, and only optional ones: tasks outlive deployments. */
  readonly input: S;
  /** What the request is about, shown in the job console after the step and the ticker: an accession. */
  title?(input: z.output<S>): string;
  request(input: z.output<S>): UpstreamRequest;
  /** Pure: the same answer always means the same. @throws {PipelineError} with a code of the catalogue. */
  parse(answer: Answer, input: z.output<S>): Outcome<R>;
  /** The version of `parse`, raised when it reads documents differently: `replay` reads again what an older one read. */
  readonly parserVersion?: number;
  /** Its answers may be so large that reading one would hold up all else: those are read in a thread of their own. */
  readonly isHeavy?: true;
  /**
   * The request carries what the server called the version of the file that was stored last. If it is the same still,
   * `parse` is given a 304.
   */
  readonly isConditional?: true;
  /** The input that the step had for a stored document: `replay` reads it again without a request. */
  asked?(stored: StoredDocument): z.input<S>;
}

/** Options of a call beside its input. */
type StepOptions = Pick<StepCall, 'unlessStored' | 'targets'>;

/** A step that has been defined: calling it makes a `StepCall`. */
export interface Step<S extends z.ZodObject, R> extends StepDefinition<S, R> {
  (input: z.input<S>, options?: StepOptions): StepCall;
}

/** Defines a step. */
export function step<S extends z.ZodObject, R>(definition: StepDefinition<S, R>): Step<S, R> {
  const call = (input: z.input<S>, options: StepOptions = {}): StepCall => ({
    step: definition.id,
    input: definition.input.parse(input) as Record<string, unknown>,
    ...options,
  });
  return Object.assign(call, definition);
}

/** Targets that share one request, if the source answers for many at once. */
export interface Batch<P> {
  readonly key: string;
  /** The most targets of one request. */
  readonly size: number;
  start(targets: readonly { readonly target: string; readonly params: P }[]): StepCall;
}

/** How one dataset is obtained from one source: its steps, and the first of them. Knows neither store, queue nor clock. */
export interface CollectorDefinition<D extends DatasetId, P extends z.ZodObject> {
  readonly id: string;
  readonly dataset: D;
  readonly source: SourceId;
  /** Parameters of a target of the dataset, all with a default or required; a collector has no clock. */
  readonly params: P;
  readonly steps: readonly StepDefinition<z.ZodObject, RecordOf<D>>[];
  start(about: { target: string; params: z.output<P> }): StepCall;
  /** Whether this source can serve these parameters; without it: always. */
  serves?(params: z.output<P>): boolean;
  /** For collectors of whole days of markets: when the days of these parameters are published, and how many requests they take. */
  readonly wholeDays?: {
    publishedAt(params: z.output<P>): Date;
    requests(params: z.output<P>): number;
  };
  readonly batch?: {
    /**
     * The batch of a target with these parameters: targets of the same key share a request. Null: it is requested
     * alone.
     */
    of(params: z.output<P>): Batch<z.output<P>> | null;
  };
}

/** Any collector, as the engine sees it. */
export type Collector = CollectorDefinition<DatasetId, z.ZodObject>;

/** Defines a collector. It exists once it is listed in `registry.ts`. */
export function defineCollector<D extends DatasetId, P extends z.ZodObject>(
  definition: CollectorDefinition<D, P>,
): CollectorDefinition<D, P> {
  return definition;
}
