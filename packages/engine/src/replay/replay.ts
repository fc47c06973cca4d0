import { type Day, type OwnershipFiling, PipelineError, type SourceId, toPipelineError } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { keepSetAside, type RereadableDocument, rereadableFilings, rereadFiling } from '@tickermill/store/datasets';
import { publishReplayFinished, type ReplayCounts } from '@tickermill/store/events';
import { readCapture } from '@tickermill/store/ledger';
import { makeAnswer } from '@tickermill/upstream';
import { documentStepOf, type StepOf as Step } from '../catalogue.ts';
import { validated } from '../collecting/store-answer.ts';
import { sumOf, toNext, toPlace } from './place.ts';

interface ReplayAsked {
  readonly source: SourceId;
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
  readonly changes: Awaited<ReturnType<typeof rereadFiling>>['changes'][number][];
  /** Other filings that count otherwise, since an amendment is matched otherwise. */
  readonly relinked: string[];
  readonly error: { readonly code: string; readonly message: string } | null;
  /** `stored`: it was set aside and can be read now. `missing`: its bytes are not kept. */
  readonly state: 'changed' | 'stored' | 'unchanged' | 'unreadable' | 'missing';
}

/** A page of a replay, with all of its documents but the unchanged. */
export interface ReplayPage extends ReplayCounts {
  readonly source: SourceId;
  readonly dryRun: boolean;
  readonly parserVersion: number;
  readonly documents: ReplayedDocument[];
  /** The `after` of the next page; null: this was the last. */
  readonly next: string | null;
}

/** A page ends early after so long: the caller sees progress, and nothing times out. */
const pageMs = 5_000;

/**
 * Reads a page of documents again that an older version of the parser read, from their captures, without a request. A
 * document read again has the current version, so an interrupted replay resumes where it was. The last page publishes
 * the totals as an event.
 */
export async function replay(
  { store }: { store: Store },
  { source, since, accessions, all, dryRun, after, limit }: ReplayAsked,
  reading: Step = documentStepOf(source),
): Promise<ReplayPage> {
  const parserVersion = reading.parserVersion ?? 1;
  const olderThan = all ? parserVersion + 1 : parserVersion;
  const place = toPlace(after);
  const page = { olderThan, since, keys: accessions, after: place.accession, limit };
  const documents = await rereadableFilings(store.sql, page);
  const read: ReplayedDocument[] = [];
  const endsAt = performance.now() + pageMs;
  for (const document of documents) {
    read.push(await reread(store, reading, document, { dryRun, parserVersion }));
    if (performance.now() > endsAt) break;
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
  if (isLast && !dryRun) await publishReplayFinished(store.sql, { source, parserVersion, counts: soFar });
  const last = read.at(-1);
  return {
    source,
    dryRun,
    parserVersion,
    ...counts,
    documents: read.filter(({ state }) => state !== 'unchanged'),
    next: isLast || !last ? null : toNext({ accession: last.accession, counts: soFar }),
  };
}

async function reread(
  store: Store,
  reading: Step,
  document: RereadableDocument,
  { dryRun, parserVersion }: { dryRun: boolean; parserVersion: number },
): Promise<ReplayedDocument> {
  const { key: accession, isSetAside } = document;
  const about = { accession, wasSetAside: isSetAside, changes: [], relinked: [], error: null };
  const capture = document.sha256 === null ? null : await readCapture(store.sql, document.sha256);
  if (!capture) return { ...about, state: 'missing' };
  let filing: OwnershipFiling;
  try {
    filing = readAgain(reading, document, capture, parserVersion);
  } catch (thrown) {
    const { code, message } = toPipelineError(thrown);
    if (isSetAside && !dryRun) await keepSetAside(store.sql, accession, { code, message, parserVersion });
    return { ...about, state: 'unreadable', error: { code, message } };
  }
  const { isNew, changes, relinked } = await rereadFiling(store, filing, { dryRun });
  const state = isNew ? 'stored' : changes.length + relinked.length > 0 ? 'changed' : 'unchanged';
  return { ...about, state, changes: [...changes], relinked: [...relinked] };
}

function readAgain(
  reading: Step,
  { key, filedOn, url, input }: RereadableDocument,
  capture: { url: string; status: number; body: Buffer },
  parserVersion: number,
): OwnershipFiling {
  const from = url ?? capture.url;
  // The same content may have been captured under another address: the filing keeps its own.
  const asked = reading.input.parse(input ?? reading.asked?.({ key, url: from, filedOn: filedOn ?? '' }));
  const answer = makeAnswer({ method: 'GET', url: from }, { status: capture.status, body: capture.body });
  const outcome = reading.parse(answer, asked as never);
  const [record, ...more] = outcome.kind === 'found' ? validated('insider-trades', outcome.records ?? []) : [];
  if (!record || more.length > 0) {
    throw new PipelineError('UNEXPECTED_ANSWER', `The document of ${key} does not hold one filing.`);
  }
  return { ...record, parserVersion };
}
