import { fileURLToPath } from 'node:url';
import express, { Router } from 'express';

const folder = fileURLToPath(new URL('../../../../docs/runbooks/', import.meta.url));

/** `/runbooks/NAME.md`: what the messages of alerts link to, as text that every phone shows. */
export function runBooks(): Router {
  const router = Router();
  const setHeaders = (response: { setHeader(name: string, value: string): unknown }) =>
    response.setHeader('content-type', 'text/plain; charset=utf-8');
  router.use('/runbooks', express.static(folder, { index: false, redirect: false, extensions: ['md'], setHeaders }));
  return router;
}
