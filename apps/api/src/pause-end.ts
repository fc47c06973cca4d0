import { PipelineError } from '@tickermill/core';

/** When a pause is to end; null: when somebody ends it. @throws {PipelineError} `INVALID_INPUT` for an end in the past */
export function endOf({ until }: { readonly until?: string | undefined }, now: Date): Date | null {
  if (until === undefined) return null;
  const end = new Date(until);
  if (end > now) return end;
  throw new PipelineError('INVALID_INPUT', 'until: must lie in the future', { detail: { field: 'until' } });
}
