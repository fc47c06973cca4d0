import { judgeAmendments } from '@tickermill/store/datasets';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** So many issuers at a time: matching one locks its filings. */
const maxIssuers = 20;

/** Matches the amendments that an older version has stored with what they restate. */
export const amendmentsChore = ({ store }: EngineDeps, everyMs: number): Chore => ({
  name: 'amendments',
  everyMs,
  async run() {
    await judgeAmendments(store, maxIssuers);
    return 'done';
  },
});
