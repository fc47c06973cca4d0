import type { Answer } from './answer.ts';

const shortestMs = 1_000;
const longestMs = 3_600_000;

/**
 * What Retry-After asks for, in ms, clamped to 1 s … 1 h; nothing if it is absent or unreadable.
 * A date is measured against the answer's own Date, so that a clock of ours that is wrong does not matter.
 */
export function retryAfterMs({ headers }: Answer): number | undefined {
  const value = headers['retry-after']?.trim() ?? '';
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - Date.parse(headers['date'] ?? '');
  return Number.isNaN(ms) ? undefined : Math.min(longestMs, Math.max(shortestMs, ms));
}
