import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { PipelineError } from '@tickermill/core';
import { type RequestHandler, type Response, Router } from 'express';

const site = fileURLToPath(new URL('../../../dashboard/site/', import.meta.url));

/** A file of the dashboard as it is sent. */
interface SiteFile {
  readonly plain: Buffer;
  readonly zipped: Buffer;
}

/** Paths that are no page of the dashboard, whoever asks for them. */
const others = /^\/(?:api|assets|health|metrics|queues|docs|login|runbooks)(?:\/|$)/;

/**
 * The dashboard, a page for all its paths. Its assets carry their hash in their names and are kept by browsers for good;
 * the page that names them is not kept.
 */
export function dashboard(): Router {
  const read = openSite();
  const router = Router();
  router.get(['/assets/:name', '/theme.js'], (request, response, next) => {
    const file = read(request.path);
    if (!file) return next();
    if (request.path.startsWith('/assets/')) response.set('cache-control', 'private, max-age=31536000, immutable');
    send(response, request.path, file, request.acceptsEncodings('gzip') !== false);
  });
  router.get('/{*path}', pageFrom(read));
  return router;
}

/** Programs that ask for a path of no page are told so; browsers get the page, which says it itself. */
const pageFrom =
  (read: (name: string) => SiteFile | null): RequestHandler =>
  (request, response, next) => {
    const isPage =
      request.path === '/' || (!others.test(request.path) && request.headers.accept?.includes('text/html') === true);
    if (!isPage) return next();
    const page = read('/index.html');
    if (!page) throw new PipelineError('NOT_FOUND', 'The dashboard is not built: run "npm run build".');
    send(response, '/index.html', page, request.acceptsEncodings('gzip') !== false);
  };

function send(response: Response, name: string, { plain, zipped }: SiteFile, takesGzip: boolean): void {
  response.type(path.extname(name)).vary('accept-encoding');
  if (takesGzip) response.set('content-encoding', 'gzip');
  response.send(takesGzip ? zipped : plain);
}

/** Reads files of the site, each once; null for what is not among them. A new build is served by the next process. */
function openSite(): (name: string) => SiteFile | null {
  const files = new Map<string, SiteFile>();
  let names: ReadonlySet<string> | undefined;
  return (name) => {
    names ??= new Set(
      existsSync(site)
        ? readdirSync(site, { recursive: true }).map((each) => `/${String(each).replaceAll(path.sep, '/')}`)
        : [],
    );
    if (!names.has(name)) return null;
    let file = files.get(name);
    if (!file) {
      const plain = readFileSync(path.join(site, name));
      file = { plain, zipped: gzipSync(plain, { level: 9 }) };
      files.set(name, file);
    }
    return file;
  };
}
