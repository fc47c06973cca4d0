// Reads prisma/schema.prisma and the migrations as text, for the page of the data model and the check that every column
// has a meaning. Prisma's own parser would need its engine.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const typeNames = {
  String: 'text',
  Int: 'integer',
  BigInt: 'bigint',
  Boolean: 'boolean',
  DateTime: 'timestamp',
  Json: 'jsonb',
  Bytes: 'bytea',
  Decimal: 'numeric',
};

/** The groups of models of the schema, in its order: each with the tables, their columns and what refers to what. */
export function readSchema(root) {
  const lines = readFileSync(path.join(root, 'prisma/schema.prisma'), 'utf8').split('\n');
  const groups = [];
  let comment = [];
  let model;
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    const title = /^\/\/ ── (.+?) ─+$/.exec(line)?.[1];
    const opened = /^(?:model|view) (\w+) \{$/.exec(line)?.[1];
    if (title) groups.push({ title, tables: [] });
    else if (line.startsWith('///')) comment.push(line.slice(3).trim());
    else if (opened) {
      model = {
        model: opened,
        table: opened,
        about: comment.join(' '),
        line: index + 1,
        columns: [],
        relations: [],
        key: [],
      };
      groups.at(-1)?.tables.push(model);
      comment = [];
    } else if (line === '}') model = undefined;
    else if (model) {
      readLine(model, line, { about: comment.join(' '), line: index + 1 });
      comment = [];
    } else comment = [];
  }
  return resolved(groups);
}

function readLine(model, line, at) {
  const mapped = /@@map\("([^"]+)"\)/.exec(line)?.[1];
  const key = /@@id\(\[([^\]]+)\]\)/.exec(line)?.[1];
  if (mapped) model.table = mapped;
  if (key) model.key = key.split(',').map((field) => field.trim());
  const [, name, type, optional] = /^(\w+)\s+([A-Z]\w*(?:\("[^"]+"\))?(?:\[\])?)(\??)/.exec(line) ?? [];
  if (!name) return;
  const fields = /@relation\((?:"[^"]*",\s*)?fields: \[([^\]]+)\]/.exec(line)?.[1];
  if (fields) model.relations.push({ to: type, fields: fields.split(',').map((field) => field.trim()) });
  model.columns.push({
    ...at,
    name,
    column: /@map\("([^"]+)"\)/.exec(line)?.[1] ?? name,
    type: typeOf(type, line),
    isModel: !(type.replace('[]', '') in typeNames) && !type.startsWith('Unsupported'),
    optional: optional === '?',
  });
  if (/\s@id\b/.test(line)) model.key = [name];
}

function typeOf(type, line) {
  const native = /@db\.(\w+)(?:\((\d+(?:, ?\d+)?)\))?/.exec(line);
  const unsupported = /^Unsupported\("([^"]+)"\)/.exec(type)?.[1];
  if (unsupported) return unsupported;
  const plain = native
    ? native[1].toLowerCase().replace('decimal', 'numeric') +
      (native[1] === 'Decimal' && native[2] ? `(${native[2]})` : '')
    : (typeNames[type.replace('[]', '')] ?? type);
  return type.endsWith('[]') ? `${plain}[]` : plain;
}

function resolved(groups) {
  const tableOf = new Map(groups.flatMap(({ tables }) => tables.map(({ model, table }) => [model, table])));
  for (const table of groups.flatMap(({ tables }) => tables)) {
    const columnOf = new Map(table.columns.map(({ name, column }) => [name, column]));
    const named = (fields) => fields.map((field) => columnOf.get(field) ?? field);
    table.columns = table.columns.filter(({ isModel }) => !isModel);
    table.key = named(table.key);
    table.relations = table.relations.map(({ to, fields }) => ({
      to: tableOf.get(to) ?? to,
      columns: named(fields),
      optional: fields.some((field) => table.columns.find(({ name }) => name === field)?.optional),
    }));
  }
  return groups;
}

/** What the migrations add that Prisma cannot say: unique indexes and checks of each table, and the views. */
export function readMigrations(root) {
  const folder = path.join(root, 'prisma/migrations');
  const rules = new Map();
  const views = new Set();
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.toml')) continue;
    const text = readFileSync(path.join(folder, name, 'migration.sql'), 'utf8').replace(/^\s*--.*$/gm, '');
    for (const found of text.matchAll(statements)) {
      const { view, droppedView, index, indexed, on, check, checked, condition, dropped } = found.groups;
      if (view) views.add(view);
      if (droppedView) views.delete(droppedView);
      if (dropped) rules.delete(dropped);
      if (index) rules.set(index, { table: indexed, rule: `UNIQUE ${plain(on)}` });
      if (check) rules.set(check, { table: checked, rule: `CHECK ${plain(condition)}` });
    }
  }
  return { rules: [...rules.values()], views: [...views] };
}

const plain = (sql) => sql.replaceAll('"', '').replace(/\s+/g, ' ').trim();
const statements = new RegExp(
  [
    String.raw`CREATE (?:OR REPLACE )?VIEW "?(?<view>\w+)"?`,
    String.raw`DROP VIEW (?:IF EXISTS )?"?(?<droppedView>\w+)"?`,
    String.raw`CREATE UNIQUE INDEX (?:CONCURRENTLY )?"?(?<index>\w+)"?\s+ON "?(?<indexed>\w+)"?\s*(?<on>\([^;]*);`,
    String.raw`ALTER TABLE "?(?<checked>\w+)"?\s+ADD CONSTRAINT "?(?<check>\w+)"?\s+CHECK (?<condition>\([^;]*);`,
    String.raw`DROP (?:CONSTRAINT|INDEX) (?:IF EXISTS )?"?(?<dropped>\w+)"?`,
  ].join('|'),
  'g',
);
