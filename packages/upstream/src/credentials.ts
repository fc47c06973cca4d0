import { PipelineError } from '@tickermill/core';
import type { UpstreamRequest } from './answer.ts';
import type { Session } from './sessions.ts';
import type { Source } from './source.ts';

/** What a request carries that must appear in none of its logs, captures and errors. */
export interface Credentials {
  /** Appended to the URL's own parameters. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly headers: Readonly<Record<string, string>>;
  /** Each secret by itself: masked wherever an answer quotes it. */
  readonly secrets: readonly string[];
}

/**
 * The credentials of one request: the key of its source, if its path needs one, and its session.
 * @throws {PipelineError} `CONFIG_INVALID` if the key is not set; nothing was sent.
 */
export function credentialsOf(
  source: Source,
  request: UpstreamRequest,
  { key, session }: { key: string | undefined; session: Session | null },
): Credentials {
  const needsKey = source.key !== null && new URL(request.url).pathname.startsWith(source.key.path);
  if (source.key !== null && needsKey && key === undefined) {
    const { setting } = source.key;
    throw new PipelineError('CONFIG_INVALID', `${source.name} is asked only with a key: set ${setting}`, {
      detail: { key: setting },
    });
  }
  const parameters: (readonly [string, string])[] = [];
  const headers: Record<string, string> = session ? { Cookie: session.cookie } : {};
  const carriedKey = needsKey && key !== undefined ? [key] : [];
  if (source.key !== null && needsKey && key !== undefined) {
    const { carriedBy } = source.key;
    if (carriedBy === 'session') carriedKey.push(key.slice(key.indexOf(':') + 1));
    else if ('parameter' in carriedBy) parameters.push([carriedBy.parameter, key]);
    else headers[carriedBy.header] = `${carriedBy.prefix ?? ''}${key}`;
  }
  const crumbParameter = source.session?.crumbParameter ?? null;
  if (session?.crumb && crumbParameter !== null) parameters.push([crumbParameter, session.crumb]);
  const cookies = session?.cookie.split('; ').map((pair) => pair.slice(pair.indexOf('=') + 1)) ?? [];
  return {
    parameters,
    headers,
    // A cookie of few characters is a flag, and would be found in every number.
    secrets: [
      ...new Set([...parameters.map(([, value]) => value), ...carriedKey]),
      ...cookies.filter((value) => value.length >= 8),
    ],
  };
}

/** The address with its parameters appended; the rest of it stays unchanged. */
export function withParameters(url: string, { parameters }: Credentials): string {
  const added = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return added === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${added}`;
}
