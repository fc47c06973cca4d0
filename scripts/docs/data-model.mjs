import { readMigrations, readSchema } from './schema.mjs';
import { madeFrom, table } from './table.mjs';

/** What each view holds; the tables say the rest. A view of the migrations that is not here fails the check. */
const views = {
  counted_insider_trades:
    'the trades that statistics count: of originals and matched amendments, those that nothing supersedes',
  counted_insider_holdings: 'the same of holdings',
  trades: 'the trades that count, each once, with ticker, insider, role and filing day, for analysts',
  filings_with_counts: 'every filing with its ticker and how much it reports, for analysts',
  symbol_days: 'which symbol an instrument carried on which days, from `from_day` until before `to_day`',
  prices: 'every bar of `daily_prices` under the symbol that the instrument carried on that day, for analysts',
  current_corporate_actions: 'splits, dividends and mergers as they are known now, by symbol, for analysts',
  stocks: 'every listed stock of the United States with a CIK: its company, its profile, its metrics, for analysts',
};

/** Tables, columns and views without a meaning, each as `file:line  what`. */
export function withoutMeaning(root) {
  const tables = readSchema(root).flatMap((group) => group.tables);
  const nameless = tables.flatMap((each) => [
    ...(each.about ? [] : [{ line: each.line, what: `table ${each.table}` }]),
    ...each.columns
      .filter(({ about }) => !about)
      .map(({ column, line }) => ({ line, what: `column ${each.table}.${column}` })),
  ]);
  return [
    ...nameless.map(
      ({ line, what }) => `prisma/schema.prisma:${line}  ${what} has no meaning: write it above, after ///`,
    ),
    ...readMigrations(root)
      .views.filter((view) => !(view in views))
      .map((view) => `scripts/docs/data-model.mjs:5  the view ${view} has no meaning`),
  ];
}

function diagram({ tables }) {
  const entities = tables.map(({ table: name, columns, key, relations }) => {
    const foreign = new Set(relations.flatMap((relation) => relation.columns));
    const shown = columns.filter(({ column }) => key.includes(column) || foreign.has(column));
    const marks = (column) =>
      [key.includes(column) && 'PK', foreign.has(column) && 'FK'].filter((mark) => mark).join(', ');
    const rows = shown.map(({ column, type }) => `    ${type.replace(/[^\w]+/g, '_')} ${column} ${marks(column)}`);
    return `  ${name} {\n${rows.join('\n')}\n  }`;
  });
  const lines = tables.flatMap(({ table: name, relations }) =>
    relations.map(
      ({ to, columns, optional }) => `  ${to} ${optional ? '|o' : '||'}--o{ ${name} : "${columns.join(', ')}"`,
    ),
  );
  return ['```mermaid', 'erDiagram', ...entities, ...lines, '```'].join('\n');
}

function section(group, rules) {
  const parts = group.tables.map((each) => {
    const { table: name, about, columns, key, relations } = each;
    const refers = new Map(relations.flatMap(({ to, columns: from }) => from.map((column) => [column, to])));
    const rows = columns.map(({ column, type, optional, about: meaning }) => [
      `\`${column}\``,
      type + (optional ? ', null' : ''),
      meaning + (refers.has(column) ? ` → \`${refers.get(column)}\`` : ''),
    ]);
    const known = new Set(columns.map(({ column }) => column));
    const own = rules.filter(
      ({ table: of, rule }) =>
        of === name && [...rule.matchAll(/\b[a-z]+_[a-z_]+\b/g)].every(([word]) => known.has(word)),
    );
    const listed = [`PRIMARY KEY (${key.join(', ')})`, ...own.map(({ rule }) => rule)].map((rule) => `- \`${rule}\``);
    return `### ${name}\n\n${about}\n\n${table(['Column', 'Type', 'Meaning'], rows)}\n\n${listed.join('\n')}\n`;
  });
  return `## ${group.title}\n\n${diagram(group)}\n\n${parts.join('\n')}`;
}

export function dataModelPage(root) {
  const groups = readSchema(root);
  const { rules, views: found } = readMigrations(root);
  const contents = groups.map(
    ({ title, tables }) =>
      `- [${title}](#${title
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replace(/\s/g, '-')}): ${tables.map(({ table: name }) => `\`${name}\``).join(', ')}`,
  );
  return `${madeFrom('prisma/schema.prisma and the migrations')}

# Data model

Every table and column, and what it means. Instants are \`timestamptz\` in UTC, days are \`date\`, money and share counts
are exact \`numeric\`. "null" marks columns that may be null. The listed constraints include those that Prisma cannot say
(partial unique indexes, checks); they stand in the migrations. \`_prisma_migrations\` records which migrations were applied.

${contents.join('\n')}
- [Views](#views)

${groups.map((group) => section(group, rules)).join('\n')}
## Views

${table(
  ['View', 'Holds'],
  found.map((view) => [`\`${view}\``, views[view] ?? '']),
)}
`;
}
