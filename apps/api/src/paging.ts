import { z } from 'zod';

/** Which page of a list, and how long pages are. */
export const Page = z.object({
  page: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
});

/** The rows of a page. */
export const rowsOf = ({ page, limit }: z.output<typeof Page>) => ({ limit, offset: (page - 1) * limit });

/** The number of a row, as a path names it. */
export const RowId = z.object({
  id: z
    .string()
    .regex(/^\d{1,18}$/, { error: 'must be a number' })
    .transform(BigInt),
});
