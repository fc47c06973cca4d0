import { z } from 'zod';

/** What can go wrong on demand. */
export const FaultKind = z.enum([
  /** The answer begins `ms` late. */
  'latency',
  /** 503 with the source's own page, or 500. */
  '5xx',
  /** 429 in plain text, without a Retry-After and without a block. */
  '429',
  /** 200 with a page of HTML instead of the requested content. */
  'page',
  /** 200 with an empty body. */
  'empty',
  /** The connection is reset in the middle of the body. */
  'reset',
  /** The body ends before its Content-Length and the connection closes. */
  'truncation',
  /** The body was cut before it was sent: shorter, but delivered in good order. */
  'cut',
  /** A well-delivered body with a tag that does not match. */
  'malformed',
  /** The body drips over `ms`. */
  'slow',
  /** A block of the source begins when the fault is put. */
  'ban',
]);
export type FaultKind = z.infer<typeof FaultKind>;

/** One fault as it is put: where it strikes, how often, for how long. */
export const Fault = z.strictObject({
  /** A host, or `*` for all. */
  host: z.string().min(1),
  kind: FaultKind,
  /** Share of the requests that it strikes, 0 to 1. */
  rate: z.number().min(0).max(1).default(1),
  /** Milliseconds that it lasts; null until it is taken back. For a ban the length of the block. */
  for: z.number().positive().nullable().default(null),
  /** Milliseconds of latency (default 1000) or of the drip (default 10000). */
  ms: z.int().min(0).max(600_000).optional(),
  /** Strikes only requests whose path contains this text. */
  path: z.string().optional(),
  /** Strikes at most so many requests. */
  times: z.int().positive().optional(),
  /** The status of a `5xx`, when it shall not be drawn. */
  status: z.int().min(500).max(599).optional(),
});
export type Fault = z.infer<typeof Fault>;

/** The body of `PUT /_sandbox/faults`: one fault or several, in place of those that were. */
export const FaultList = z.preprocess((body) => (Array.isArray(body) ? body : [body]), z.array(Fault));
