import { z } from 'zod';
import { Day, Instant } from '../day.ts';

/** A day that somebody may ask about: none so far away that a calendar or an offset leaves what can be stored. */
export const AskedDay = Day.refine((day) => day >= '1900-01-01' && day <= '2199-12-31', {
  error: 'must be a day from 1900-01-01 to 2199-12-31',
});

/** An instant that somebody may ask about. */
export const AskedInstant = Instant.refine((instant) => instant >= '1900' && instant < '2200', {
  error: 'must be an instant of the years 1900 to 2199',
});

/** Text that names a thing by which a list is narrowed. */
export const AskedName = z.string().max(200);

/** The name of something that somebody makes: terminals, logs and files show it as it is. */
export const GivenName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^\P{C}*$/u, { error: 'must not contain control characters' });

/** Which page of a list, and how long pages are. */
export const Paging = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
});

/** A page of a list. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ page: z.int(), limit: z.int(), items: z.array(item) });

/** The number of a row, as a path names it. */
export const RowId = z
  .string()
  .regex(/^\d{1,18}$/, { error: 'must be a number' })
  .transform(BigInt);

/** Why something is paused, and when that ends by itself; without an end when somebody resumes it. */
export const AskedPause = z.strictObject({
  reason: z.string().trim().min(1).max(500).optional(),
  until: AskedInstant.optional(),
});

/** How long an answer waits for the result. */
export const Wait = z.coerce
  .number()
  .int()
  .min(0)
  .max(300)
  .default(0)
  .describe('Seconds to wait for the run to end; 0: answer at once.');

/** A flag in a query string: absent, `?force`, `?force=true`, `?force=1`. */
export const Flag = z
  .enum(['', '1', 'true', '0', 'false'])
  .optional()
  .transform((text) => text !== undefined && text !== '0' && text !== 'false');

/** Whether a CSV is to be opened in a spreadsheet. */
export const Safe = Flag.describe('Of CSV: an apostrophe before cells that a spreadsheet would take for a formula.');

/** Whether a CSV begins with a byte order mark. */
export const Bom = Flag.describe('Of CSV: a byte order mark first, by which Excel knows UTF-8.');
