import { z } from 'zod';

/** The upstreams that requests go to. The source table of `upstream` has what each allows. */
export const SourceId = z.enum([
  ...['sec-edgar', 'yahoo', 'alpha-vantage', 'stooq'],
  ...['massive', 'eodhd'],
  ...['nasdaq-listings', 'euronext-listings', 'lse-listings', 'xetra-listings'],
  ...['krx-openapi', 'krx-web'],
] as const);
export type SourceId = z.infer<typeof SourceId>;
