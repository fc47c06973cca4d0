import type { Problem } from '@tickermill/core/contracts';
import { frame } from '../strings/frame.ts';
import type { Answer, Method, RequestOptions } from './routes.ts';

/** A refusal of the API, or no answer at all. */
export class ApiError extends Error {
  /** The code of the catalogue; `OFFLINE` where nothing was answered. */
  readonly code: string;
  readonly status: number;
  readonly action: string;
  readonly requestId: string | null;
  readonly fields: readonly { field: string; message: string }[];

  constructor({ code, detail, status, action, request_id, errors }: Omit<Partial<Problem>, 'title'>) {
    super(detail ?? frame.unreadable);
    this.code = code ?? 'UNKNOWN';
    this.status = status ?? 0;
    this.action = action ?? '';
    this.requestId = request_id ?? null;
    this.fields = errors ?? [];
  }
}

const offline = () => new ApiError({ code: 'OFFLINE', detail: frame.offline, action: frame.offlineAction });

/** What requests that change something carry; `GET me` tells it. */
let csrfToken: string | null = null;
export const keepCsrfToken = (token: string | null): void => {
  csrfToken = token;
};

/** The path of a request under the origin. */
export function pathOf(path: string, params: object = {}, query: object = {}): string {
  const given = params as Record<string, string>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(given[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== '') search.append(name, String(value));
  const text = search.toString();
  return `/api/v1${filled}${text === '' ? '' : `?${text}`}`;
}

/**
 * Calls a route of the API. A session that is over leads to the login, and from there back to this view.
 * @throws {ApiError}
 */
export async function request<const M extends Method, const P extends string>(
  method: M,
  path: P,
  options: RequestOptions<M, P>,
  signal?: AbortSignal,
): Promise<Answer<M, P>> {
  // A page that is being left has no session any more, or no reader.
  if (isLeaving) return new Promise(() => {});
  const { params, query, body } = options as { params?: object; query?: object; body?: unknown };
  const response = await fetch(pathOf(path, params, query), {
    method: method.toUpperCase(),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'get' || csrfToken === null ? {} : { 'x-csrf-token': csrfToken }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    throw error instanceof DOMException && error.name === 'AbortError' ? error : offline();
  });
  if (response.status === 401) signIn();
  if (response.status === 204) return null as Answer<M, P>;
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw new ApiError({ status: response.status, ...(answer as Partial<Problem>) });
  return answer as Answer<M, P>;
}

let isLeaving = false;
/** Leaves the dashboard, once: what is refused meanwhile leads nowhere else. */
export function leaveFor(path: string): void {
  if (isLeaving) return;
  isLeaving = true;
  location.assign(path);
}

/** Leads to the login, which leads back here. */
function signIn(): void {
  const here = location.pathname + location.search;
  leaveFor(here === '/' ? '/login' : `/login?next=${encodeURIComponent(here)}`);
}

/** Saves what a route answers as CSV: a plain link could not ask for that format. @throws {ApiError} */
export async function download(path: string, query: object, file: string): Promise<void> {
  const response = await fetch(pathOf(path, {}, query), { headers: { accept: 'text/csv' } }).catch(() => {
    throw offline();
  });
  if (response.status === 401) signIn();
  if (!response.ok) throw new ApiError((await response.json().catch(() => ({}))) as Partial<Problem>);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = file;
  link.click();
  URL.revokeObjectURL(link.href);
}
