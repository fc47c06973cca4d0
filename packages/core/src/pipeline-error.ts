import type { ErrorEntry } from './error-entry.ts';
import { type ErrorCode, errorCatalogue } from './errors.ts';

/** Facts about a failure, as JSON. Never secrets. */
export type ErrorDetail = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Any failure that crosses a task, an API or a process boundary: a code of the catalogue, a sentence, and facts. */
export class PipelineError extends Error {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;

  constructor(
    code: ErrorCode,
    message: string,
    { detail = {}, cause }: { detail?: ErrorDetail; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PipelineError';
    this.code = code;
    this.detail = detail;
  }

  get entry(): ErrorEntry {
    return errorCatalogue[this.code];
  }
}

/** The error itself if it is catalogued, else `UNEXPECTED` (or the code given) with the error as its cause. */
export function toPipelineError(error: unknown, code: ErrorCode = 'UNEXPECTED'): PipelineError {
  if (error instanceof PipelineError) return error;
  return new PipelineError(code, error instanceof Error ? error.message : String(error), { cause: error });
}
