import { randomBytes } from 'node:crypto';
import type { ServiceProcess } from '@tickermill/runtime/service';
import { startApp } from './apps.ts';

/** A sandbox that may be controlled: where it is, and the token that its own routes want. */
export interface ControlledSandbox {
  readonly url: string;
  readonly token: string;
}

/** Starts a sandbox as a process of its own, on a free port and with a token of its own. */
export async function startSandbox(
  environment: Readonly<Record<string, string>>,
): Promise<ServiceProcess & ControlledSandbox> {
  const token = randomBytes(32).toString('hex');
  const sandbox = await startApp('sandbox', { SANDBOX_PORT: '0', ...environment, SANDBOX_TOKEN: token });
  return { ...sandbox, token };
}

/** Sends a request to the sandbox's own routes, such as `stats`. Throws for an answer that is no success. */
export async function askSandbox<T>(
  { url, token }: ControlledSandbox,
  path: string,
  init: RequestInit = {},
): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/_sandbox/${path}`, { ...init, headers });
  const answer = response.status === 204 ? null : await response.json();
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer as T;
}
