import type { DailyIndex, FeedPoll } from '@tickermill/core';
import { storeFeedPoll, storeIndex, trackedAmong } from '../market/reading.ts';
import type { NextTask } from '../new-task.ts';
import type { Sql } from '../sql.ts';
import type { StoredCount } from '../stored.ts';
import { type DatasetTable, noDocuments } from './table.ts';

/** Stores what files of the daily index name. `found` are the filings that they have called for. */
async function storeIndexes(tx: Sql, records: readonly DailyIndex[]): Promise<StoredCount[]> {
  for (const record of records) await storeIndex(tx, record);
  return [];
}

/** Writes how far polls of the feed reached. */
async function storeFeedPolls(tx: Sql, records: readonly FeedPoll[]): Promise<StoredCount[]> {
  for (const record of records) await storeFeedPoll(tx, record);
  return [];
}

/** Of documents that a list of the whole market names, those that touch tracked companies, each once. */
async function touchingTracked(tx: Sql, next: readonly NextTask[]): Promise<NextTask[]> {
  const cikOf = ({ input }: NextTask) => String(input['cik']);
  const tracked = await trackedAmong(
    tx,
    next.flatMap((task) => (task.documentKey === null ? [] : cikOf(task))),
  );
  // Every list names the parties in an order of its own; requested under the same one of them, a filing is one request.
  const chosen = new Map<string, string>();
  for (const task of next) {
    const [key, cik] = [task.documentKey, cikOf(task)];
    if (key === null || !tracked.has(cik)) continue;
    const known = chosen.get(key);
    if (known === undefined || cik < known) chosen.set(key, cik);
  }
  return next.filter((task) => task.documentKey === null || chosen.get(task.documentKey) === cikOf(task));
}

export const ownershipIndexTable: DatasetTable<'ownership-index'> = {
  dataset: 'ownership-index',
  recordsOf: 'market',
  store: storeIndexes,
  settled: noDocuments,
  wanted: touchingTracked,
};

export const ownershipFeedTable: DatasetTable<'ownership-feed'> = {
  dataset: 'ownership-feed',
  recordsOf: 'market',
  store: storeFeedPolls,
  settled: noDocuments,
  wanted: touchingTracked,
};
