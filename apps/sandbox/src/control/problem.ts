import type { ErrorCode } from '@tickermill/core';
import type { Response } from 'express';
import type { z } from 'zod';

/** Something wrong with one field of a request. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** Answers with a code of the catalogue, a sentence, and the fields that it is about. */
export function sendProblem(
  response: Response,
  status: number,
  code: ErrorCode,
  fields: readonly FieldProblem[],
): void {
  const message = fields.map(({ field, message: text }) => `${field}: ${text}`).join('; ');
  response.status(status).json({ code, message, fields });
}

/** The fields that a schema objects to; `otherwise` names the whole. */
export function fieldsOf(error: z.ZodError, otherwise: string): FieldProblem[] {
  return error.issues.map(({ path, message }) => ({ field: path.join('.') || otherwise, message }));
}

/** Names fields of a body of one as `rate`, those of a list as `1.rate`. */
export function withoutIndexOf(body: unknown) {
  return ({ field, message }: FieldProblem): FieldProblem => {
    return { field: Array.isArray(body) ? field : field.replace(/^0\.?/, '') || 'body', message };
  };
}
