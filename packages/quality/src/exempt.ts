import { addDays, type Day, dayAt, PipelineError } from '@tickermill/core';
import type { Store } from '@tickermill/store';
import { addExemption, type Exemption, endExemption, exemptions } from '@tickermill/store/quality';
import { checkNamed } from './registry.ts';

/** An exemption ends within so many days, and is thought over again then. */
const maxDays = 366;

/** Which ticker a check is to leave alone, why, and until when. */
export interface ExemptionRequest {
  readonly checkId: string;
  readonly instrumentId: bigint;
  readonly reason: string;
  readonly until: Day;
}

/**
 * Exempts a ticker from a check: what it finds there is kept apart, as long as the evidence of each finding stays the same.
 * @throws {PipelineError} `NOT_FOUND` for a check that is none; `INVALID_INPUT`
 */
export async function exemptTicker(
  tx: Store['sql'],
  { checkId, instrumentId, reason, until }: ExemptionRequest,
  { by, now }: { by: string; now: Date },
): Promise<Exemption> {
  if (checkNamed(checkId).judges === 'other')
    throw new PipelineError('INVALID_INPUT', `check: ${checkId} judges no tickers`, { detail: { field: 'check' } });
  const today = dayAt(now, 'UTC');
  const last = addDays(today, maxDays);
  if (until < today || until > last)
    throw new PipelineError('INVALID_INPUT', `until: must be a day from ${today} to ${last}`, {
      detail: { field: 'until' },
    });
  const id = await addExemption(tx, { checkId, instrumentId, reason, until, by });
  return exemptionNamed(tx, id);
}

/** Ends an exemption: what it covers is open again. One that was ended stays as it is. @throws {PipelineError} `NOT_FOUND` */
export async function liftExemption(tx: Store['sql'], id: bigint, { by }: { by: string }): Promise<Exemption> {
  await endExemption(tx, id, { by });
  return exemptionNamed(tx, id);
}

async function exemptionNamed(sql: Store['sql'], id: bigint): Promise<Exemption> {
  const [exemption] = await exemptions(sql, { id }, { limit: 1, offset: 0 });
  if (!exemption) throw new PipelineError('NOT_FOUND', `There is no exemption ${id}.`);
  return exemption;
}
