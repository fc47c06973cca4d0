import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Names this run of tests and its folder in memory, where the machine has some to spare; set by scripts/run-folders.mjs. */
const runVariable = 'TESTKIT_RUN';
const memoryVariable = 'TESTKIT_MEMORY_FOLDER';

/**
 * A new folder for the files of a server: a database is a thousand small files, and hundreds are made, so in memory where
 * there is some. The run of tests removes it with its own, and ends what still works in it.
 */
export function scratchFolder(): string {
  if (!process.env[runVariable]) throw new Error('These tests need a server. Run them with: npm test -- <file>');
  const folder = mkdtempSync(path.join(process.env[memoryVariable] || tmpdir(), 'scratch-'));
  chmodSync(folder, 0o755); // root's Postgres runs as another user
  return folder;
}
