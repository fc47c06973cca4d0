// Contract of receipts, for the API and its clients.

import { z } from 'zod';
import { OwnershipForm } from '../datasets.ts';
import { Day, dayMs } from '../day.ts';
import { Accession, Cik } from '../identifiers.ts';
import { AskedDay } from './paging.ts';
import { defineRoute } from './route.ts';

/** A filing that an index names and that is not stored, with the reason. */
const UnstoredFiling = z.object({
  accession: Accession,
  form: OwnershipForm,
  /** The tracked companies that it touches, as issuer or as owner. */
  ciks: z.array(Cik),
  /** `set-aside`, `waiting`, `queued`, `running`, `failed`, `cancelled`, `superseded`, or `never-asked`. */
  reason: z.string(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
});

const counts = {
  /** Ownership filings in the index that touch a ticker which was tracked by then. */
  filings: z.int(),
  /** Stored under a tracked issuer, stored as another issuer's, or set aside. */
  settled: z.int(),
  stored: z.int(),
  other_issuer: z.int(),
  set_aside: z.int(),
};

/** What became of the filings that the index of one day names. */
export const ReceiptView = z
  .object({
    day: Day,
    /** read, awaited, overdue: not there at 12:00 on the next day; closed: there was none, as EDGAR was closed. */
    index: z.enum(['read', 'awaited', 'overdue', 'closed']),
    closed_by: z.string().nullable().describe('Who passed the day: `directory`, or an operator.'),
    ...counts,
    /** Those that are neither stored nor set aside. */
    missing: z.array(UnstoredFiling),
    set_aside_filings: z.array(UnstoredFiling),
  })
  .meta({ id: 'Receipt' });
export type ReceiptView = z.infer<typeof ReceiptView>;

/** `GET receipts`: the proof that nothing was missed, day by day. */
export const ReceiptsResponse = z
  .object({
    from: Day,
    to: Day,
    form: OwnershipForm.nullable(),
    /** Every index up to this day is read; null before the first. */
    watermark: Day.nullable(),
    total: z.object({ ...counts, missing: z.int() }),
    items: z.array(ReceiptView),
  })
  .meta({ id: 'Receipts' });
export type ReceiptsResponse = z.infer<typeof ReceiptsResponse>;

/** A day that was passed, and how far every index is read now. */
export const PassedDay = z
  .object({ day: Day, closed_by: z.string(), watermark: Day.nullable() })
  .meta({ id: 'PassedDay' });
export type PassedDay = z.infer<typeof PassedDay>;

const maxDays = 366;

export const receiptRoutes = {
  list: defineRoute({
    id: 'listReceipts',
    method: 'get',
    path: '/receipts',
    tag: 'Receipts',
    role: 'viewer',
    summary: 'Day by day: the ownership filings that EDGAR named, how many are settled, and each one that is missing.',
    query: z
      .object({ form: OwnershipForm.optional(), from: AskedDay.optional(), to: AskedDay.optional() })
      .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
        path: ['to'],
        error: 'must not be before from',
      })
      .refine(({ from, to }) => from === undefined || to === undefined || daysBetween(from, to) <= maxDays, {
        path: ['from'],
        error: `must not be more than ${maxDays} days before to`,
      }),
    answers: { 200: ReceiptsResponse },
  }),
  pass: defineRoute({
    id: 'passMarketDay',
    method: 'post',
    path: '/market/days/{day}/pass',
    tag: 'Receipts',
    role: 'operator',
    summary: 'Passes a filing day that has no index because EDGAR was closed: the watermark no longer waits for it.',
    params: z.object({ day: AskedDay }),
    answers: { 200: PassedDay },
  }),
};

const daysBetween = (from: Day, to: Day) => (Date.parse(to) - Date.parse(from)) / dayMs;
