import type { CompanyFactsRecord, ReportedFact } from '@tickermill/core';
import { joinedFacts } from '@tickermill/engine';
import { storeCompanies, storeCompanyFacts } from '@tickermill/store/datasets';
import { companiesToAsk } from '@tickermill/store/fundamentals';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const [former, present] = ['0000000001', '0000000002'] as const;

describe('facts of a company whose registrant changed', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
    for (const cik of [former, present])
      await store.transaction((tx) => storeCompanies(tx, [{ cik, symbol: 'HOLD', name: 'Holding Inc.' }]));
  });
  after(() => store.close());

  const fact = (accession: string, filed: string, tag: string, year: number, value: number): ReportedFact => ({
    taxonomy: 'us-gaap',
    tag,
    unit: 'USD',
    start: `${year}-01-01`,
    end: `${year}-12-31`,
    value: String(value),
    accession,
    form: '10-K',
    filed,
    fy: year,
    fp: 'FY',
  });
  const tags = ['Revenues', 'NetIncomeLoss', 'GrossProfit'];
  const keep = (cik: string, facts: ReportedFact[]) =>
    store.sqlTransaction((tx) => {
      const about = { cik, name: null, periods: [], oddities: [], url: 'https://data.sec.gov/x', parserVersion: 1 };
      const record: CompanyFactsRecord = { ...about, facts, documentSha256: `${cik}${facts.length}`.padEnd(64, '0') };
      return storeCompanyFacts(tx, [record]);
    });

  it('is asked for under both, and joins them once the reports of one show years of the other', async () => {
    const due = { isListed: true, askedBefore: new Date('2026-01-01T00:00:00Z'), reportsSince: '2026-01-01' };
    expect((await companiesToAsk(store.db, due)).map(({ cik }) => cik)).to.deep.equal([former, present]);
    const old = tags.map((tag, nth) => fact('0000000001-25-000001', '2025-02-10', tag, 2024, 100 + nth));
    await keep(former, old);
    const own = tags.map((tag, nth) => fact('0000000002-26-000001', '2026-02-10', tag, 2025, 200 + nth));
    await keep(present, own);
    expect(await joinedFacts(store.sql, present), 'a stranger').to.have.length(3);
    const shown = tags.map((tag, nth) => fact('0000000002-26-000001', '2026-02-10', tag, 2024, 100 + nth));
    await keep(present, [...own, ...shown]);
    expect(await joinedFacts(store.sql, present)).to.have.length(9);
    const then = await joinedFacts(store.sql, present, { filedBy: '2025-12-31' });
    expect(then.map(({ accession }) => accession)).to.deep.equal(old.map(({ accession }) => accession));
    expect(await joinedFacts(store.sql, former), 'a former one is none before').to.have.length(3);
  });
});
