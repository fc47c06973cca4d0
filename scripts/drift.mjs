// Compares prisma/migrations with prisma/schema.prisma. A script of its own, because the engine can end its process.
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { diff } from './schema-engine.mjs';

const command = process.argv[2];
if (command !== 'check' && command !== 'diff') {
  console.error(`usage: node scripts/drift.mjs check | diff

  check   fails if the migrations do not lead to prisma/schema.prisma, and prints what is missing
  diff    prints the SQL from the migrations to prisma/schema.prisma: the draft of the next migration

A shadow database is made on DRIFT_DATABASE_URL, else on a Postgres that is started for it.`);
  process.exit(2);
}

const prisma = fileURLToPath(new URL('../prisma/', import.meta.url));
const schema = path.join(prisma, 'schema.prisma');

try {
  const missing = await compare();
  if (command === 'diff') {
    if (missing) console.log(missing);
  } else if (missing) {
    console.error(`The migrations do not lead to prisma/schema.prisma. Still missing:\n\n${missing}\n`);
    console.error('Put it into a new folder of prisma/migrations ("npm run db:diff" prints it alone).');
    process.exitCode = 1;
  } else console.log('The migrations lead to prisma/schema.prisma.');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function compare() {
  const server = await openServer();
  try {
    return await diff(toConfig(server.url), readMigrations(path.join(prisma, 'migrations')), {
      tag: 'schemaDatamodel',
      files: [{ path: schema, content: readFileSync(schema, 'utf8') }],
    });
  } finally {
    await server.stop();
  }
}

function readMigrations(baseDir) {
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const read = (name) => ({
    path: 'migration.sql',
    content: { tag: 'ok', value: readFileSync(path.join(baseDir, name, 'migration.sql'), 'utf8') },
  });
  if (names.length === 0) return { tag: 'empty' };
  return {
    tag: 'migrations',
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({ path: name, migrationFile: read(name) })),
  };
}

async function openServer() {
  const url = process.env.DRIFT_DATABASE_URL;
  if (url) return { url, stop: async () => {} };
  const store = new URL('../packages/store/dist/postgres/index.js', import.meta.url);
  if (!existsSync(store)) throw new Error('Run "npm run build" first, or name a server in DRIFT_DATABASE_URL.');
  const { openEmbeddedPostgres } = await import(store);
  const dir = mkdtempSync(path.join(tmpdir(), 'tm-drift-'));
  // Where this runs as root, Postgres runs as another user and must be able to come in.
  chmodSync(dir, 0o755);
  const removeDir = () => rmSync(dir, { recursive: true, force: true });
  try {
    const { url, stop } = await openEmbeddedPostgres({ dataDir: path.join(dir, 'data'), durable: false });
    return { url, stop: () => stop().finally(removeDir) };
  } catch (error) {
    removeDir();
    throw error;
  }
}

/** The adapter wants the parts: a connection string would win over the name of the shadow database. */
function toConfig(url) {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    host: hostname,
    port: Number(port || 5432),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1) || 'postgres',
  };
}
