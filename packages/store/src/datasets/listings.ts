import { type Day, type ListedInstrument, type Listing, ListingId, type UnchangedListing } from '@tickermill/core';
import type { Sql } from '../sql.ts';
import { delistMissing, reviveListed } from '../universe/life-cycle.ts';
import { keepFile } from '../universe/listing-files.ts';
import {
  forgetOtherExchanges,
  keepNamings,
  markMissing,
  storedLines,
  updateInstruments,
  withCiks,
} from '../universe/listing-lines.ts';
import {
  judgeReading,
  type ListingRun,
  lastReadings,
  recordFailedReading,
  recordRuns,
  unchangedReading,
} from '../universe/listing-runs.ts';
import { lockUniverse } from '../universe/lock-universe.ts';
import { type KeptLine, matchRows, type RowMatch } from '../universe/match-rows.ts';
import { refuteReturned } from '../universe/proposals.ts';
import {
  addInstruments,
  closeSymbols,
  openSymbols,
  placeSymbols,
  recordTransitions,
  type Transition,
  today,
  toTransition,
} from '../universe/transitions.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/** The whole of a listing, as it was read on a day (UTC); its symbols are unique within each exchange. */
export type ListingReading = Pick<Listing, 'listing' | 'instruments' | 'validators'> & { readonly day: Day };

/** Securities that an exchange tests itself with. */
const isTest = ({ statusFlags }: ListedInstrument) => statusFlags.includes('test-issue');

/**
 * Writes what a listing says: its instruments, what is new, changed its symbol or went, each with its event, and how the
 * reading of each exchange went. An exchange of which it says the same as before costs no write; one that has shrunk by over
 * a tenth is refused, and nothing of it is stored or delisted.
 */
export async function storeListing(tx: Sql, reading: ListingReading): Promise<ListingRun[]> {
  const { listing, day, instruments: all, validators } = reading;
  await lockUniverse(tx);
  const instruments = all.filter((each) => !isTest(each));
  const last = await lastReadings(tx, listing);
  const byMic = new Map<string, ListedInstrument[]>([...last.keys()].map((mic) => [mic, []]));
  for (const row of instruments) {
    const rows = byMic.get(row.mic);
    if (rows) rows.push(row);
    else byMic.set(row.mic, [row]);
  }
  const runs = [...byMic].map(([mic, rows]) => judgeReading(listing, mic, rows, last.get(mic)));
  const read = runs.filter(isSuccess).map(({ mic }) => mic);
  const match = runs.some(({ status }) => status === 'done')
    ? await storeRows(
        tx,
        { listing, day, mics: read },
        instruments.filter(({ mic }) => read.includes(mic)),
      )
    : null;
  await keepFile(tx, listing, runs.every(isSuccess) ? (validators ?? null) : null);
  const counted = runs.map((run) => ({ ...run, ...countsOf(match, run.mic) }));
  return endReading(tx, { listing, day }, counted);
}

/** Records that the file of a listing is the one that was read last: its instruments are listed still, and missing again. */
export async function storeUnchangedListing(
  tx: Sql,
  { listing, day }: { listing: ListingId; day: Day },
): Promise<ListingRun[]> {
  await lockUniverse(tx);
  const last = await lastReadings(tx, listing);
  // Without the readings that it was compared with, the file must be read whole.
  if (last.size === 0) await keepFile(tx, listing, null);
  return endReading(
    tx,
    { listing, day },
    [...last.values()].map((each) => unchangedReading(listing, each)),
  );
}

const isSuccess = ({ status }: ListingRun) => status === 'done' || status === 'unchanged';

/** What follows from readings for the instruments that are missing, or shown again; and the record of them. */
async function endReading(
  tx: Sql,
  { listing, day }: { listing: string; day: Day },
  runs: readonly ListingRun[],
): Promise<ListingRun[]> {
  const about = { listing, day, mics: runs.filter(isSuccess).map(({ mic }) => mic) };
  await refuteReturned(tx);
  const delisted = await delistMissing(tx, about);
  await reviveListed(tx, about);
  const counted = runs.map((run) => ({ ...run, delisted: delisted.get(run.mic) ?? 0 }));
  await recordRuns(tx, day, counted);
  return counted;
}

async function storeRows(
  tx: Sql,
  about: { listing: string; day: Day; mics: readonly string[] },
  instruments: readonly ListedInstrument[],
): Promise<RowMatch> {
  const { listing, day, mics } = about;
  const rows = await withCiks(tx, instruments);
  const match = matchRows(rows, await storedLines(tx, listing, rows), new Set(mics));
  const { kept, added, displaced, missing } = match;
  const changed = kept.filter(({ how }) => how === 'moved' || how === 'renamed' || how === 'relisted');
  // Whoever goes on under another symbol loses the former one first, so that two may swap theirs.
  const closing = [...changed.map(({ line }) => line), ...displaced.map(({ line }) => line)];
  if (closing.length > 0)
    await closeSymbols(
      tx,
      closing.map(({ instrumentId }) => instrumentId),
      day,
    );
  const placed = kept.filter(({ how }) => how === 'placed').map(toPlacement);
  if (placed.length > 0) await placeSymbols(tx, placed);
  if (changed.length > 0) await openSymbols(tx, changed.map(toPlacement), day);
  // A CIK of the SEC's list proves which instrument is meant. That list alone says whose an instrument is.
  const newRows = added.map(({ row }) => ({ ...row, cik: null }));
  const ids = await addInstruments(tx, about, newRows);
  const moved = changed.filter(({ how }) => how === 'moved').map(({ line }) => line.instrumentId);
  if (moved.length > 0) await forgetOtherExchanges(tx, listing, moved);
  await updateInstruments(tx, kept);
  await keepNamings(tx, about, [
    ...kept.map(({ line, row }) => ({ instrumentId: line.instrumentId, row: { ...row, cik: null } })),
    ...newRows.map((row, nth) => ({ instrumentId: String(ids[nth]), row })),
  ]);
  if (missing.length > 0) await markMissing(tx, about, missing);
  await recordTransitions(tx, [
    ...changed.map((each) => transitionOf(each, about)),
    ...displaced.map(({ line, row }) => ({
      instrumentId: line.instrumentId,
      day,
      what: 'symbol-passed' as const,
      listing,
      mic: line.mic,
      symbol: line.symbol,
      detail: { isins: [line.isin, row.isin], ciks: [line.cik, row.cik], names: [line.listedName, row.name] },
    })),
    ...added.flatMap(({ row, proposal }, nth) =>
      proposal ? toTransition(String(ids[nth]), row, proposal, about) : [],
    ),
  ]);
  return match;
}

const toPlacement = ({ line, row }: KeptLine) => ({
  instrumentId: line.instrumentId,
  symbol: row.symbol,
  mic: row.mic,
});

function transitionOf({ line, row, how, by }: KeptLine, { listing, day }: { listing: string; day: Day }): Transition {
  const detail = {
    from: `${line.mic}:${line.symbol}`,
    to: `${row.mic}:${row.symbol}`,
    ...(row.isin === null ? {} : { isin: row.isin }),
    ...(row.cik === null ? {} : { cik: row.cik }),
    names: [line.listedName, row.name],
  };
  const what = how === 'moved' || how === 'relisted' ? how : 'renamed';
  return {
    instrumentId: line.instrumentId,
    day,
    what,
    listing,
    mic: row.mic,
    symbol: row.symbol,
    detail,
    confirmedBy: by,
  };
}

const countsOf = (match: RowMatch | null, mic: string) => {
  if (match === null) return { added: 0, changed: 0, missing: 0 };
  const { kept, added, missing } = match;
  const isHere = ({ row }: { row: { mic: string } }) => row.mic === mic;
  const isNew = ({ how }: KeptLine) => how === 'relisted';
  return {
    added: added.filter(isHere).length + kept.filter(isNew).filter(isHere).length,
    changed: kept.filter(({ how }) => how === 'moved' || how === 'renamed').filter(isHere).length,
    missing: missing.filter(({ namedAt, missingSince }) => namedAt === mic && missingSince === null).length,
  };
};

/** Codes of a list that arrived and could not be understood. */
const isStructure = (code: string) => code.startsWith('LISTING_') || code === 'UNEXPECTED_ANSWER';

const storeReading = (tx: Sql, record: Listing | UnchangedListing, day: Day) =>
  'isUnchanged' in record
    ? storeUnchangedListing(tx, { listing: record.listing, day })
    : storeListing(tx, { ...record, day });

export const listingsTable: DatasetTable<'listings'> = {
  dataset: 'listings',
  recordsOf: 'market',
  async store(tx, records) {
    const day = await today(tx);
    const runs: ListingRun[] = [];
    for (const record of records) runs.push(...(await storeReading(tx, record, day)));
    const sum = (of: (run: ListingRun) => number) => runs.reduce((total, run) => total + of(run), 0);
    const updated = sum(({ changed, missing }) => changed + missing);
    return [{ target: '*', records: sum(({ rows }) => rows), created: sum(({ added }) => added), updated }];
  },
  settled: noDocuments,
  async failed(tx, targets, { code, message }) {
    const day = await today(tx);
    const status = isStructure(code) ? 'structure_error' : 'failed';
    for (const { target } of targets) {
      const { data: listing } = ListingId.safeParse(target);
      if (listing) await recordFailedReading(tx, { listing, day, status, message: `${code}: ${message}` });
    }
  },
};
