// Why targets of a run were not requested, in words, for every command that shows a run.

import { skipReason } from '@tickermill/core';
import { counted } from './terminal.ts';

/** `24 issuers skipped: fetched already within the last hours`, a line for each reason. */
export const describeSkips = (skipped: Readonly<Record<string, number>>, noun = 'target'): string[] =>
  Object.entries(skipped).map(([reason, number]) => `${counted(number, noun)} skipped: ${skipReason(reason)}`);
