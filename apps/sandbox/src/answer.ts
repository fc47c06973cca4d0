import { createHash } from 'node:crypto';

/** The answer of a pretend upstream to a request, before delivery faults apply. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** With these a conditional request is answered 304. */
  readonly validators?: { readonly etag: string; readonly lastModified: Date };
}

/** An answer with a body of text. */
export function answer(status: number, type: string, body: string | Buffer): Answer {
  return { status, type, body: typeof body === 'string' ? Buffer.from(body) : body };
}

/** An answer that supports conditional requests. */
export function validated(plain: Answer, lastModified: Date): Answer {
  const hash = createHash('sha1').update(plain.body).digest('hex').slice(0, 16);
  return { ...plain, validators: { etag: `"${hash}"`, lastModified } };
}

/** An answer whose body is JSON. */
export function json(status: number, body: unknown): Answer {
  return answer(status, 'application/json', JSON.stringify(body));
}

/** An HTML page. */
export function page(status: number, html: string): Answer {
  return answer(status, 'text/html', html);
}
