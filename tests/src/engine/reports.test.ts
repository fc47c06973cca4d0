import { requestRun } from '@tickermill/engine';
import { listReports, sectionsOf } from '@tickermill/store/fundamentals';
import type { ReportedRun } from '@tickermill/store/ledger';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

interface Truth {
  readonly cik: string;
  readonly filings: readonly {
    readonly accession: string;
    readonly form: string;
    readonly filed: string;
    readonly report_date: string | null;
    readonly layout: string;
    readonly sections: readonly { readonly item: string; readonly status: string; readonly text: string | null }[];
  }[];
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

  const run = async (dataset: 'reports' | 'filing-sections' | 'ownership-index', request = {}): Promise<ReportedRun> =>
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
      const told = items.map(({ accession, form, filed, reportDate }) => ({
        accession,
        form,
        filed,
        report_date: reportDate,
      }));
      expect(told).to.deep.equal(
        filings
          .filter(({ filed }) => filed <= day)
          .map(({ accession, form, filed, report_date }) => ({ accession, form, filed, report_date })),
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

  const compared = async (ticker: string, accessions: ReadonlySet<string>) => {
    const { filings } = await thread.ask<Truth>(`truth/reports?ticker=${ticker}`);
    const asked = filings.filter(({ accession }) => accessions.has(accession));
    for (const { accession, form, layout, sections } of asked) {
      const stored = await sectionsOf(thread.store.sql, accession);
      const told = stored.map(({ item, status, text }) => ({ item, status, text }));
      const byItem = (one: { item: string }, other: { item: string }) => (one.item < other.item ? -1 : 1);
      expect(told.sort(byItem), `${ticker} ${form} ${layout}`).to.deep.equal([...sections].sort(byItem));
    }
    return asked;
  };

  it('are read as text: every layout, pointers, what is absent, and amendments', async () => {
    const tickers = ['AAPL', 'MSFT', 'TSLA'];
    const { state, report } = await run('filing-sections', { tickers, params: { daysBack: 1_100 } });
    expect(state).to.equal('done');
    const read = new Set(
      (await thread.rows<{ accession: string }>('SELECT accession FROM report_documents')).map(
        ({ accession }) => accession,
      ),
    );
    expect(report.targetsByState).to.deep.equal({ done: read.size });
    const asked = (await Promise.all(tickers.map((ticker) => compared(ticker, read)))).flat();
    expect(asked).to.have.length(read.size);
    expect(new Set(asked.map(({ layout }) => layout)).size, 'layouts').to.equal(5);
    expect(new Set(asked.map(({ form }) => form))).to.deep.equal(new Set(['10-K', '10-Q', '10-K/A']));
    const statuses = new Set(asked.flatMap(({ sections }) => sections.map(({ status }) => status)));
    expect(statuses).to.include.keys('text', 'by-reference', 'not-applicable', 'absent', 'unsure');
  });

  it('follow from a night: its index names them, their list and their text are asked for, and nothing twice', async () => {
    const requests = async () => Number((await thread.rows<{ n: bigint }>('SELECT count(*) AS n FROM tasks'))[0]?.n);
    // Every company was asked a moment ago; those of the night of the week are not due before tomorrow.
    await thread.rows(`INSERT INTO registrants (cik, provider, url, fetched_at, changed_at, parser_version)
      SELECT DISTINCT cik, 'sec-edgar', 'https://data.sec.gov', now(), now(), 1 FROM instrument_ciks ON CONFLICT DO NOTHING`);
    await thread.rows(`INSERT INTO watchlist_items (watchlist_id, instrument_id) SELECT w.id, s.instrument_id FROM watchlists w, symbols s
      JOIN instruments i ON i.id = s.instrument_id WHERE w.name = 'few' AND i.cik IS NOT NULL ON CONFLICT DO NOTHING`);
    await thread.rows(
      `INSERT INTO market_readings (source, watermark) VALUES ('sec-edgar', '2026-11-03') ON CONFLICT (source) DO UPDATE SET watermark = '2026-11-03'`,
    );
    await run('ownership-index');
    const named = await thread.rows<{ cik: string; accession: string }>(
      `SELECT cik, accession FROM index_reports n WHERE NOT EXISTS (SELECT FROM reports r WHERE r.accession = n.accession)`,
    );
    expect(named.length, 'reports of the night').to.be.greaterThan(0);
    const listed = await run('reports');
    expect(listed.report.targetsByState).to.deep.equal({ done: new Set(named.map(({ cik }) => cik)).size });
    const read = await run('filing-sections', { params: { daysBack: 3 } });
    expect(read.state).to.equal('done');
    const tickers = await thread.rows<{ cik: string; symbol: string }>(
      `SELECT i.cik, min(s.symbol) AS symbol FROM instruments i JOIN symbols s ON s.instrument_id = i.id GROUP BY i.cik`,
    );
    let compares = 0;
    for (const { cik, accession } of named) {
      const ticker = tickers.find((each) => each.cik === cik)?.symbol ?? '';
      compares += (await compared(ticker, new Set([accession]))).length;
    }
    expect(compares).to.equal(named.length);

    const before = await requests();
    expect((await run('reports')).report.targetsByState).to.deep.equal({});
    expect((await run('filing-sections', { params: { daysBack: 3 } })).report.targetsByState).to.deep.equal({});
    expect(await requests(), 'requests of a repeated night').to.equal(before);
  });
});
