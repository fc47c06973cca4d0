import { FiledReportForm } from '@tickermill/core';
import { requestRun } from '@tickermill/engine';
import { listReports } from '@tickermill/store/fundamentals';
import type { ReportedRun } from '@tickermill/store/ledger';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

interface Truth {
  readonly cik: string;
  readonly filings: readonly { readonly accession: string; readonly form: string; readonly filed: string }[];
}

onOneBackend('the reports of companies', (toBackend) => {
  let thread: Thread;
  const day = '2026-11-06';
  before(async () => {
    const now = () => Date.parse(`${day}T12:00:00Z`);
    const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    thread = await openThread(toBackend, {
      now: () => new Date(now()),
      clock: { now, delay },
      settings: { years: 2 },
    });
    await thread.listCompanies();
    await thread.rows(`INSERT INTO watchlists (name) VALUES ('few')`);
    await thread.rows(`INSERT INTO watchlist_items (watchlist_id, instrument_id) SELECT w.id, s.instrument_id FROM watchlists w, symbols s
      WHERE w.name = 'few' AND s.symbol IN ('AAPL', 'MSFT', 'TSLA')`);
  });
  after(() => thread.close());

  const run = async (dataset: 'reports' | 'ownership-index', request = {}): Promise<ReportedRun> =>
    thread.awaitRun(
      await requestRun(thread, {
        dataset,
        trigger: 'manual',
        request: { tickers: null, params: {}, force: false, ...request },
      }),
    );

  it('are those that the companies have filed, amendments with what they amend', async () => {
    const { state, report } = await run('reports', { tickers: ['AAPL', 'MSFT', 'TSLA'], params: { years: 3 } });
    expect(state).to.equal('done');
    let amended = 0;
    for (const ticker of ['AAPL', 'MSFT', 'TSLA']) {
      const { cik, filings } = await thread.ask<Truth>(`truth/reports?ticker=${ticker}`);
      const { items } = await listReports(thread.store.sql, { ciks: [cik] }, { limit: 1_000, offset: 0 });
      const told = items.map(({ reportDate, ...each }) => ({ ...each, report_date: reportDate }));
      const fields = ['accession', 'form', 'filed', 'report_date'] as const;
      expect(told.map((each) => Object.fromEntries(fields.map((field) => [field, each[field]])))).to.deep.equal(
        filings.filter(({ form }) => FiledReportForm.safeParse(form).success),
      );
      for (const { form, amends, reportDate } of items.filter((each) => each.form.endsWith('/A'))) {
        const original = items.find(({ accession }) => accession === amends);
        expect(original).to.include({ form: form.replace('/A', ''), reportDate });
        amended += 1;
      }
    }
    expect(amended, 'amendments').to.be.greaterThan(0);
    expect(report.created).to.be.greaterThan(20);
  });
});
