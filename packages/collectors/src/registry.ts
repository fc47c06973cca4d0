import { companies } from './companies/collector.ts';

/** A collector exists when it is listed here. */
export const collectors = [companies] as const;
