import { SourcePreference } from '@tickermill/core';
import {
  forecastBackfill,
  forecastRun,
  pauseSource,
  requestRun,
  resumeSource,
  startBackfill,
} from '@tickermill/engine';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openPrices, type PriceThread } from './prices.fixture.ts';

const keys = { 'alpha-vantage': 'SANDBOXKEY', stooq: 'SANDBOXKEY' };
const query = 'query1.finance.yahoo.com';

onOneBackend('the sources of daily prices', (toBackend) => {
  let prices: PriceThread;
  const open = async (
    worker: { attempts?: number; pricePreference?: SourcePreference } = {},
    sources: object = keys,
  ) => {
    prices = await openPrices(toBackend, { keys: sources, worker: { attempts: 1, ...worker } });
  };
  afterEach(() => prices.close());

  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: Error) => error.message,
    );

  const pauseYahoo = () => pauseSource(prices, 'yahoo', { by: 'test' });
  /** The last bars of a ticker: day, provider, whether there is an adjusted close, and whether it is final. */
  const last = async (ticker: string, count: number) =>
    (await prices.bars(ticker))
      .slice(-count)
      .map(
        ({ date, provider, adjClose, final }) =>
          `${date} ${provider}${adjClose === null ? '' : ' adjusted'}${final ? '' : ' provisional'}`,
      );
  const stopgaps = (ticker: string) =>
    prices.rows<{ stopgap: string }>(
      `SELECT stopgap::text FROM coverage JOIN symbols s USING (instrument_id) WHERE s.symbol = '${ticker}'`,
    );
  const executions = (ticker: string, { id }: { id: bigint }) =>
    prices.rows<{ state: string; collector: string; replaced: boolean }>(`
      SELECT k.state, k.collector, k.replaced FROM run_targets t JOIN task_targets tt ON tt.target_id = t.id
        JOIN tasks k ON k.id = tt.task_id WHERE t.run_id = ${id} AND t.tickers = '{${ticker}}' ORDER BY k.id`);

  it('fill in for one that is paused with a stopgap, which gives way when that answers again', async () => {
    await open();
    await prices.track(['TSLA', 'BRK-B']);
    await prices.night('2026-11-04');
    await pauseYahoo();
    const run = await prices.night('2026-11-06');
    expect(await prices.steps(run)).to.deep.equal({ daily: 2 });
    const filled = ['2026-11-03 yahoo adjusted', '2026-11-04 alpha-vantage', '2026-11-05 alpha-vantage'];
    expect(await last('TSLA', 3)).to.deep.equal(filled);
    expect(await stopgaps('TSLA')).to.deep.equal([{ stopgap: '{[2026-11-04,2026-11-06)}' }]);
    await prices.night('2026-11-07');
    expect(await last('TSLA', 1)).to.deep.equal(['2026-11-06 alpha-vantage']);

    await resumeSource(prices, 'yahoo');
    const back = await prices.night('2026-11-10');
    expect(await prices.steps(back)).to.deep.equal({ chart: 2 });
    expect(await prices.differences(['TSLA', 'BRK-B'])).to.deep.equal([]);
    expect(await stopgaps('TSLA')).to.deep.equal([{ stopgap: '{}' }]);
    expect(await prices.revisions('TSLA')).to.deep.equal(
      ['2026-11-04', '2026-11-05', '2026-11-06'].map((date) => ({ date, cause: 'stopgap' })),
    );
  });

  it('fill in for what is new, all of which is asked for when the preferred one answers again', async () => {
    await open();
    await pauseYahoo();
    await prices.track(['TSLA']);
    await prices.night('2026-11-04');
    expect(await prices.bars('TSLA')).to.have.lengthOf.within(50, 100);
    await resumeSource(prices, 'yahoo');
    await prices.night('2026-11-05');
    expect((await prices.bars('TSLA')).length).to.be.above(495);
    expect(await prices.differences(['TSLA'])).to.deep.equal([]);
  });

  it('get no request where no order names them: not for prices, nor quotes, nor a backfill', async () => {
    await open({ pricePreference: SourcePreference.parse('none') }, { stooq: 'SANDBOXKEY' });
    await prices.track(['TSLA', 'BRK-B']);
    const before = await prices.requests();
    expect(await prices.outcomes(await prices.night('2026-11-04'))).to.deep.equal({
      TSLA: 'no-source',
      'BRK-B': 'no-source',
    });
    prices.setInstant(new Date('2026-11-04T16:00:00Z')); // New York is open
    const quotes = await requestRun(prices, {
      dataset: 'quotes',
      trigger: 'schedule',
      request: { tickers: null, params: {}, force: false },
    });
    expect((await prices.awaitRun(quotes)).report).to.deep.include({ requests: 0, skipped: { 'no-source': 2 } });
    const missing = { dataset: 'daily-prices', from: '2026-01-01', to: '2026-11-01', tickers: null } as const;
    const refused = /no enabled source has daily-prices/;
    expect(await failureOf(startBackfill(prices, missing))).to.match(refused);
    const wanted = { ...missing, instrumentIds: null };
    expect(await failureOf(forecastBackfill(prices, wanted))).to.match(refused);
    expect(await prices.requests()).to.equal(before);
  });

  it('fill in for as many as their quota allows; the others wait for the preferred one', async () => {
    await open({}, { 'alpha-vantage': 'SANDBOXKEY' });
    const listed = await prices.rows<{ symbol: string }>('SELECT symbol FROM symbols ORDER BY symbol LIMIT 28');
    await prices.track(listed.map(({ symbol }) => symbol));
    await pauseYahoo();
    const asked = { dataset: 'daily-prices', trigger: 'schedule' } as const;
    const request = { tickers: null, params: {}, force: false };
    prices.setInstant(new Date());
    const forecast = await forecastRun(prices, { ...asked, request });
    const requests = forecast.sources.map((each) => [each.source, each.requests]);
    expect(requests).to.have.deep.members([
      ['alpha-vantage', 25],
      ['yahoo', 3],
    ]);
    const id = await requestRun(prices, { ...asked, request });
    const unfinished = () =>
      prices.rows<{ source: string }>(`SELECT source FROM tasks WHERE run_id = ${id} AND finished_at IS NULL`);
    await until('the quota to be spent', async () => (await unfinished()).length === 3);
    expect((await unfinished()).map(({ source }) => source)).to.deep.equal(['yahoo', 'yahoo', 'yahoo']);
    await resumeSource(prices, 'yahoo');
    const run = await prices.awaitRun(id);
    expect(await prices.steps(run)).to.deep.equal({ daily: 25, chart: 3 });
  });

  for (const [source, kept, from] of [
    ['alpha-vantage', 'the last split', '2025-11-17'],
    ['stooq', 'the last action', '2025-11-17'],
  ] as const) {
    it(`fill only what comes after ${kept}, if that is ${source}`, async () => {
      await open({}, { [source]: 'SANDBOXKEY' });
      await prices.track(['NFLX']); // split 10:1 on 2025-11-17, and no dividends
      await prices.night('2025-12-02');
      await prices.rows(`DELETE FROM daily_prices WHERE date >= '2025-11-05'`);
      await prices.rows(
        `UPDATE coverage SET covered = covered - '{[2025-11-05,)}'::datemultirange WHERE dataset = 'daily-prices'`,
      );
      await pauseYahoo();
      await prices.night('2025-12-03');
      const bars = (await prices.bars('NFLX')).filter(({ date }) => date >= '2025-11-05');
      expect(bars[0]).to.include({ date: from, provider: source, adjClose: null });
      expect(bars.at(-1)?.date).to.equal('2025-12-02');
    });
  }

  it('are asked one after the other where one fails, in one execution', async () => {
    await open();
    await prices.track(['TSLA', 'BRK-B', 'AMZN']);
    await prices.night('2026-11-04');
    await prices.fault({ host: query, kind: '5xx', status: 500 });
    const run = await prices.night('2026-11-05');
    expect(run.state).to.equal('done');
    expect(await last('TSLA', 1)).to.deep.equal(['2026-11-04 alpha-vantage']);
    const [first, ...others] = await executions('TSLA', run);
    expect(first).to.include({ state: 'failed', collector: 'yahoo-daily-prices', replaced: true });
    expect(others).to.deep.equal([{ state: 'done', collector: 'alpha-vantage-daily-prices', replaced: false }]);
    expect(run.report.targetsByState).to.deep.equal({ done: 3 });

    // And the last one where the second fails as well.
    await prices.fault([
      { host: query, kind: '5xx', status: 500 },
      { host: 'query2.finance.yahoo.com', kind: '5xx', status: 500 },
      { host: 'www.alphavantage.co', kind: '5xx', status: 500 },
    ]);
    const next = await prices.night('2026-11-06');
    expect(next.state).to.equal('done');
    expect(await last('TSLA', 2)).to.deep.equal(['2026-11-04 alpha-vantage', '2026-11-05 stooq']);
    expect(
      (await executions('TSLA', next)).map(({ collector }) => collector.replace('-daily-prices', '')),
    ).to.deep.equal(['yahoo', 'alpha-vantage', 'stooq']);
    await prices.fault([]);
    await prices.night('2026-11-07');
    expect(await prices.differences(['TSLA', 'BRK-B', 'AMZN'])).to.deep.equal([]);
  });

  it('are left alone after a 429 in the middle of a run, which goes on as if nothing had happened', async () => {
    prices = await openPrices(toBackend, { keys: {}, worker: { attempts: 1 }, quietMs: 300 });
    await prices.track(['TSLA', 'BRK-B', 'AMZN', 'NFLX']);
    await prices.fault({ host: query, kind: '429', path: '/v8/finance/chart', times: 1 });
    const run = await prices.night('2026-11-05');
    expect(run.report.failed).to.deep.equal([]);
    expect(run.report.targetsByState).to.deep.equal({ done: 4 });
    const [spent] = await prices.rows(
      `SELECT max(attempts) AS attempts, sum(throttles)::int AS throttles FROM tasks WHERE run_id = ${run.id}`,
    );
    expect(spent).to.deep.equal({ attempts: 1, throttles: 1 });
    expect(await prices.differences(['TSLA', 'BRK-B', 'AMZN', 'NFLX'])).to.deep.equal([]);
  });

  it('come to nothing where none has anything', async () => {
    await open();
    await prices.track(['TSLA', 'BRK-B']);
    await prices.night('2026-11-04');
    await prices.change({ kind: 'rename', ticker: 'TSLA', to: 'TSLB' });
    const run = await prices.night('2026-11-06');
    const ends = (await executions('TSLA', run)).map(({ collector, state }) => `${collector} ${state}`);
    expect(ends).to.deep.equal([
      'yahoo-daily-prices done', // empty, and asked again
      'yahoo-daily-prices nothing',
      'alpha-vantage-daily-prices failed', // it has no word for a symbol that it does not know
      'stooq-daily-prices nothing',
    ]);
    expect(await prices.outcomes(run)).to.deep.equal({ TSLA: 'nothing', 'BRK-B': 'done' });
  });

  it('are asked for half as many where an answer cannot be read, and alone for who is missing', async () => {
    await open();
    const tickers = ['TSLA', 'BRK-B', 'AMZN', 'NFLX', 'VOD.L'];
    await prices.track(tickers);
    await prices.night('2026-11-04');
    await prices.fault({ host: query, kind: 'malformed', path: 'v7/finance/quote', times: 1 });
    await prices.change({ kind: 'rename', ticker: 'NFLX', to: 'NFLY' });
    const run = await prices.night('2026-11-05');
    const { 'day-quote': quotes = 0, chart = 0 } = await prices.steps(run);
    expect(quotes + chart).to.be.within(4, 6);
    const outcomes = await prices.outcomes(run);
    expect(tickers.filter((ticker) => outcomes[ticker] === 'done')).to.include.members([
      'TSLA',
      'BRK-B',
      'AMZN',
      'VOD.L',
    ]);
    expect(await prices.differences(['TSLA', 'BRK-B', 'AMZN', 'VOD.L'])).to.deep.equal([]);
  });

  it('are preferred by exchange and by ticker', async () => {
    const text = 'yahoo, alpha-vantage; XLON = stooq, yahoo; TSLA = alpha-vantage, yahoo';
    await open({ pricePreference: SourcePreference.parse(text) });
    await prices.track(['TSLA', 'BRK-B', 'VOD.L']);
    await prices.night('2026-11-04');
    const providers = await prices.rows<{ symbol: string; provider: string; stopgap: boolean }>(`
      SELECT s.symbol, c.provider, NOT isempty(c.stopgap) AS stopgap FROM coverage c JOIN symbols s USING (instrument_id) ORDER BY 1`);
    expect(providers).to.deep.equal([
      { symbol: 'BRK-B', provider: 'yahoo', stopgap: false },
      { symbol: 'TSLA', provider: 'alpha-vantage', stopgap: false },
      { symbol: 'VOD.L', provider: 'stooq', stopgap: false },
    ]);
    expect(await prices.differences(['BRK-B'])).to.deep.equal([]);
    const run = await prices.night('2026-11-05');
    expect(run.state).to.equal('done');
    expect(await last('VOD.L', 1)).to.deep.equal(['2026-11-04 stooq']);
    expect(await last('TSLA', 1)).to.deep.equal(['2026-11-04 alpha-vantage']);
  });
});
