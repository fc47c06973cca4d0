import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ErrorCode, PipelineError } from '@tickermill/core';
import type { Lifetime } from '@tickermill/runtime/service';
import { commandHost } from './command-host.ts';

/** What the process that prepares an installation reports as its last act. */
export interface PreparationResult {
  readonly failure: { readonly code: ErrorCode; readonly message: string } | null;
}

/**
 * Prepares the queues of a database in a process that ends, and shows the terms of sources there.
 * @throws {PipelineError} as that process did.
 */
export async function runPreparation(
  databaseUrl: string,
  { yes, onStop }: { yes: boolean; onStop: Lifetime['onStop'] },
): Promise<void> {
  const entry = fileURLToPath(new URL('./prepare-installation.js', import.meta.url));
  const child = spawn(process.execPath, ['--enable-source-maps', entry, ...(yes ? ['--yes'] : [])], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...commandHost().env, DATABASE_URL: databaseUrl },
  });
  onStop('preparation', () => void child.kill());
  let result: PreparationResult | null = null;
  child.once('message', (message: PreparationResult) => {
    result = message;
  });
  const [code, signal] = await once(child, 'close');
  const { failure } = (result as PreparationResult | null) ?? {
    failure: { code: 'UNEXPECTED' as const, message: `The preparation ended by itself (${signal ?? `code ${code}`}).` },
  };
  if (failure) throw new PipelineError(failure.code, failure.message);
}
