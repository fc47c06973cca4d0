import { Readable } from 'node:stream';
import { type ErrorCode, errorCatalogue, PipelineError } from '@tickermill/core';
import { Problem } from '@tickermill/core/contracts';
import { openInstallation, readSettings } from '@tickermill/runtime';
import type { z } from 'zod';
import { commandHost } from './command-host.ts';

/** The API of an installation, as the command line speaks to it. */
export interface ApiClient {
  readonly url: string;
  /** @throws {PipelineError} with the code of the problem that the API answered, or `NO_INSTALLATION`. */
  ask<S extends z.ZodType>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    contract: S,
    options?: AskOptions,
  ): Promise<z.output<S>>;
  /** The body of an answer as a stream, in the requested media type. */
  download(path: string, accept: string, query?: Query): Promise<AsyncIterable<Uint8Array>>;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

interface AskOptions {
  readonly query?: Query;
  readonly body?: unknown;
  /** The media type of a body that is text. */
  readonly type?: string;
}

/** The API at an address. */
export function apiAt(url: string, token: string): ApiClient {
  async function send(path: string, query: Query, request: RequestInit): Promise<Response> {
    const address = new URL(`/api/v1/${path}`, url);
    for (const [key, value] of Object.entries(query))
      if (value !== undefined) address.searchParams.set(key, String(value));
    let response: Response;
    try {
      const headers = { authorization: `Bearer ${token}`, ...request.headers };
      response = await fetch(address, { ...request, headers });
    } catch (cause) {
      throw new PipelineError('NO_INSTALLATION', `Nothing answers at ${url}.`, { cause });
    }
    if (response.ok) return response;
    const problem = Problem.parse(await response.json());
    const code = problem.code in errorCatalogue ? (problem.code as ErrorCode) : 'UNEXPECTED';
    throw new PipelineError(code, problem.detail);
  }
  return {
    url,
    async ask(method, path, contract, { query = {}, body, type } = {}) {
      const headers = { 'content-type': type ?? 'application/json' };
      const text = type === undefined ? JSON.stringify(body) : String(body);
      const response = await send(path, query, { method, headers, ...(body === undefined ? {} : { body: text }) });
      return contract.parse(response.status === 204 ? null : await response.json());
    },
    async download(path, accept, query = {}) {
      const { body } = await send(path, query, { headers: { accept } });
      return body ?? Readable.from([]);
    },
  };
}

/** The installation that TICKERMILL_URL names, or the one running from this checkout. @throws {PipelineError} `NO_INSTALLATION`. */
export function findApi(): ApiClient {
  const settings = readSettings(['TICKERMILL_URL', 'TICKERMILL_TOKEN', 'TICKERMILL_HOME'], commandHost().env);
  const installation = openInstallation(settings.TICKERMILL_HOME);
  const url = settings.TICKERMILL_URL ?? installation.running()?.url;
  if (!url) throw new PipelineError('NO_INSTALLATION', 'No installation is running here.');
  return apiAt(url, settings.TICKERMILL_TOKEN ?? installation.token());
}
