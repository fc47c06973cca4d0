// Requests to sources and their answers, as collectors and classifiers see them.

import { createHash } from 'node:crypto';
import { PipelineError } from '@tickermill/core';
import type { z } from 'zod';

/** One request to a source. The host must be one of the source's; keys and crumbs are added at the transport. */
export interface UpstreamRequest {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly url: string;
  /** The fields of a form, for POST. */
  readonly form?: Readonly<Record<string, string>>;
  /** Bytes of the decoded body above which the answer is refused as `TOO_LARGE`; the source's ceiling without it. */
  readonly maxBytes?: number;
  /** The head of an answer above `maxBytes` is an answer: it is cut there in place of being refused. */
  readonly takesHead?: boolean;
  /** The ETag of an answer already held: sent as If-None-Match; the source may then answer 304 without a body. */
  readonly etag?: string;
  /** The Last-Modified of an answer already held, as it was given: sent as If-Modified-Since. */
  readonly lastModified?: string;
}

/** A GET request, as a step makes it. */
export function get(url: string, options: Omit<UpstreamRequest, 'method' | 'url'> = {}): UpstreamRequest {
  return { method: 'GET', url, ...options };
}

/** A POST request of a form, as a step makes it. */
export function postForm(url: string, form: Readonly<Record<string, string>>): UpstreamRequest {
  return { method: 'POST', url, form };
}

/** The answer of a source: decoded bytes, status and headers. */
export interface Answer {
  readonly request: UpstreamRequest;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** SHA-256 of the decoded body, hex. */
  readonly sha256: string;
  /** From the departure of the request to the last byte of the answer, in ms; 0 for a fixture. */
  readonly latencyMs: number;
  text(): string;
  /** The body as JSON of a known shape. @throws {PipelineError} `UNEXPECTED_ANSWER` naming the first field that differs. */
  json<S extends z.ZodType>(schema: S): z.output<S>;
}

/**
 * Whether a source reported that nothing exists at this address. The SEC answers 403 for some missing files, 404 for
 * others.
 */
export const isMissing = ({ status }: Answer): boolean => status === 404 || status === 403;

/** Builds an answer from what came over the wire (or from a fixture). */
export function makeAnswer(
  request: UpstreamRequest,
  {
    status,
    headers = {},
    body,
    latencyMs = 0,
  }: { status: number; headers?: Record<string, string>; body: Buffer; latencyMs?: number },
): Answer {
  return {
    request,
    status,
    headers,
    body,
    sha256: createHash('sha256').update(body).digest('hex'),
    latencyMs,
    text: () => body.toString('utf8'),
    json(schema) {
      const parsed = schema.safeParse(parseJson(request, body));
      if (parsed.success) return parsed.data;
      const issue = parsed.error.issues[0];
      throw new PipelineError(
        'UNEXPECTED_ANSWER',
        `${request.url} answered JSON of another shape: ${issue?.path.join('.')}: ${issue?.message}`,
        { detail: { url: request.url, field: issue?.path.join('.') ?? '' } },
      );
    },
  };
}

function parseJson(request: UpstreamRequest, body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new PipelineError('UNEXPECTED_ANSWER', `${request.url} answered something that is not JSON`, {
      detail: { url: request.url, starts: body.toString('utf8', 0, 80) },
      cause,
    });
  }
}
