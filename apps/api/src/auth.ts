import { createHash, timingSafeEqual } from 'node:crypto';
import { PipelineError } from '@tickermill/core';
import type { RequestHandler } from 'express';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Lets requests through that carry `Authorization: Bearer <token>`; compared in constant time. */
export function requireToken(token: string): RequestHandler {
  const expected = digest(token);
  return (request, _response, next) => {
    const given = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (given === undefined || !timingSafeEqual(digest(given), expected)) {
      throw new PipelineError('UNAUTHORIZED', 'The request carries no valid token.');
    }
    next();
  };
}
