import pg from 'pg';

const name = 'drill-takes-all';

/**
 * Takes every connection that a Postgres has, those of others too: who has one is to come back for another, and finds
 * none. Returns what gives them back.
 */
export async function takeConnections(url: string): Promise<() => Promise<void>> {
  const taken: pg.Client[] = [];
  const takeAll = async () => {
    for (;;) {
      const client = new pg.Client({ connectionString: url, application_name: name });
      client.on('error', () => {});
      try {
        await client.connect();
      } catch {
        return;
      }
      taken.push(client);
    }
  };
  await takeAll();
  await taken[0]?.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name <> $1 AND backend_type = 'client backend'`,
    [name],
  );
  await takeAll();
  return async () => void (await Promise.all(taken.map((client) => client.end())));
}
