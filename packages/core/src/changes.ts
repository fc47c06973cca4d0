import { z } from 'zod';

/** What can become otherwise than it was told. */
export const ChangeKind = z.enum([
  'price-revision',
  'adjustment',
  'amendment',
  'restatement',
  'symbol-change',
  'tombstone',
]);
export type ChangeKind = z.infer<typeof ChangeKind>;
