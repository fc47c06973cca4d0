import { storeCompanies } from '@tickermill/store/datasets';
import { companiesToAskAgain, recordFoundReports } from '@tickermill/store/fundamentals';
import { lateFacts } from '@tickermill/store/quality';
import { openScratchStore, type ScratchStore } from '@tickermill/testkit';
import { expect } from 'chai';

const cik = '0000000001';
const accession = '0000000001-26-000001';

describe('facts that lack a report', () => {
  let store: ScratchStore;
  before(async () => {
    store = await openScratchStore();
    await store.transaction((tx) => storeCompanies(tx, [{ cik, symbol: 'LATE', name: 'Late Inc.' }]));
  });
  after(() => store.close());
  const rows = <T>(sql: string) => store.db.$queryRawUnsafe<T[]>(sql);

  /** The report was named 20 days ago, and its company asked so many hours ago each. */
  async function asked(hoursAgo: readonly (readonly [hours: number, state: string])[], form = '10-Q') {
    await rows('TRUNCATE runs, run_targets, index_reports CASCADE');
    await rows(`INSERT INTO index_reports (cik, accession, form, filed_on, day, named_at)
      VALUES ('${cik}', '${accession}', '${form}', '2026-11-10', '2026-11-10', now() - interval '20 days')`);
    for (const [hours, state] of hoursAgo)
      await rows(`WITH run AS (INSERT INTO runs (dataset, trigger, request) VALUES ('company-facts', 'manual', '{}') RETURNING id)
        INSERT INTO run_targets (run_id, dataset, target, state, finished_at)
        SELECT id, 'company-facts', '${cik}', '${state}', now() - interval '${hours} hours' FROM run`);
  }
  const isDue = async (since = '2026-11-01') => (await companiesToAskAgain(store.sql, since)).length === 1;
  const done = (...hours: readonly number[]) => hours.map((each) => [each, 'done'] as const);

  it('are asked for again after an hour, six hours and a day, then daily', async () => {
    const cases: readonly (readonly [readonly number[], boolean])[] = [
      [[], false],
      [[0.9], false],
      [[1.1], true],
      [[5.9, 4.8], false],
      [[6.1, 5], true],
      [[23.9, 22.8, 17.9], false],
      [[24.1, 23, 18], true],
      [[49, 48, 43, 24.9], false],
      [[49, 48, 43, 25.1], true],
      [[490, 489], false], // before the index named it
    ];
    for (const [hours, due] of cases) {
      await asked(done(...hours));
      expect(await isDue(), String(hours)).to.equal(due);
    }
    expect(await isDue('2026-11-11'), 'filed too long ago').to.equal(false);
    await asked(done(1.1), 'NT 10-Q');
    expect(await isDue(), 'a notice of lateness').to.equal(false);
    await asked([[2, 'done']]);
    await rows(`WITH run AS (INSERT INTO runs (dataset, trigger, request) VALUES ('company-facts', 'manual', '{}') RETURNING id)
      INSERT INTO run_targets (run_id, dataset, target, state) SELECT id, 'company-facts', '${cik}', 'open' FROM run`);
    expect(await isDue(), 'asked just now').to.equal(false);
  });

  it('are asked for again six hours after a request that failed, and failed again after an hour', async () => {
    const cases: readonly (readonly [readonly (readonly [number, string])[], boolean])[] = [
      [[[6.1, 'failed']], false],
      [
        [
          [5.9, 'failed'],
          [4.9, 'failed'],
        ],
        false,
      ],
      [
        [
          [6.1, 'failed'],
          [5.1, 'failed'],
        ],
        true,
      ],
      [
        [
          [6.1, 'failed'],
          [5.1, 'failed'],
          [0, 'failed'],
        ],
        false,
      ],
    ];
    for (const [hours, due] of cases) {
      await asked(hours);
      expect(await isDue(), JSON.stringify(hours)).to.equal(due);
    }
  });

  it('are a finding after 14 days, until they hold it; an amendment is none', async () => {
    await asked(done(1.1));
    await rows(`INSERT INTO company_facts (cik, provider, url, document_sha256, fetched_at, changed_at, parser_version)
      VALUES ('${cik}', 'sec-edgar', '', '', now(), now(), 1)`);
    const [{ id = 0n } = {}] = await rows<{ id: bigint }>('SELECT id FROM instruments');
    const found = (day: string) => lateFacts(store.sql, [id], { days: 14, now: new Date(`${day}T12:00:00Z`) });
    const details = { reports: [{ accession, form: '10-Q' }] };
    expect(await found('2026-11-24')).to.deep.equal([]);
    expect(await found('2026-11-25')).to.deep.equal([{ instrumentId: id, date: '2026-11-10', details }]);
    expect(await found('2027-03-01'), 'no news any more').to.deep.equal([]);
    await rows(`UPDATE index_reports SET form = '10-K/A'`);
    expect(await found('2026-11-25')).to.deep.equal([]);
    await rows(`UPDATE index_reports SET form = '10-Q'`);
    await rows(`INSERT INTO facts (cik, taxonomy, tag, unit, end_date, days, accession, value, form, filed, provider, fetched_at, parser_version)
      VALUES ('${cik}', 'us-gaap', 'Assets', 'USD', '2026-09-30', 0, '${accession}', 1, '10-Q', '2026-11-10', 'sec-edgar', now(), 1)`);
    expect(await found('2026-11-25')).to.deep.equal([]);
    expect(await isDue()).to.equal(true);
    await recordFoundReports(store.sql, '2026-11-01');
    expect(await isDue()).to.equal(false);
  });
});
