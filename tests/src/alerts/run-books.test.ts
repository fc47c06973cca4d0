import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout, openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const folder = path.join(checkout, 'docs', 'runbooks');
/** What every run-book says, in this order. */
const parts = ['Symptom', 'Not lost', 'Causes', 'Look', 'Fix', 'Run again', 'Mended when'];

describe('the run-books', () => {
  const books = readdirSync(folder).map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
  });
  after(() => store.close());

  it('say what happened, what was not lost, what to do, and how to see that it is mended, on one page', () => {
    expect(books.length).to.be.greaterThan(25);
    for (const { name, text } of books) {
      const found = [...text.matchAll(/^\*\*([A-Z][^*]*?)\.?\*\*/gm)].map(([, part]) => part);
      expect(found, name).to.deep.equal(parts);
      expect(text.split('\n').length, name).to.be.lessThan(45);
    }
  });

  it('have queries that this schema answers', async () => {
    for (const { name, text } of books) {
      const queries = [...text.matchAll(/^```sql\n(.*?)^```$/gms)].flatMap(([, sql = '']) => sql.split(/;\s*$/m));
      for (const query of queries.filter((each) => each.trim() !== ''))
        await store.db.$queryRawUnsafe(`EXPLAIN ${query}`).catch((error: unknown) => {
          throw new Error(`${name}: ${String(error)}\n${query}`);
        });
    }
  });
});
