import { collectors } from '@tickermill/collectors';
import { type CompanyFactsRecord, metricNames } from '@tickermill/core';
import { forecastRun, replay, requestRun } from '@tickermill/engine';
import { lateFactsChore, stockMetricsChore } from '@tickermill/engine/maintenance';
import {
  earningsHistory,
  earningsRevisions,
  factsOf,
  metricsOf,
  profileOf,
  staleInstruments,
} from '@tickermill/store/fundamentals';
import { deleteExpiredCaptures, type ReportedRun } from '@tickermill/store/ledger';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

type Step = NonNullable<Parameters<typeof replay>[2]>;
const all: readonly { readonly id: string; readonly steps: readonly Step[] }[] = collectors;
const factsStep = all.find(({ id }) => id === 'company-facts')?.steps[0] as Step;

interface Truth {
  readonly cik: string;
  readonly has_facts: boolean;
  readonly profile: {
    readonly sector: string;
    readonly impliedShares: number;
    readonly institutionsPercentHeld: number | null;
  };
  readonly reports: readonly { readonly form: string; readonly filed: string }[];
  readonly periods: readonly {
    readonly period: string;
    readonly fiscalYear: number;
    readonly start: string;
    readonly end: string;
    readonly figures: Readonly<Record<string, number | null>>;
  }[];
}

/** In that the sandbox' clock goes, by which its companies have filed; that of the engine follows. */
onOneBackend('the facts of companies', (toBackend) => {
  let thread: Thread;
  let day = '';
  const tickers = ['AAPL', 'MSFT', 'TSLA'];
  before(async () => {
    day = '2026-02-20';
    const now = () => Date.parse(`${day}T12:00:00Z`);
    const delay = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    thread = await openThread(toBackend, {
      now: () => new Date(now()),
      clock: { now, delay },
      settings: { years: 2 },
    });
    await thread.listCompanies();
  });
  after(() => thread.close());

  const night = async (asked: readonly string[], onDay: string): Promise<ReportedRun> => {
    day = onDay;
    const request = { tickers: asked, params: {}, force: true };
    return thread.awaitRun(await requestRun(thread, { dataset: 'company-facts', trigger: 'manual', request }));
  };
  const truthOf = (ticker: string, asOf: string) =>
    thread.ask<Truth>(`truth/company-facts?ticker=${ticker}&as_of=${asOf}`);
  const stored = async (ticker: string) => {
    const { cik } = await truthOf(ticker, day);
    return toComparable(await earningsHistory(thread.store.sql, cik));
  };
  const offered = async (ticker: string, asOf: string) =>
    (await truthOf(ticker, asOf)).periods
      .map(({ period, fiscalYear, start, end, figures }) => ({ period, fiscalYear, start, end, figures }))
      .sort(byPeriod);

  it('come to the figures that the reports of each night give, with what each was before', async () => {
    const nights = ['2026-02-20', '2026-03-27', '2026-11-20'];
    for (const each of nights) {
      const { state, report } = await night(tickers, each);
      expect(state).to.equal('done');
      expect(report.targetsByState).to.deep.equal({ done: tickers.length });
      for (const ticker of tickers)
        expect(await stored(ticker), `${ticker} ${each}`).to.deep.equal(await offered(ticker, each));
    }
    let changed = 0;
    for (const ticker of tickers) {
      const { cik } = await truthOf(ticker, day);
      const expected = await changesBetween(ticker, nights);
      const revisions = await earningsRevisions(thread.store.sql, cik);
      const told = revisions.map(({ period, end, figure, value, replacedBy }) => {
        return `${period} ${end} ${figure} ${Number(value)} ${replacedBy === null ? null : Number(replacedBy)}`;
      });
      expect(told.sort(), ticker).to.deep.equal(expected.sort());
      expect(revisions.every(({ cause }) => cause === 'restated')).to.equal(true);
      changed += revisions.length;
    }
    expect(changed, 'restatements').to.be.greaterThan(0);
  });

  /** The figures of one night that are others at the next. */
  async function changesBetween(ticker: string, nights: readonly string[]): Promise<string[]> {
    const told = await Promise.all(nights.map((each) => offered(ticker, each)));
    return told.slice(1).flatMap((after, nth) =>
      (told[nth] ?? []).flatMap(({ period, end, figures }) => {
        const now = after.find((each) => each.period === period && each.end === end)?.figures ?? {};
        return Object.entries(figures).flatMap(([figure, value]) =>
          value === null || now[figure] === value ? [] : [`${period} ${end} ${figure} ${value} ${now[figure] ?? null}`],
        );
      }),
    );
  }

  it('change nothing where the answer is the same, and keep every version of a fact', async () => {
    const before = await thread.rows('SELECT * FROM earnings_history ORDER BY cik, period, end_date');
    const { report } = await night(['AAPL'], '2026-11-20');
    expect(report.created).to.equal(0);
    expect(await thread.rows('SELECT * FROM earnings_history ORDER BY cik, period, end_date')).to.deep.equal(before);
    const { cik } = await truthOf('AAPL', day);
    const facts = await factsOf(thread.store.sql, { cik, tag: 'us-gaap:NetIncomeLoss' });
    const years = facts.filter(
      ({ start, end }) => start !== null && Date.parse(end) - Date.parse(start) > 360 * 86_400_000,
    );
    expect(years.length, 'a year is stated by three annual reports').to.be.greaterThan(
      new Set(years.map(({ end }) => end)).size,
    );
    expect(
      (await factsOf(thread.store.sql, { cik, filedBy: '2024-06-01' })).every(({ filed }) => filed <= '2024-06-01'),
    ).to.equal(true);
  });

  it('are not asked again within a day, and not there for a company without XBRL', async () => {
    const asked = (force: boolean) =>
      forecastRun(thread, {
        dataset: 'company-facts',
        trigger: 'manual',
        request: { tickers: ['AAPL', 'NOSUCH'], params: {}, force },
      });
    // The ledger goes by the clock of the database.
    day = new Date().toISOString().slice(0, 10);
    expect((await asked(false)).skipped).to.deep.equal({ fresh: 1, 'unknown-ticker': 1 });
    expect((await asked(true)).targets).to.equal(1);
    const listed = await thread.rows<{ symbol: string }>('SELECT symbol FROM symbols ORDER BY symbol');
    for (const { symbol } of listed) {
      if ((await truthOf(symbol, '2026-11-20')).has_facts) continue;
      const { report } = await night([symbol], '2026-11-20');
      expect(report.targetsByState).to.deep.equal({ nothing: 1 });
      return;
    }
    throw new Error('every company of the sandbox has facts');
  });

  it('come to metrics with the price, computed anew when either changes', async () => {
    const chore = stockMetricsChore(thread, 60_000);
    const { store } = thread;
    const { cik, periods } = await truthOf('AAPL', '2026-11-20');
    const [{ id = 0n } = {}] = await thread.rows<{ id: bigint }>(`SELECT id FROM instruments WHERE cik = '${cik}'`);
    const metric = async (name: string) => (await metricsOf(store.sql, id)).find((each) => each.metric === name);
    await chore.run();
    expect(await metric('price')).to.deep.include({ value: null, reason: 'operand-missing' });
    const last = periods.filter(
      ({ end }) =>
        end ===
        periods
          .map((each) => each.end)
          .sort()
          .at(-1),
    )[0]?.figures;
    const ratio = Number(last?.['total_debt']) / Number(last?.['equity']);
    expect(Number((await metric('debt_to_equity'))?.value)).to.be.closeTo(ratio, 0.000001);

    const priced = (close: number) =>
      thread.rows(`WITH v AS (INSERT INTO coverage (dataset, instrument_id, covered, first_day, provider, written_at)
          VALUES ('daily-prices', ${id}, '{[2026-11-16,2026-11-21)}', '2026-11-16', 'yahoo', clock_timestamp())
          ON CONFLICT (dataset, instrument_id) DO UPDATE SET written_at = clock_timestamp())
        INSERT INTO daily_prices (instrument_id, known_from, checked_at, volume, date, final, open, high, low, close, adj_close, currency, provider)
        VALUES (${id}, now(), now(), 1, '2026-11-20', true, ${close}, ${close}, ${close}, ${close}, ${close}, 'USD', 'yahoo')
        ON CONFLICT (instrument_id, date) DO UPDATE SET close = EXCLUDED.close`);
    for (const close of [100, 125.5]) {
      await priced(close);
      await chore.run();
      expect(await metric('price')).to.deep.include({ value: String(close), asOf: '2026-11-20', provider: 'yahoo' });
      const [{ shares = '0' } = {}] = await thread.rows<{ shares: string }>(
        `SELECT value::text AS shares FROM facts WHERE cik = '${cik}' AND tag = 'CommonStockSharesOutstanding' ORDER BY end_date DESC, filed DESC LIMIT 1`,
      );
      expect((await metric('market_cap'))?.value).to.equal(String(Number(shares) * close));
    }
    expect(await staleInstruments(store.sql, { version: 1, limit: 10 })).to.deep.equal([]);
    expect(await metricsOf(store.sql, id)).to.have.length(metricNames.length);
  });

  it('are joined by what Yahoo says of a company', async () => {
    const { store } = thread;
    day = '2026-11-20';
    const [{ id = 0n } = {}] = await thread.rows<{ id: bigint }>(
      `SELECT instrument_id AS id FROM symbols WHERE symbol = 'AAPL'`,
    );
    const asked = async (named: readonly string[] | null) => {
      const request = { tickers: named, params: {}, force: false };
      return thread.awaitRun(await requestRun(thread, { dataset: 'company-profile', trigger: 'manual', request }));
    };
    expect((await asked(['AAPL', 'NOSUCH'])).report).to.deep.include({
      targetsByState: { done: 1, skipped: 1 },
      created: 1,
    });
    const { profile } = await truthOf('AAPL', day);
    const numeric = (value: number | null) => (value === null ? null : String(value));
    expect(await profileOf(store.sql, id)).to.deep.include({
      sector: profile.sector,
      impliedShares: numeric(profile.impliedShares),
      institutionsPercentHeld: numeric(profile.institutionsPercentHeld),
    });
    await stockMetricsChore(thread, 60_000).run();
    const held = (await metricsOf(store.sql, id)).find(({ metric }) => metric === 'institutional_ownership');
    expect(held?.value).to.equal(numeric(profile.institutionsPercentHeld));
    await thread.rows(`INSERT INTO watchlists (name) VALUES ('few')`);
    await thread.rows(`INSERT INTO watchlist_items (watchlist_id, instrument_id) SELECT w.id, s.instrument_id FROM watchlists w, symbols s
      WHERE w.name = 'few' AND s.symbol IN ('AAPL', 'MSFT')`);
    expect((await asked(null)).report.targetsByState, 'AAPL was asked this week').to.deep.equal({ done: 1 });
  });

  it('are due when the daily index names a report that they lack, and not before', async () => {
    const due = async () => {
      const request = { tickers: null, params: { scope: 'listed' }, force: false };
      const { targets } = await forecastRun(thread, { dataset: 'company-facts', trigger: 'schedule', request });
      return targets;
    };
    const named = () => thread.rows<{ cik: string; form: string }>(`SELECT cik, form FROM index_reports ORDER BY cik`);
    // All were asked a moment ago, but for those whose report the index will name.
    await thread.rows(`INSERT INTO run_targets (run_id, dataset, target, state, finished_at)
      SELECT max(r.id), 'company-facts', i.cik, 'done', now() FROM runs r, instruments i WHERE i.cik IS NOT NULL GROUP BY i.cik
      ON CONFLICT DO NOTHING`);
    day = '2026-11-06';
    expect(await due()).to.equal(0);
    await thread.rows(
      `INSERT INTO market_readings (source, watermark) VALUES ('sec-edgar', '2026-11-03') ON CONFLICT (source) DO UPDATE SET watermark = '2026-11-03'`,
    );
    const request = { tickers: null, params: {}, force: false };
    await thread.awaitRun(await requestRun(thread, { dataset: 'ownership-index', trigger: 'manual', request }));
    const reports = await named();
    expect(new Set(reports.map(({ form }) => form))).to.include('10-Q');
    const lacking = await thread.rows<{ cik: string }>(
      `SELECT cik FROM index_reports r WHERE NOT EXISTS (SELECT FROM facts f WHERE f.cik = r.cik AND f.accession = r.accession)`,
    );
    expect(lacking).to.have.length.within(1, reports.length);
    expect(await due()).to.equal(lacking.length);
    day = '2026-11-30';
    expect(await due(), 'a report that no facts have held for 14 days').to.equal(0);
  });

  it('are read again from their captures, which are kept as long as they are the latest', async () => {
    const ask = { dataset: 'company-facts', since: null, accessions: [], all: false, after: null, limit: 100 } as const;
    const otherwise: Step = {
      ...factsStep,
      parserVersion: 2,
      parse(answer, input) {
        const outcome = factsStep.parse(answer, input);
        if (outcome.kind !== 'found') return outcome;
        const records = (outcome.records ?? []) as readonly CompanyFactsRecord[];
        const read = records.map((record) => ({
          ...record,
          periods: record.periods.map((each) => ({
            ...each,
            figures: { ...each.figures, cash: { value: null, reason: 'not-stated' } },
          })),
        }));
        return { ...outcome, records: read } as typeof outcome;
      },
    };
    await thread.rows(`UPDATE captures SET keep_until = now() - interval '1 day'`);
    await deleteExpiredCaptures(thread.store.sql, 1_000);
    const before = await thread.rows('SELECT * FROM earnings_history ORDER BY cik, period, end_date');
    const shown = await replay(thread, { ...ask, dryRun: true }, otherwise);
    expect(shown).to.include({ read: tickers.length, changed: tickers.length, missing: 0, unreadable: 0, next: null });
    expect(new Set(shown.documents.flatMap(({ changes }) => changes.map(({ field }) => field)))).to.deep.equal(
      new Set(['cash']),
    );
    expect(await thread.rows('SELECT * FROM earnings_history ORDER BY cik, period, end_date')).to.deep.equal(before);
    const done = await replay(thread, { ...ask, dryRun: false }, otherwise);
    expect(done.documents).to.deep.equal(shown.documents);
    expect(await thread.rows(`SELECT DISTINCT cash, parser_version AS v FROM earnings_history`)).to.deep.equal([
      { cash: null, v: 2 },
    ]);
    expect(
      await thread.rows(`SELECT DISTINCT cause FROM earnings_revisions WHERE figure = 'cash' AND replaced_by IS NULL`),
    ).to.deep.equal([{ cause: 'read-again' }]);
    expect(await replay(thread, { ...ask, dryRun: false }, otherwise)).to.include({ read: 0 });
  });

  it('are asked for again by themselves while they lack a report', async () => {
    day = '2026-11-06';
    const lacking = await thread.rows<{ cik: string }>(
      `SELECT DISTINCT cik FROM index_reports r WHERE NOT EXISTS (SELECT FROM facts f WHERE f.cik = r.cik AND f.accession = r.accession)`,
    );
    await thread.rows(`UPDATE index_reports SET named_at = now() - interval '3 hours'`);
    await thread.rows(`UPDATE run_targets SET finished_at = now() - interval '2 hours' WHERE state = 'done'
      AND id IN (SELECT max(id) FROM run_targets GROUP BY dataset, target)`);
    await lateFactsChore(thread).run();
    const [run] = await thread.rows<{ id: bigint }>('SELECT id FROM runs ORDER BY id DESC LIMIT 1');
    const { trigger, report } = await thread.awaitRun(run?.id ?? 0n);
    expect([trigger, report.targets]).to.deep.equal(['retry', lacking.length]);
    await lateFactsChore(thread).run();
    expect(await thread.rows('SELECT id FROM runs ORDER BY id DESC LIMIT 1'), 'found by now').to.deep.equal([run]);
  });
});

type Comparable = Omit<Truth['periods'][number], 'fiscalYear'> & { readonly fiscalYear: number };

const byPeriod = (one: { end: string; period: string }, other: { end: string; period: string }) =>
  `${one.end} ${one.period}` < `${other.end} ${other.period}` ? -1 : 1;

/** Stored periods as the sandbox tells its own. */
function toComparable(periods: Awaited<ReturnType<typeof earningsHistory>>): Comparable[] {
  const left = ['dividends_per_share'];
  return periods
    .map(({ period, fiscalYear, start, end, figures }) => ({
      period,
      fiscalYear,
      start,
      end,
      figures: Object.fromEntries(
        Object.entries(figures)
          .filter(([name]) => !left.includes(name))
          .map(([name, { value }]) => [name, value === null ? null : Number(value)]),
      ),
    }))
    .sort(byPeriod);
}
