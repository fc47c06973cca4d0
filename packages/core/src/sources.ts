import { z } from 'zod';

/** The upstreams that requests go to. The source table of `upstream` has what each allows. */
export const SourceId = z.enum(['sec-edgar', 'yahoo', 'alpha-vantage', 'stooq']);
export type SourceId = z.infer<typeof SourceId>;
