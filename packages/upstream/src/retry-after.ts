import type { Answer } from './answer.ts';

const shortestMs = 1_000;
const longestMs = 3_600_000;

/**
 * The time that Retry-After requests, in ms, however long; undefined if it is absent or unreadable. A date is measured
 * against the answer's own Date, so that a wrong local clock does not matter.
 */
export function readRetryAfter(headers: Answer['headers']): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.parse(headers['date'] ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** The time that Retry-After requests of a source, in ms, clamped to 1 s … 1 h. */
export function retryAfterMs({ headers }: Answer): number | undefined {
  const ms = readRetryAfter(headers);
  return ms === undefined ? undefined : Math.min(longestMs, Math.max(shortestMs, ms));
}
