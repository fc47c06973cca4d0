import { setImmediate } from 'node:timers/promises';
import {
  type DatasetId,
  type Day,
  PipelineError,
  type RecordOf,
  type SourceId,
  toPipelineError,
} from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { keepSetAside, type Reread, type RereadableDocument } from '@tickermill/store/datasets';
import { publishReplayFinished, type ReplayCounts } from '@tickermill/store/events';
import { type KeptBody, readCaptures } from '@tickermill/store/ledger';
import { makeAnswer } from '@tickermill/upstream';
import { chainOf, collectorOf, documentStepOf, type StepOf as Step } from '../catalogue.ts';
import { validated } from '../collecting/store-answer.ts';
import type { Documents } from '../datasets/definition.ts';
import { allDatasets } from '../datasets/registry.ts';
import { sourcesOfCollectors } from '../datasets/source-order.ts';
import { openParsePool, type ParsePool } from '../parsing/parse-pool.ts';
import { sumOf, toNext, toPlace } from './place.ts';

interface ReplayAsked {
  /** Whose documents; or the source that they came from, of which the first dataset that has some is meant. */
  readonly dataset?: DatasetId | undefined;
  readonly source?: SourceId | undefined;
  readonly since: Day | null;
  /** Empty: any. */
  readonly accessions: readonly string[];
  /** Those too that the current version of the parser read. */
  readonly all: boolean;
  readonly dryRun: boolean;
  /** Where the page before ended: its `next`. */
  readonly after: string | null;
  readonly limit: number;
}

/** What a parser of today makes of a document that is kept. */
interface ReplayedDocument {
  readonly accession: string;
  readonly wasSetAside: boolean;
  readonly changes: Reread['changes'][number][];
  /** Other filings that count otherwise, since an amendment is matched otherwise. */
  readonly relinked: string[];
  readonly error: { readonly code: string; readonly message: string } | null;
  /** `stored`: it was set aside and can be read now. `missing`: its bytes are not kept. */
  readonly state: 'changed' | 'stored' | 'unchanged' | 'unreadable' | 'missing';
}

/** A page of a replay, with all of its documents but the unchanged. */
export interface ReplayPage extends ReplayCounts {
  readonly dataset: DatasetId;
  readonly source: SourceId;
  readonly dryRun: boolean;
  readonly parserVersion: number;
  readonly documents: ReplayedDocument[];
  /** The `after` of the next page; null: this was the last. */
  readonly next: string | null;
}

/** So many documents are stored at a time: what a transaction costs is shared by them, and no issuer is locked for long. */
const groupSize = 20;
/** Reading less than this in the thread of the caller holds nobody up for long. */
const inlineBytes = 8 * 1024 * 1024;
/** A page ends early after so long: the caller sees progress, and nothing times out. */
const pageMs = 5_000;

/**
 * Reads a page of documents again that an older version of the parser read, from their captures, without a request. A
 * document read again has the current version, so an interrupted replay resumes where it was. The last page publishes
 * the totals as an event.
 */
export async function replay(
  { store }: { store: Store },
  { since, accessions, all, dryRun, after, limit, ...which }: ReplayAsked,
  parser?: Step,
): Promise<ReplayPage> {
  const { dataset, documents: kept, step } = documentsOf(which);
  const reading = parser ?? step;
  const { source } = collectorOf(dataset);
  const parserVersion = reading.parserVersion ?? 1;
  const olderThan = all ? parserVersion + 1 : parserVersion;
  const place = toPlace(after);
  const page = { olderThan, since, keys: accessions, after: place.accession, limit };
  const documents = await kept.page(store.sql, page);
  const read: ReplayedDocument[] = [];
  const endsAt = performance.now() + pageMs;
  const parsing = openParsePool({ inlineBytes });
  const deps = { store, dataset, kept, reading, parsing };
  const size = kept.groupSize ?? groupSize;
  // While a group is stored the next one is read: Postgres and this process work side by side.
  let storing: Promise<ReplayedDocument[]> = Promise.resolve([]);
  try {
    for (let start = 0; start < documents.length && performance.now() < endsAt; start += size) {
      const readings = await readGroup(deps, documents.slice(start, start + size));
      read.push(...(await storing));
      storing = storeGroup(deps, readings, { dryRun, parserVersion });
      storing.catch(() => {}); // thrown where it is awaited
    }
    read.push(...(await storing));
  } finally {
    await parsing.close();
  }
  const isLast = documents.length < limit && read.length === documents.length;
  const count = (state: ReplayedDocument['state']) => read.filter((each) => each.state === state).length;
  const counts = {
    read: read.length,
    changed: count('changed'),
    stored: count('stored'),
    unchanged: count('unchanged'),
    unreadable: count('unreadable'),
    missing: count('missing'),
  };
  const soFar = sumOf(place.counts, counts);
  if (isLast && !dryRun) await publishReplayFinished(store.sql, { dataset, source, parserVersion, counts: soFar });
  const last = read.at(-1);
  return {
    dataset,
    source,
    dryRun,
    parserVersion,
    ...counts,
    documents: read.filter(({ state }) => state !== 'unchanged'),
    next: isLast || !last ? null : toNext({ accession: last.accession, counts: soFar }),
  };
}

/**
 * The documents that are meant: of a source, those of the first of its datasets that has some.
 * @throws {PipelineError} `INVALID_INPUT` where there are none.
 */
function documentsOf({ dataset, source }: Pick<ReplayAsked, 'dataset' | 'source'>) {
  for (const { id, documents } of allDatasets) {
    const step = documentStepOf(id);
    const isMeant = dataset === undefined ? sourcesOfCollectors(id).some((each) => each === source) : id === dataset;
    if (documents && step && isMeant) return { dataset: id, documents, step };
  }
  const field = dataset === undefined ? 'source' : 'dataset';
  throw new PipelineError('INVALID_INPUT', `${field}: no documents of it are kept`, { detail: { field } });
}

interface RereadDeps {
  readonly store: Store;
  readonly dataset: DatasetId;
  readonly kept: Documents<DatasetId>;
  readonly reading: Step;
  readonly parsing: ParsePool;
}

/** A document and its new reading: a record, or why there is none. */
interface Reading {
  readonly document: RereadableDocument;
  readonly record: RecordOf<DatasetId> | null;
  /** Null: it was read, or its bytes are not kept. */
  readonly error: ReplayedDocument['error'];
}

async function readGroup(deps: RereadDeps, documents: readonly RereadableDocument[]): Promise<Reading[]> {
  const { store } = deps;
  const captures = await readCaptures(
    store.sql,
    documents.flatMap(({ sha256 }) => sha256 ?? []),
  );
  const readings: Reading[] = [];
  for (const document of documents) {
    const capture = captures.get(document.sha256 ?? '');
    readings.push(capture ? await readingOf(deps, document, capture) : { document, record: null, error: null });
    await setImmediate(); // what else this process serves waits for one document, not for the group
  }
  return readings;
}

async function storeGroup(
  { store, dataset, kept }: RereadDeps,
  readings: readonly Reading[],
  options: { dryRun: boolean; parserVersion: number },
): Promise<ReplayedDocument[]> {
  const { dryRun, parserVersion } = options;
  for (const { document, error } of readings) {
    if (error && document.isSetAside && !dryRun)
      await keepSetAside(store.sql, { dataset, key: document.key }, { ...error, parserVersion });
  }
  const records = readings.flatMap(({ record }) => record ?? []);
  const rereads = [...(records.length > 0 ? await kept.reread(store, records, options) : [])];
  return readings.map(({ document, record, error }) => {
    const about = { accession: document.key, wasSetAside: document.isSetAside, changes: [], relinked: [], error };
    const reread = record && rereads.shift();
    if (!reread) return { ...about, state: error ? 'unreadable' : 'missing' };
    const { isNew, changes, relinked } = reread;
    const state = isNew ? 'stored' : changes.length + relinked.length > 0 ? 'changed' : 'unchanged';
    return { ...about, state, changes: [...changes], relinked: [...relinked] };
  });
}

async function readingOf(deps: RereadDeps, document: RereadableDocument, capture: KeptBody): Promise<Reading> {
  try {
    return { document, record: await readAgain(deps, document, capture), error: null };
  } catch (thrown) {
    const { code, message } = toPipelineError(thrown);
    return { document, record: null, error: { code, message } };
  }
}

async function readAgain(
  { dataset, reading, parsing }: Pick<RereadDeps, 'dataset' | 'reading' | 'parsing'>,
  { key, filedOn, url, input }: RereadableDocument,
  capture: KeptBody,
): Promise<RecordOf<DatasetId>> {
  const from = url ?? capture.url;
  // The same content may have been captured under another address: the record keeps its own.
  const asked = reading.input.parse(input ?? reading.asked?.({ key, url: from, filedOn: filedOn ?? '' }));
  const answer = makeAnswer({ method: 'GET', url: from }, { status: capture.status, body: capture.body });
  const collector = chainOf(dataset).find(({ steps }) => steps.includes(reading))?.id;
  // A parser that was handed in is known to this thread alone.
  const outcome =
    collector === undefined
      ? reading.parse(answer, asked as never)
      : await parsing.parse({ collector, step: reading }, answer, asked);
  const [record, ...more] = outcome.kind === 'found' ? validated(dataset, outcome.records ?? []) : [];
  if (!record || more.length > 0) {
    throw new PipelineError('UNEXPECTED_ANSWER', `The document of ${key} does not hold one record.`);
  }
  return record;
}
