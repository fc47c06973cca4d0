import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { WebSettings } from '../context.ts';

/** Everything from here and nothing inline: for our own pages and every answer. */
const strict = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  connectSrc: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  baseUri: ["'none'"],
};

/**
 * The headers of every answer: what a browser may load, that no page may frame it, and that nothing of it is cached.
 */
export function securityHeaders({ publicUrl }: WebSettings): RequestHandler[] {
  const isHttps = publicUrl?.startsWith('https:') ?? false;
  return [
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: strict },
      // With `no-referrer` browsers would send `Origin: null` with our own forms.
      referrerPolicy: { policy: 'same-origin' },
      frameguard: { action: 'deny' },
      strictTransportSecurity: isHttps ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    }),
    (_request, response, next) => {
      response.set('cache-control', 'no-store');
      next();
    },
  ];
}

/** For pages of libraries that write styles into their elements, put before them: all else stays strict. */
export const inlineStylesAllowed: RequestHandler = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: { ...strict, styleSrc: ["'self'", "'unsafe-inline'"], fontSrc: ["'self'", 'data:'] },
});
