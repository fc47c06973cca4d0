import { z } from 'zod';

/** An RFC 9457 problem document. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    /** The code of the catalogue. */
    code: z.string(),
    /** What to do about it. */
    action: z.string(),
    /** Bad input: each field that is not acceptable, and why. */
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    /** A ticker that several exchanges list: what names each of them. */
    choices: z.array(z.string()).optional(),
    request_id: z.string(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
