import type { DayState } from './coverage-days.ts';

/** A glyph and a ground for each state: colour alone says nothing. */
export const dayLooks: Record<DayState, readonly [glyph: string, className: string]> = {
  covered: ['✓', 'bg-good-ground text-good'],
  stopgap: ['◐', 'bg-warn-ground text-warn'],
  provisional: ['◐', 'bg-info-ground text-info'],
  missing: ['✕', 'bg-bad-ground text-bad font-semibold'],
  absent: ['–', 'bg-sunken text-quiet'],
  none: ['', 'text-quiet'],
};
