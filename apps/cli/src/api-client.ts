import { type ErrorCode, errorCatalogue, PipelineError, Problem } from '@tickermill/core';
import { openInstallation, readSettings } from '@tickermill/runtime';
import type { z } from 'zod';

/** The API of an installation, as the command line speaks to it. */
export interface ApiClient {
  readonly url: string;
  /** @throws {PipelineError} with the code of the problem that the API answered, or `NO_INSTALLATION`. */
  ask<S extends z.ZodType>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    contract: S,
    options?: AskOptions,
  ): Promise<z.output<S>>;
}

interface AskOptions {
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
}

/** The API at an address. */
export function apiAt(url: string, token: string): ApiClient {
  return {
    url,
    async ask(method, path, contract, { query = {}, body } = {}) {
      const address = new URL(`/api/v1/${path}`, url);
      for (const [key, value] of Object.entries(query))
        if (value !== undefined) address.searchParams.set(key, String(value));
      let response: Response;
      try {
        response = await fetch(address, {
          method,
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      } catch (cause) {
        throw new PipelineError('NO_INSTALLATION', `Nothing answers at ${url}.`, { cause });
      }
      const answer: unknown = response.status === 204 ? null : await response.json();
      if (response.ok) return contract.parse(answer);
      const problem = Problem.parse(answer);
      const code = problem.code in errorCatalogue ? (problem.code as ErrorCode) : 'UNEXPECTED';
      throw new PipelineError(code, problem.detail);
    },
  };
}

/** The installation that TICKERMILL_URL names, or the one running from this checkout. @throws {PipelineError} `NO_INSTALLATION`. */
export function findApi(): ApiClient {
  const settings = readSettings(['TICKERMILL_URL', 'TICKERMILL_TOKEN', 'TICKERMILL_HOME']);
  const installation = openInstallation(settings.TICKERMILL_HOME);
  const url = settings.TICKERMILL_URL ?? installation.running()?.url;
  if (!url) throw new PipelineError('NO_INSTALLATION', 'No installation is running here.');
  return apiAt(url, settings.TICKERMILL_TOKEN ?? installation.token());
}
