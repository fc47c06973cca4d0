import { randomBytes } from 'node:crypto';
import { withDatabase } from '@tickermill/drill';

/** Names the Postgres of this run of tests; set by the global setup. */
export const serverVariable = 'TESTKIT_POSTGRES_URL';

function serverUrl(): string {
  const url = process.env[serverVariable];
  if (!url) throw new Error('These tests need the Postgres of the test run. Run them with: npm test -- <file>');
  return url;
}

const withName = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.toString();
};

/** The migrated database that others are cloned from. */
export const templateUrl = (): string => withName(serverUrl(), 'template_tickermill');

/** A database of a test's own, migrated and empty. */
export interface ScratchDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** Clones the migrated template, or one that is empty. */
export async function cloneDatabase(
  template: 'template_tickermill' | 'template0' = 'template_tickermill',
): Promise<ScratchDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await withDatabase(serverUrl(), (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return {
    url: withName(serverUrl(), name),
    drop: () =>
      withDatabase(serverUrl(), async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}
