// The refresh of all stocks: its profiles, each of which is a schedule of its own.

import { z } from 'zod';
import type { DatasetId } from './datasets.ts';
import type { Stage } from './stages.ts';

/** The profiles of the refresh: all that is due at night, and so many stocks in the morning. */
export const RefreshProfile = z.enum(['nightly', 'morning']);
export type RefreshProfile = z.infer<typeof RefreshProfile>;

/** The stage that does a profile, and at most how many targets of each dataset it requests. */
export const refreshProfiles: Readonly<
  Record<RefreshProfile, { readonly stage: Stage; readonly limit: number | null }>
> = {
  nightly: { stage: 'refresh', limit: null },
  morning: { stage: 'refresh-morning', limit: 500 },
};

/** The profile that a stage does; null for one that does none. */
export const profileOfStage = (stage: string): RefreshProfile | null =>
  RefreshProfile.options.find((profile) => refreshProfiles[profile].stage === stage) ?? null;

/** What a refresh requests, in this order; metrics are computed of it without a request. */
export const refreshedDatasets = [
  'reports',
  'company-facts',
  'company-profile',
  'daily-prices',
] as const satisfies readonly DatasetId[];
