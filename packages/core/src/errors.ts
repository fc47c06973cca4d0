import type { ErrorEntry } from './error-entry.ts';
import { processErrors } from './process-errors.ts';
import { requestErrors } from './request-errors.ts';
import { taskErrors } from './task-errors.ts';

/** The catalogue: every error code with its origin, meaning and consequence. `docs/error-codes.md` is made from it. */
export const errorCatalogue = {
  ...taskErrors,
  ...requestErrors,
  ...processErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorCatalogue;
