import { z } from 'zod';

/** The upstreams we ask. What each allows stands in the source table of `upstream`. */
export const SourceId = z.enum(['sec-edgar', 'yahoo', 'alpha-vantage', 'stooq']);
export type SourceId = z.infer<typeof SourceId>;
