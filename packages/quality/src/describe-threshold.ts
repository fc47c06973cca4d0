import { z } from 'zod';

/** A threshold: what it means, and between what it may be. */
export interface ThresholdWords {
  readonly meaning: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** What a threshold of a check means, as its schema has it. */
export function describeThreshold(thresholds: z.ZodObject, name: string): ThresholdWords {
  const { properties = {} } = z.toJSONSchema(thresholds, { io: 'input' });
  const property = properties[name];
  if (typeof property !== 'object') return { meaning: '', from: null, to: null };
  const { description = '', minimum = null, maximum = null } = property;
  return { meaning: description, from: minimum, to: maximum };
}
