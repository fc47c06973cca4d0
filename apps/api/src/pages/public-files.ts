import { fileURLToPath } from 'node:url';
import type { RequestHandler } from 'express';

const folder = fileURLToPath(new URL('../../public/', import.meta.url));

/** Answers with a file of the API's own pages. */
export const sendPublic =
  (name: 'style.css' | 'status.js'): RequestHandler =>
  (_request, response, next) => {
    response.sendFile(name, { root: folder, cacheControl: false }, (error) => error && next(error));
  };
