import { z } from 'zod';

/** Which page of a list, and how long pages are. */
export const Paging = z.object({
  page: z.coerce.number().int().min(1).default(1),
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
