import pg from 'pg';

/** The login of the processes, which the API and the workers are given: a member of `tickermill_writer`. */
export const processLogin = 'tickermill_process';

/** An older build, or another hand, may have left it with other rights. */
const login = `DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${processLogin}') THEN CREATE ROLE ${processLogin}; END IF;
  ALTER ROLE ${processLogin} LOGIN INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
  GRANT tickermill_writer TO ${processLogin};
END $$`;

/** Makes the login of processes that read and write rows and do nothing else, or gives it this password. */
export async function makeProcessLogin(url: string, password: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(login);
    await client.query(`ALTER ROLE ${processLogin} PASSWORD ${client.escapeLiteral(password)}`);
  } finally {
    await client.end();
  }
}
