// What the process of a query is asked, and the lines that it answers.

import { z } from 'zod';

/** A query with its limits. */
export const LakeQuestion = z.object({
  /** The folder of the lake. */
  folder: z.string(),
  sql: z.string(),
  /** A folder of this query alone, for what does not fit into memory and for a file that it writes. */
  scratch: z.string(),
  /** Null: rows are answered; else the result is written to this file of the scratch folder. */
  file: z.string().nullable(),
  memoryMb: z.int().positive(),
});
export type LakeQuestion = z.infer<typeof LakeQuestion>;

/** A value of a row: exact numbers and days are text. */
const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type LakeValue = z.infer<typeof Value>;

/** A line of the answer: the columns come first, then rows, or that a file is written; or why there is none. */
export const LakeAnswer = z.union([
  z.object({ columns: z.array(z.string()) }),
  z.object({ rows: z.array(z.array(Value)) }),
  z.object({ written: z.int() }),
  z.object({ error: z.string(), isMissing: z.boolean() }),
]);
export type LakeAnswer = z.infer<typeof LakeAnswer>;
