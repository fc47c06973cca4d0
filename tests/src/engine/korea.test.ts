import type { DatasetId } from '@tickermill/core';
import { requestRun } from '@tickermill/engine';
import type { KoreanTruth, StatsReport } from '@tickermill/sandbox';
import { expect } from 'chai';
import { openThread, type Thread } from './thread.fixture.ts';

/** Friday evening in Seoul: the keyed API has Thursday, the market-data service Friday. */
const now = new Date('2026-11-20T12:00:00Z');
const [thursday, friday] = ['2026-11-19', '2026-11-20'];

describe('the Korea Exchange, from its sources to rows', () => {
  let thread: Thread;
  const open = async (keys: object) => {
    thread = await openThread((url) => ({ kind: 'postgres', url }), {
      keys,
      now: () => now,
      clock: { now: () => now.getTime(), delay: async () => {} },
      worker: { attempts: 1, reconcileMs: 300 },
    });
  };
  afterEach(() => thread.close());

  const run = async (dataset: DatasetId, params: Record<string, string | boolean> = {}, force = false) =>
    thread.awaitRun(
      await requestRun(thread, { dataset, trigger: 'manual', request: { tickers: null, params, force } }),
    );
  const listMasters = async () => {
    for (const listing of ['kospi', 'kosdaq', 'konex', 'krx-etfs'])
      expect((await run('listings', { listing })).state, listing).to.equal('done');
  };
  const truth = (day: string) => thread.ask<KoreanTruth>(`truth/korea?day=${day}`);
  const requests = async () => (await thread.ask<StatsReport>('stats')).totals.requests;
  const number = (text = '') => (text === '-' || text === '' ? null : Number(text.replaceAll(',', '')));

  it('stores sectors, valuations and funds of a session as the truth has them, each once', async () => {
    await open({ 'krx-openapi': 'SANDBOXKEY', 'krx-web': 'member:password1' });
    await listMasters();
    for (const dataset of ['korean-sectors', 'korean-valuations', 'korean-etf-values'] as const)
      expect((await run(dataset)).state, dataset).to.equal('done');

    const { valuations, sectors, etfs } = await truth(friday);
    const stored = await thread.rows<Record<string, number | string | null>>(`
      SELECT l.exchange_symbol AS code, v.close::float AS close, v.eps::float AS eps, v.per::float AS per,
        v.pbr::float AS pbr, v.dividend_yield::float AS yield
      FROM korean_valuations v JOIN instrument_listings l USING (instrument_id) WHERE v.day = '${friday}' ORDER BY 1`);
    const told = valuations.map((row) => ({
      code: row['ISU_SRT_CD'],
      close: number(row['TDD_CLSPRC']),
      eps: number(row['EPS']),
      per: number(row['PER']),
      pbr: number(row['PBR']),
      yield: number(row['DVD_YLD']),
    }));
    expect(stored).to.deep.equal(told.sort((one, other) => ((one.code ?? '') < (other.code ?? '') ? -1 : 1)));
    const industries = await thread.rows<{ code: string; sector: string }>(`
      SELECT l.exchange_symbol AS code, s.sector FROM korean_sectors s JOIN instrument_listings l USING (instrument_id)`);
    expect(new Map(industries.map(({ code, sector }) => [code, sector]))).to.deep.equal(
      new Map(sectors.map((row) => [row['ISU_SRT_CD'], row['IDX_IND_NM']])),
    );
    // Thursday by the keyed API, which comes first; Friday, which that has not published, by the other.
    const funds = await thread.rows<{ day: string; provider: string; count: number; nav: number }>(`
      SELECT day::text AS day, provider, count(*)::int AS count, sum(nav)::float AS nav FROM korean_etf_values GROUP BY 1, 2 ORDER BY 1`);
    const sum = (rows: typeof etfs) =>
      rows.reduce((total, row) => total + Math.round((number(row['NAV']) ?? 0) * 100), 0) / 100;
    expect(funds).to.deep.equal([
      { day: thursday, provider: 'krx-openapi', count: etfs.length, nav: sum((await truth(thursday)).etfs) },
      { day: friday, provider: 'krx-web', count: etfs.length, nav: sum(etfs) },
    ]);

    const before = await requests();
    for (const dataset of ['korean-sectors', 'korean-valuations', 'korean-etf-values'] as const) await run(dataset);
    expect(await requests(), 'nothing is asked again').to.equal(before);
  });

  it('stores whole days of shares and funds as they were traded', async () => {
    await open({ 'krx-openapi': 'SANDBOXKEY', 'krx-web': 'member:password1' });
    await listMasters();
    await thread.rows(`UPDATE symbols SET valid_from = '2020-01-01'`);
    for (const market of ['XKRX', 'XKOS', 'XKON', 'krx-etfs'])
      expect(
        (await run('market-days', { market, from: thursday, to: friday, beginsSeries: true })).state,
        market,
      ).to.equal('done');
    const stored = await thread.rows<{
      code: string;
      open: number | null;
      close: number;
      volume: number;
      provider: string;
    }>(`
      SELECT l.exchange_symbol AS code, p.open::float AS open, p.close::float AS close, p.volume::float AS volume, p.provider
      FROM daily_prices p JOIN instrument_listings l USING (instrument_id) WHERE p.date = '${friday}' ORDER BY 1`);
    const { prices, etfs } = await truth(friday);
    const told = [...prices, ...etfs].map((row) => ({
      code: row['ISU_SRT_CD'],
      open: row['TDD_OPNPRC'] === '0' ? null : number(row['TDD_OPNPRC']),
      close: number(row['TDD_CLSPRC']),
      volume: number(row['ACC_TRDVOL']),
      provider: 'krx-web',
    }));
    expect(stored).to.deep.equal(told.sort((one, other) => ((one.code ?? '') < (other.code ?? '') ? -1 : 1)));
    const missing = await thread.rows(`SELECT market, missing FROM market_days WHERE missing <> '{}'`);
    expect(missing, 'no fund is missed among shares').to.deep.equal([]);
  });

  it('signs in anew once its session has ended, and never with a password that is due', async () => {
    await open({ 'krx-web': 'member:password1' });
    expect((await run('korean-sectors')).state).to.equal('done');
    await thread.ask('reset', { method: 'POST' });
    expect((await run('korean-valuations')).state, 'signed out').to.equal('failed');
    expect((await run('korean-valuations')).state, 'signed in anew').to.equal('done');
    await thread.close();

    await open({ 'krx-web': 'member:password-due' });
    expect((await run('korean-valuations')).state).to.equal('failed');
    const failed = await thread.rows(`SELECT error_code AS code FROM tasks`);
    expect(failed).to.deep.equal([{ code: 'KEY_REFUSED' }]);
    const kept = await thread.rows<{ all: string }>(`SELECT string_agg(t::text, ' ') AS all FROM tasks t`);
    expect(kept[0]?.all, 'the password').to.not.include('password-due');
  });

  it('refuses a session that names over a tenth fewer than the one before, and stores nothing of it', async () => {
    await open({ 'krx-web': 'member:password1' });
    await thread.rows(`INSERT INTO korean_days (dataset, mic, day, rows, provider, stored_at)
      VALUES ('korean-valuations', 'XKRX', '${thursday}', 222, 'krx-web', now())`);
    expect((await run('korean-valuations')).state).to.equal('failed');
    await thread.rows(`UPDATE korean_days SET rows = 221`);
    expect((await run('korean-valuations')).state, 'exactly a tenth').to.equal('done');
  });

  it('is asked nothing without a key or an account', async () => {
    await open({});
    for (const dataset of ['korean-sectors', 'korean-valuations', 'korean-etf-values'] as const) {
      const { report } = await run(dataset);
      expect(report.skipped, dataset).to.have.property('no-source');
    }
    expect(await requests()).to.equal(0);
  });
});
