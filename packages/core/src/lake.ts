import { z } from 'zod';

/** What a lake holds, each a folder of it; `prices-by-year` are the same prices in files of all symbols. */
export const LakeDataset = z.enum(['prices', 'prices-by-year', 'insider-trades', 'fundamentals', 'valuations']);
export type LakeDataset = z.infer<typeof LakeDataset>;
