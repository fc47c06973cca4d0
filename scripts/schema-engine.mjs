// Prisma's schema engine as WebAssembly, which needs no download, with an adapter that mends three things of
// @prisma/adapter-pg 7.10.0: it splits a migration at every ";" and so breaks `$$` functions, it takes the main database
// for the shadow database, and it cannot read columns of type "char", of which the catalogue of Postgres is full.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const CHAR_OID = 18;
const BPCHAR_OID = 1042;
/** By name: enough for the engine's own catalogue queries, not for general use. */
const charColumns = new Set();
/** Errors of a migration: the engine only says that there was one. */
const scriptErrors = [];

class MigrationPg extends PrismaPg {
  #config;

  constructor(config) {
    super(config);
    this.#config = config;
  }

  connect() {
    return connectOn(openPool(this.#config));
  }

  async connectToShadowDb() {
    const database = `shadow_${randomUUID().replaceAll('-', '')}`;
    const admin = openPool(this.#config);
    await admin.query(`CREATE DATABASE "${database}" TEMPLATE template0`);
    return connectOn(openPool({ ...this.#config, database }), async () => {
      await admin.query(`DROP DATABASE "${database}" WITH (FORCE)`);
      await admin.end();
    });
  }
}

/**
 * The SQL that leads from one schema to the other, or null if they are the same.
 * @param config host, port, user, password and database of the server on which a shadow database may be made
 */
export async function diff(config, from, to) {
  // Without it a panic of the engine hides behind a TypeError.
  const panic = { message: '', set_message: (message) => Object.assign(panic, { message }) };
  globalThis.PRISMA_WASM_PANIC_REGISTRY = panic;
  try {
    const engine = await openEngine(config, to.files);
    const filters = { externalTables: [], externalEnums: [] };
    const answer = await engine.diff({ from, to, script: true, shadowDatabaseUrl: null, exitCode: true, filters });
    return answer.exitCode === 2 ? answer.stdout.trim() : null;
  } catch (error) {
    const reason = panic.message || scriptErrors.at(-1)?.message;
    throw new Error([error.message.split('\nError:')[0].trim(), reason].filter(Boolean).join('\n'), { cause: error });
  }
}

async function openEngine(config, files) {
  const entry = import.meta.resolve('@prisma/schema-engine-wasm');
  const glue = await import(new URL('schema_engine_bg.js', entry));
  const wasm = readFileSync(new URL('schema_engine_bg.wasm', entry));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start?.();
  const adapter = bindMigrationAwareSqlAdapterFactory(new MigrationPg(config));
  return glue.SchemaEngine.new({ datamodels: files.map((file) => [file.path, file.content]) }, () => {}, adapter);
}

async function connectOn(pool, afterwards = async () => {}) {
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query);
    result.columnTypes = result.columnTypes.map((type, at) =>
      type === ColumnTypeEnum.Text && charColumns.has(result.columnNames[at]) ? ColumnTypeEnum.Character : type,
    );
    return result;
  };
  adapter.executeScript = async (script) => {
    try {
      await pool.query(script);
    } catch (error) {
      scriptErrors.push(error);
      throw error;
    }
  };
  adapter.dispose = async () => {
    await pool.end();
    await afterwards();
  };
  return adapter;
}

function openPool(config) {
  const pool = new pg.Pool({ ...config, max: 2 });
  pool.on('error', () => {});
  const query = pool.query.bind(pool);
  pool.query = async (...args) => {
    const answer = await query(...args);
    for (const field of [answer].flat().flatMap((result) => result.fields ?? [])) {
      if (field.dataTypeID !== CHAR_OID) continue;
      field.dataTypeID = BPCHAR_OID;
      charColumns.add(field.name);
    }
    return answer;
  };
  return pool;
}
