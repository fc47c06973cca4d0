import { toPipelineError } from '@tickermill/core';

/** So many frames of a stack are logged. */
const maxFrames = 8;

/** A failure as the error schema has it: code, detail, message, cause and the first frames of the stack. */
export function errorFields(error: unknown): Record<string, unknown> {
  const { code, detail, message, cause } = toPipelineError(error);
  // The stack of what was thrown: that of an error without a code begins where it got one.
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error_code: code,
    detail,
    error: message,
    ...(cause instanceof Error && cause !== error ? { cause: cause.message } : {}),
    stack: frames
      .slice(0, maxFrames)
      .map((frame) => frame.trim())
      .join(' | '),
  };
}
