import { sectionsParams } from '@tickermill/collectors';
import { addDays, dayAt, edgarZone } from '@tickermill/core';
import type { Database } from '@tickermill/store';
import { rereadableReports, rereadReports } from '@tickermill/store/datasets';
import { type DueReport, reportsToRead, sectionTotals } from '@tickermill/store/fundamentals';
import { z } from 'zod';
import { companiesNamed } from '../companies-named.ts';
import { type Candidates, defineDataset, type TargetsRun } from '../definition.ts';
import { daysBack } from '../schedule-params.ts';
import { asListed } from '../source-order.ts';

/** How far back reports are read: of followed companies the latest one, of those that a person names a year of them. */
const daysOf = { followed: 100, named: 400 };

/** The main items of annual and quarterly reports as text. */
export const filingSections = defineDataset({
  id: 'filing-sections',
  words: { title: 'sections of reports', target: 'report', found: 'section', created: 'section' },
  async summary({ sql }) {
    const { documents, sections, unsure, first, latest } = await sectionTotals(sql);
    const counts = [
      { name: 'reports', noun: 'report', count: documents },
      { name: 'sections', noun: 'section', count: sections },
      { name: 'unsure', noun: 'unsure section', count: unsure },
    ];
    return { counts, first, latest };
  },
  target: 'filing',
  params: sectionsParams,
  targets: (db, run, { now }) => toCandidates(db, run, now),
  lookback: null,
  freshMs: null,
  hasNews: null,
  marketLists: null,
  maxRequests: () => 1,
  sources: asListed,
  asFallback: null,
  backfill: null,
  sharedDays: null,
  onTrack: null,
  onFirstTrack: null,
  scheduleParams: z.strictObject({ daysBack: daysBack.optional() }),
  documents: {
    page: rereadableReports,
    reread: (store, records, { dryRun, parserVersion }) =>
      rereadReports(
        store,
        records.map((record) => ({ ...record, parserVersion })),
        { dryRun },
      ),
  },
  // Those that were not reached are named again by the next run: nothing of them is stored.
  supersedes: true,
});

/** The reports of the tickers that a run names, or the new ones of followed companies, that were not read yet. */
async function toCandidates(db: Database, { request }: TargetsRun, now: Date): Promise<Candidates> {
  const { force, tickers, params } = request;
  const given = params['daysBack'];
  const days = typeof given === 'number' ? given : tickers === null ? daysOf.followed : daysOf.named;
  const since = addDays(dayAt(now, edgarZone), -days);
  const toTarget = ({ accession, symbols, cik, filed, primaryDocument }: DueReport) => ({
    target: accession,
    tickers: [...symbols],
    params: { cik, filed, primaryDocument },
    force,
  });
  const { companies, skipped } =
    tickers === null ? { companies: null, skipped: [] } : await companiesNamed(db, tickers, {});
  const ciks = companies?.map(({ cik }) => cik) ?? null;
  const due = await reportsToRead(db, { ciks, since, isAgain: force });
  return { targets: due.map(toTarget), skipped };
}
