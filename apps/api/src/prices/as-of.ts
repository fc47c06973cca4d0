import { type Day, type Instant, isDay, PipelineError } from '@tickermill/core';

/**
 * The point in time that a reader asks for: a day of UTC means its end, today means now.
 * @throws {PipelineError} `INVALID_INPUT` for a time in the future.
 */
export function toAsOf(text: Day | Instant, now: Date): Date {
  const today = now.toISOString().slice(0, 10);
  const instant = isDay(text) ? (text === today ? now : new Date(`${text}T23:59:59.999Z`)) : new Date(text);
  if (instant <= now) return instant;
  throw new PipelineError('INVALID_INPUT', 'as_of lies in the future: what will be known then nobody knows.', {
    detail: { field: 'as_of' },
  });
}
