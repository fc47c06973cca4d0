import { deleteExpiredCaptures } from '@tickermill/store/ledger';
import type { EngineDeps } from '../engine-deps.ts';
import type { Chore } from './chore.ts';

/** So many bodies are deleted at a time: each may be megabytes. */
const maxCaptures = 500;

/** Deletes the bodies of answers that are past their time. */
export const expiredCapturesChore = ({ store }: EngineDeps, everyMs: number): Chore => ({
  name: 'expired-captures',
  everyMs,
  run: async () => ((await deleteExpiredCaptures(store.sql, maxCaptures)) === maxCaptures ? 'more' : 'done'),
});
