import { PipelineError } from '@tickermill/core';
import type { Check } from './check.ts';
import { adjRatio } from './checks/adj-ratio.ts';
import { apiLatency } from './checks/api-latency.ts';
import { coherence } from './checks/coherence.ts';
import { correlationDrift } from './checks/correlation-drift.ts';
import { factsLate } from './checks/facts-late.ts';
import { fetchError } from './checks/fetch-error.ts';
import { insiderPrice } from './checks/insider-price.ts';
import { iqrJump } from './checks/iqr-jump.ts';
import { lagCheck } from './checks/lag-check.ts';
import { missingDates } from './checks/missing-dates.ts';
import { nightVolume } from './checks/night-volume.ts';
import { nullFields } from './checks/null-fields.ts';
import { priceJump } from './checks/price-jump.ts';
import { secondSource } from './checks/second-source.ts';
import { splitFit } from './checks/split-fit.ts';
import { staleRepeat } from './checks/stale-repeat.ts';
import { suspect } from './checks/suspect.ts';
import { unitFlip } from './checks/unit-flip.ts';
import { volumeSpike } from './checks/volume-spike.ts';
import { zeroVolume } from './checks/zero-volume.ts';

/** A check runs when it is listed here, in this order. */
export const checks: readonly Check[] = [
  lagCheck,
  missingDates,
  nullFields,
  zeroVolume,
  priceJump,
  coherence,
  fetchError,
  unitFlip,
  splitFit,
  adjRatio,
  suspect,
  staleRepeat,
  nightVolume,
  apiLatency,
  iqrJump,
  volumeSpike,
  correlationDrift,
  insiderPrice,
  secondSource,
  factsLate,
];

/** The name under which a check that failed is itself found. */
export const failedCheck = 'qafail';

/** A check by its name. @throws {PipelineError} `NOT_FOUND` */
export function checkNamed(id: string): Check {
  const check = checks.find((each) => each.id === id);
  if (!check) {
    const names = checks.map((each) => each.id).join(', ');
    throw new PipelineError('NOT_FOUND', `There is no check ${id}. Checks are ${names}.`);
  }
  return check;
}
