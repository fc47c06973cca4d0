import { PipelineError } from '@tickermill/core';
import type { Request } from 'express';

/**
 * The media type that the caller prefers.
 * @throws {PipelineError} `NOT_ACCEPTABLE`
 */
export function accepted<const T extends string>(request: Request, types: readonly T[]): T {
  const type = request.accepts([...types]);
  if (type !== false) return type as T;
  throw new PipelineError('NOT_ACCEPTABLE', `This is told as ${types.join(', ')}.`);
}
