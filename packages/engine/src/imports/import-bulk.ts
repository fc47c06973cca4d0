import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type DatasetId, PipelineError, type RecordOf, toPipelineError } from '@tickermill/core';
import { isConnectionLost, isStoreBlocked, type Store } from '@tickermill/store';
import { recordAudit } from '@tickermill/store/accounts';
import {
  type BulkCounts,
  type BulkFileIdentity,
  type BulkImport,
  beginBulkImport,
  moveBulkImport,
  type RefusedEntry,
  universeCiks,
} from '@tickermill/store/fundamentals';
import { keepCapture } from '@tickermill/store/ledger';
import { makeAnswer } from '@tickermill/upstream';
import { collectorOf, stepOf } from '../catalogue.ts';
import { validated } from '../collecting/store-answer.ts';
import { type BulkKind, type BulkName, bulkKinds } from './bulk-kinds.ts';
import { type BulkZip, openBulkZip, type ZipEntry } from './bulk-zip.ts';

/** How far an import has come. */
export interface BulkProgress {
  readonly position: number;
  readonly entries: number;
  readonly counts: BulkCounts;
}

/** What an import has come to. */
export interface BulkResult extends BulkProgress {
  /** SHA-256 of the directory of the file. */
  readonly file: string;
  /** Where it began: above 0, it went on after an earlier one. */
  readonly from: number;
  /** Null: it was stopped before the last entry. */
  readonly state: 'done' | 'done-before' | null;
  readonly refusals: readonly RefusedEntry[];
}

interface BulkOptions {
  readonly kind: BulkName;
  readonly file: string;
  /** Reads everything and stores nothing. */
  readonly dryRun: boolean;
  /** From the first entry, although the file was imported before. */
  readonly again: boolean;
  /** Who does it, for the audit log. */
  readonly actor: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BulkProgress) => void;
}

/** So many refused entries are listed. */
const maxRefusals = 100;
/** The position moves with each company, and after so many entries of other ones. */
const positionEvery = 1_000;
/** The latest answer of a company is kept for as long as it is that, however short this is. */
const captureDays = 1;

const none: BulkCounts = { stored: 0, unchanged: 0, kept: 0, empty: 0, outside: 0, refused: 0 };

/** Rolls back what a dry run has stored. */
class Undone extends Error {}
/** Another process has imported the same entries meanwhile. */
class Overtaken extends Error {}

/**
 * Imports a bulk file of EDGAR: of each company of the universe its answer, as if it had been fetched when the file was
 * made, in a transaction of its own that moves the position as well. What is stored from a later answer stays.
 * @throws {PipelineError} `FILE_UNREADABLE`; `CHANGE_OVERTAKEN` if the same file is imported twice at once.
 */
export async function importBulk(
  { store, now }: { readonly store: Store; readonly now: () => Date },
  options: BulkOptions,
): Promise<BulkResult> {
  const { dryRun, again, signal, onProgress } = options;
  const kind = bulkKinds[options.kind];
  const zip = await openBulkZip(options.file);
  try {
    const identity = { dataset: kind.dataset, sha256: zip.sha256 };
    const begun: BulkImport = dryRun
      ? { position: 0, counts: none, refusals: [], finishedAt: null }
      : await begin(store, { zip, identity, again, actor: options.actor, at: now() });
    const about = { entries: zip.entryCount, file: zip.sha256, from: begun.position };
    if (begun.finishedAt !== null) return { ...about, ...begun, state: 'done-before' };
    const universe = await universeCiks(store.sql);
    const counts = { ...begun.counts };
    const refusals = [...begun.refusals];
    let moved = begun.position;
    let position = begun.position;
    const isOutside = (entry: ZipEntry) => {
      const question = kind.questionOf(entry.name);
      return question !== null && !universe.has(question.cik);
    };
    for await (const entry of zip.entries()) {
      if (entry.index < position) continue;
      if (signal?.aborted) break;
      position = entry.index + 1;
      const isLast = position === zip.entryCount;
      const move = { from: moved, position, isLast };
      if (isOutside(entry)) {
        counts.outside += 1;
        if (!isLast && position - moved < positionEvery) continue;
        if (!dryRun) await moveAlone(store, identity, { ...move, counts, refusals });
      } else {
        const told = await importEntry({ store, kind, identity, dryRun, now }, entry, { ...move, counts, refusals });
        counts[told.state] += 1;
        if (told.refusal && refusals.length < maxRefusals) refusals.push(told.refusal);
      }
      moved = position;
      onProgress?.({ position, entries: zip.entryCount, counts });
      await setImmediate(); // a signal is noticed between two companies
    }
    const state = position === zip.entryCount ? 'done' : null;
    return { ...about, position, counts, refusals, state };
  } finally {
    zip.close();
  }
}

/** Records the import and who began it, in one transaction. */
function begin(
  store: Store,
  about: { zip: BulkZip; identity: BulkFileIdentity; again: boolean; actor: string; at: Date },
): Promise<BulkImport> {
  const { zip, identity, again, actor, at } = about;
  const { name, size, entryCount: entries } = zip;
  return store.transaction(async (tx) => {
    const begun = await beginBulkImport(tx, identity, { name, size, entries, again });
    const detail = { dataset: identity.dataset, file: name, sha256: identity.sha256, from: begun.position, again };
    if (begun.finishedAt === null)
      await recordAudit(tx, {
        at,
        actor,
        role: null,
        action: 'importBulkFile',
        path: '',
        status: 200,
        detail,
        requestId: randomUUID(),
        ip: null,
      });
    return begun;
  });
}

type Move = Parameters<typeof moveBulkImport>[2];

async function moveAlone(store: Store, identity: BulkFileIdentity, move: Move): Promise<void> {
  if (!(await moveBulkImport(store.sql, identity, move))) throw overtaken();
}

const overtaken = () =>
  new PipelineError('CHANGE_OVERTAKEN', 'Another process imports the same file; this one has stopped.');

interface EntryDeps {
  readonly store: Store;
  readonly kind: BulkKind;
  readonly identity: BulkFileIdentity;
  readonly dryRun: boolean;
  readonly now: () => Date;
}

interface ToldEntry {
  readonly state: keyof BulkCounts;
  readonly refusal: RefusedEntry | null;
}

/** Stores an entry and moves the position in one transaction; what cannot be read or stored is passed over aloud. */
async function importEntry(deps: EntryDeps, entry: ZipEntry, move: Move): Promise<ToldEntry> {
  const { store, identity, dryRun } = deps;
  try {
    const read = await readEntry(deps, entry);
    if (read === null) {
      if (!dryRun) await moveAlone(store, identity, withOne(move, 'empty'));
      return { state: 'empty', refusal: null };
    }
    return { state: await storeEntry(deps, read, move), refusal: null };
  } catch (error) {
    if (error instanceof Overtaken) throw overtaken();
    if (isConnectionLost(error) || isStoreBlocked(error)) throw toPipelineError(error, 'DATABASE_UNREACHABLE');
    const { code, message } = toPipelineError(error, 'STORE_FAILED');
    if (code === 'CHANGE_OVERTAKEN') throw error;
    const refusal = { entry: entry.name.slice(0, 200), code, message: message.slice(0, 500) };
    const refusals = [...move.refusals, refusal].slice(0, maxRefusals);
    if (!dryRun) await moveAlone(store, identity, { ...withOne(move, 'refused'), refusals });
    return { state: 'refused', refusal };
  }
}

const withOne = (move: Move, state: keyof BulkCounts): Move => ({
  ...move,
  counts: { ...move.counts, [state]: move.counts[state] + 1 },
});

interface ReadEntry {
  readonly record: RecordOf<DatasetId>;
  readonly answeredAt: Date;
  readonly capture: Parameters<typeof keepCapture>[1] | null;
}

/** The record of an entry, as the collector reads it from an answer; null where the answer holds nothing. */
async function readEntry({ kind, now }: EntryDeps, entry: ZipEntry): Promise<ReadEntry | null> {
  const question = kind.questionOf(entry.name);
  if (question === null)
    throw new PipelineError('UNEXPECTED_ANSWER', 'The entry is named like no answer about a company.');
  const { id: collector, source } = collectorOf(kind.dataset);
  const step = stepOf({ collector, step: question.step });
  const body = await entry.content();
  const { url } = question;
  const answer = makeAnswer({ method: 'GET', url }, { status: 200, body });
  const outcome = step.parse(answer, step.input.parse(question.input) as never);
  if (outcome.kind !== 'found') return null;
  const [record] = validated(kind.dataset, outcome.records ?? []);
  if (!record) return null;
  const capture = { source, url, status: 200, sha256: answer.sha256, body, keepDays: captureDays };
  const latest = now();
  return {
    record,
    answeredAt: entry.writtenAt < latest ? entry.writtenAt : latest,
    capture: kind.keepsAnswers ? capture : null,
  };
}

async function storeEntry(
  { store, kind, identity, dryRun }: EntryDeps,
  { record, answeredAt, capture }: ReadEntry,
  move: Move,
): Promise<keyof BulkCounts> {
  let state: keyof BulkCounts = 'stored';
  if (capture && !dryRun) await keepCapture(store, capture);
  const work = store.sqlTransaction(async (tx) => {
    state = await kind.store(tx, record, answeredAt);
    if (dryRun) throw new Undone();
    if (!(await moveBulkImport(tx, identity, withOne(move, state)))) throw new Overtaken();
  });
  await work.catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error;
  });
  return state;
}
