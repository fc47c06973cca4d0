import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { capabilities, newCapabilities } from './what-is-new.ts';

describe('what is new to an older installation', () => {
  const all = readdirSync(fileURLToPath(new URL('../../../prisma/migrations/', import.meta.url)))
    .filter((name) => /^\d/.test(name))
    .sort();
  const titles = (applied: readonly string[]) => newCapabilities(applied).map(({ since }) => since);

  it('came with migrations that exist, in their order', () => {
    const since = capabilities.map((each) => each.since);
    expect(all).to.include.members(since);
    expect(since).to.deep.equal([...since].sort());
  });

  it('is nothing for a new database, nor where nothing was applied', () => {
    expect(titles(all)).to.deep.equal([]);
    expect(titles([])).to.deep.equal([]);
  });

  it('is what came after the build that filled it, once', () => {
    const before = all.indexOf('20261122120000_prices');
    expect(titles(all.slice(before))).to.include.members(['20261122120000_prices', '20261122130000_chains']);
    expect(titles(all.slice(before))).not.to.include('20261122090000_index');
    expect(titles(all.slice(before + 1))).not.to.include('20261122120000_prices');
  });
});
