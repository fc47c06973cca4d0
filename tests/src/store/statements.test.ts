import { fileURLToPath } from 'node:url';
import { openScratchStore, type ScratchStore, withDatabase } from '@tickermill/testkit';
import { expect } from 'chai';
import { sources } from '../house/sources.ts';
import { type Column, mismatches, openDescriber } from './statements/columns.ts';
import { findStatements, type Statements } from './statements/find.ts';

/**
 * Statements whose text cannot be read out of the source, each with the reason and the test that runs it: compose SQL of
 * fragments that `fragments.ts` can follow wherever that is possible.
 */
const unread: Readonly<Record<string, string>> = {
  'bulk/subjects.ts countSubjects': 'a list for each kind of action: each is run by bulk-actions.test.ts',
  'bulk/subjects.ts labelsOf': 'the same',
  'bulk/actions.ts addBulkAction 2': 'the same',
  'bulk/actions.ts failedTaskCount': 'the same',
  'quality/list.ts findingsWhere': 'its condition is built by the list behind a figure: each is run by figures.test.ts',
  'quality/list.ts findingsWhere 2': 'the same',
  'lake/rows.ts partitionRows': 'a list of columns for each dataset: each is run by lake/export.test.ts',
  'lake/rows.ts eachSessionOfYear': 'the same',
  'universe/exports.ts exportedTables':
    'a statement for each exported table: each is run by exported-instruments.test.ts',
};

/** What a row type promises, Postgres confirms, for every statement and every branch of it: without running any. */
describe('the raw statements of the product', () => {
  let found: Statements;
  let store: ScratchStore;
  before(async () => {
    found = findStatements(fileURLToPath(new URL('../../../', import.meta.url)));
    store = await openScratchStore();
  });
  after(() => store.close());

  it('are all found, and stand in the store alone', () => {
    const raw = /\.\$(?:query|execute)Raw(?:Unsafe)?\s*[<(`]/g;
    const written = sources
      .filter(({ path, isTest }) => !isTest && /^(?:packages|apps)\//.test(path))
      .flatMap(({ path, code }) => Array.from(code.matchAll(raw), () => path));
    expect(written.filter((path) => !path.startsWith('packages/store/src/'))).to.deep.equal([]);
    expect(found.statements).to.have.lengthOf(written.length).and.not.have.lengthOf(0);
  });

  it('are read out of the source, save those that are listed', () => {
    const unresolved = found.statements.filter((statement) => statement.unresolved !== null);
    const news = unresolved.filter(({ id }) => !(id in unread)).map((one) => `${one.id}: ${one.unresolved}`);
    expect(news).to.deep.equal([]);
    expect(unresolved.map(({ id }) => id)).to.include.members(Object.keys(unread));
  });

  it('are accepted by Postgres, and return what their row types promise', async () => {
    const { statements, checker } = found;
    const wrong = await withDatabase(store.url, async (client) => {
      const columnsOf = await openDescriber(client);
      const judged: string[] = [];
      for (const { id, texts, row, node } of statements) {
        for (const text of texts) {
          try {
            const columns = await columnsOf(text);
            if (row) judged.push(...mismatches(columns, { row, node, checker }).map((what) => `${id}: ${what}`));
          } catch (error) {
            judged.push(`${id}: ${error}\n${text}`);
          }
        }
      }
      return judged;
    });
    expect([...new Set(wrong)].join('\n')).to.equal('');
  });

  it('would be told apart: a column that is missing, of another type, or more than promised', async () => {
    const { statements, checker } = found;
    const { row, node, texts } = statements.find(({ id }) => id === 'ledger/claim.ts claimTasks') ?? {};
    if (!row || !node) throw new Error('the claim of a task is not found');
    const told = (columns: readonly Column[]) => mismatches(columns, { row, node, checker });
    const columns = await withDatabase(store.url, async (client) => (await openDescriber(client))(texts?.[0] ?? ''));
    const [first, ...others] = columns as [Column, ...Column[]];
    expect(told(columns)).to.deep.equal([]);
    expect(told(others)).to.deep.equal([`no ${first.name}`]);
    expect(told([...columns, { name: 'more', type: 'text' }])).to.deep.equal(['more is in no row']);
    for (const type of ['numeric', 'date', '_text', 'json'])
      expect(told([{ name: first.name, type }, ...others]), type).to.have.lengthOf(1);
  });
});
