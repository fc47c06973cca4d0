import { deadLetters, reviveDeadLetter } from '@tickermill/store/ledger';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { daysFrom, meant, openPrices, type PriceThread } from './prices.fixture.ts';

const american = ['AAPL', 'MSFT', 'KO', 'JPM', 'NVDA', 'NFLX', 'TSLA', 'WMT'];

onOneBackend('daily prices', (toBackend) => {
  let prices: PriceThread;
  beforeEach(async () => {
    prices = await openPrices(toBackend);
  });
  afterEach(() => prices.close());

  it('are two years of what is new, then one session a night by batched quotes, made final once a week', async () => {
    const tickers = [...american, 'VOD.L', 'SAP.DE'];
    await prices.track(tickers);
    const first = await prices.night('2026-11-03');
    expect(first).to.include({ state: 'done' });
    expect(await prices.steps(first)).to.deep.equal({ chart: tickers.length });
    expect(await prices.differences(tickers)).to.deep.equal([]);
    for (const ticker of tickers) {
      const bars = await prices.bars(ticker);
      expect(bars.length, ticker).to.be.within(495, 512);
      expect(bars.every(({ final, provider }) => final && provider === 'yahoo')).to.equal(true);
    }

    // Asked again before anything is new, nothing is.
    const again = await prices.refresh();
    expect(Object.keys(await prices.steps(again)).filter((step) => step !== 'spark')).to.deep.equal([]);
    expect(Object.values(await prices.outcomes(again))).to.include('fresh');
    let charts = 0;
    for (const day of daysFrom('2026-11-04', '2026-11-11')) {
      const run = await prices.night(day);
      expect(run.state, day).to.equal('done');
      const { 'day-quote': quotes = 0, chart = 0, spark = 0 } = await prices.steps(run);
      expect(quotes, day).to.equal(['2026-11-08', '2026-11-09'].includes(day) ? 0 : 1);
      expect(spark, day).to.be.at.most(1);
      charts += chart;
      expect(await prices.differences(tickers), day).to.deep.equal([]);
    }
    // A week has a night for each.
    expect(charts).to.be.within(tickers.length - 2, tickers.length + 4);
  });

  it('catch up after nights and after weeks of an outage with one request for each', async () => {
    const tickers = ['AAPL', 'TSLA', 'BRK-B', 'AMZN', 'VOD.L', '005930.KS'];
    await prices.track(tickers);
    await prices.night('2026-09-10');
    for (const [since, day] of [
      ['2026-09-10', '2026-09-16'],
      ['2026-09-16', '2026-11-25'],
    ] as const) {
      const run = await prices.night(day);
      const offered = await Promise.all(tickers.map((ticker) => prices.offered(ticker, since)));
      const withActions = offered.filter(({ actions }) => actions.length > 0);
      expect(await prices.steps(run), day).to.deep.equal({ chart: tickers.length + withActions.length });
      expect(await prices.differences(tickers), day).to.deep.equal([]);
    }
  });

  it('have no bar of a day that was closed, of half a day, or of a session that is still open', async () => {
    const tickers = ['MSFT', 'TSLA'];
    await prices.track(tickers);
    await prices.at('2026-11-25T17:00:00Z');
    expect((await prices.bars('MSFT')).at(-1)).to.include({ date: '2026-11-24', final: true });
    expect(await prices.differences(tickers), 'while the session is open').to.deep.equal([]);

    // Closed, and not settled.
    await prices.at('2026-11-25T21:10:00Z');
    expect((await prices.bars('MSFT')).at(-1)).to.include({ date: '2026-11-25', final: false });
    // Thanksgiving, and the morning of the half day behind it.
    const run = await prices.at('2026-11-27T15:00:00Z');
    expect(Object.keys(await prices.steps(run)).filter((step) => step === 'day-quote')).to.deep.equal([]);
    expect((await prices.bars('MSFT')).at(-1)?.date).to.equal('2026-11-25');
    await prices.at('2026-11-27T18:45:00Z');
    expect((await prices.bars('MSFT')).at(-1)?.date).to.equal('2026-11-27');
    await prices.at('2026-11-29T00:05:00Z');
    expect((await prices.bars('MSFT')).at(-1)?.date).to.equal('2026-11-27');
    for (const day of daysFrom('2026-12-01', '2026-12-08')) await prices.night(day);
    expect(await prices.differences(tickers), 'once its chart was asked for again').to.deep.equal([]);
    expect((await prices.bars('MSFT')).find(({ date }) => date === '2026-11-25')?.final).to.equal(true);
  });

  for (const change of [
    { kind: 'split', ticker: 'KO', day: '2026-11-04', numerator: 4, denominator: 1 },
    { kind: 'dividend', ticker: 'TSLA', day: '2026-11-04', amount: '1.75' },
  ] as const) {
    it(`are replaced as a whole after a ${change.kind}, which is one row, and read as they were known before`, async () => {
      const { kind, ticker } = change;
      await prices.track([ticker]);
      await prices.night('2026-11-04');
      const before = await prices.bars(ticker);
      await prices.track(['MSFT']);
      await prices.change(change);
      const known = await prices.instant();
      const asked = await prices.nightsUntil('2026-11-05', async () => (await prices.adjustments(ticker)).length > 0);
      // A split shows in the quote of its first night; of a dividend nothing tells before the chart of the week.
      if (kind === 'split') expect(asked).to.equal(1);
      expect(await prices.differences([ticker])).to.deep.equal([]);
      expect(await prices.adjustments(ticker)).to.have.length(1);
      expect((await prices.adjustments(ticker))[0]).to.include({ kind, before: '2026-11-04' });
      // What lies on the half of a cent, as 32 bits tell it, rounds either way.
      expect((await prices.revisions(ticker)).length).to.be.lessThan(before.length / 100);
      expect((await prices.barsAsOf(ticker, known)).map(meant)).to.deep.equal(before.map(meant));
    });
  }

  it('keep what was corrected as a revision', async () => {
    await prices.track(['JNJ']);
    await prices.night('2026-11-04');
    const before = await prices.bars('JNJ');
    const known = await prices.instant();
    await prices.change({ kind: 'correction', ticker: 'JNJ', day: '2026-10-27', close: '77.77' });
    await prices.nightsUntil('2026-11-05', async () => (await prices.revisions('JNJ')).length > 0);
    expect(await prices.differences(['JNJ'])).to.deep.equal([]);
    expect((await prices.revisions('JNJ')).map(({ date, cause }) => `${date} ${cause}`)).to.deep.equal([
      '2026-10-27 changed',
    ]);
    expect((await prices.barsAsOf('JNJ', known)).map(meant)).to.deep.equal(before.map(meant));
  });

  it('are fetched whole once a probe finds other closes', async () => {
    await prices.track(american);
    await prices.night('2026-11-07'); // a Saturday: nothing is owed for two nights
    await prices.change(
      ...american.map((ticker) => ({ kind: 'correction', ticker, day: '2026-10-27', close: '66.66' })),
    );
    const run = await prices.night('2026-11-08');
    expect(await prices.steps(run)).to.deep.equal({ spark: 1 });
    const outcomes = Object.entries(await prices.outcomes(run));
    const probed = outcomes.flatMap(([ticker, outcome]) => (outcome === 'fresh' ? [] : ticker));
    expect(probed.length).to.be.within(1, 2);
    const next = await prices.night('2026-11-09');
    expect((await prices.steps(next))['chart']).to.equal(probed.length);
    expect(await prices.differences(probed)).to.deep.equal([]);
    for (const ticker of probed) expect(await prices.revisions(ticker), ticker).to.have.length(1);
  });

  it('go on for the others when one is renamed or delisted, which ends as a dead letter until it is revived', async () => {
    await prices.track(['AAPL', 'KO', 'WMT']);
    await prices.night('2026-11-04');
    await prices.change(
      { kind: 'rename', ticker: 'KO', to: 'KOKO' },
      { kind: 'delisting', ticker: 'WMT', day: '2026-11-03' },
    );
    const before = { KO: await prices.bars('KO'), WMT: await prices.bars('WMT') };
    const nights: Record<string, string>[] = [];
    for (const day of daysFrom('2026-11-05', '2026-11-12')) {
      const outcomes = await prices.outcomes(await prices.night(day));
      nights.push(outcomes);
      // Postgres counts the days on which a target failed by its own clock.
      await prices.rows(
        `UPDATE run_targets SET finished_at = '${day}T00:06:00Z' WHERE finished_at > '2026-11-20' AND own_fault`,
      );
      await prices.rows(`UPDATE run_targets SET finished_at = '2026-11-01' WHERE finished_at > '2026-11-20'`);
    }
    expect(await prices.differences(['AAPL'])).to.deep.equal([]);
    expect({ KO: await prices.bars('KO'), WMT: await prices.bars('WMT') }, 'nothing is lost').to.deep.equal(before);
    const of = (ticker: string) => nights.map((outcomes) => outcomes[ticker]);
    expect(of('KO').slice(0, 4), 'asked again, and nothing').to.deep.equal([
      'nothing',
      'nothing',
      'nothing',
      'nothing',
    ]);
    // A quote only leaves it out; a chart says that it is gone.
    expect(of('WMT').join(' ')).to.match(/^(nothing )?gone gone gone( dead-letter)+$/);

    const [letter] = await deadLetters(prices.store.db, { ticker: 'WMT' }, { limit: 10, offset: 0 });
    expect(letter).to.include({ dataset: 'daily-prices', errorCode: 'GONE' });
    expect(letter?.tickers).to.deep.equal(['WMT']);
    await prices.change();
    await reviveDeadLetter(prices.store.db, BigInt(letter?.id ?? 0));
    const revived = await prices.at('2026-11-12T02:00:00Z');
    expect(await prices.outcomes(revived)).to.include({ WMT: 'done', KO: 'done', AAPL: 'fresh' });
    expect(await prices.differences(['WMT', 'KO'])).to.deep.equal([]);
  });

  it('are those of exchanges abroad, each by its calendar and in its unit', async () => {
    const tickers = ['VOD.L', 'AIR.PA', 'SAP.DE', '005930.KS', 'TSLA'];
    await prices.track(tickers);
    // Boxing Day is kept in London and Seoul's year ends a day early; New York trades on both.
    for (const day of [
      '2026-12-24',
      '2026-12-25',
      '2026-12-26',
      '2026-12-29',
      '2026-12-30',
      '2026-12-31',
      '2027-01-01',
    ]) {
      expect((await prices.night(day)).state, day).to.equal('done');
      expect(await prices.differences(tickers), day).to.deep.equal([]);
    }
    const units = await prices.rows<{ symbol: string; unit: string }>(
      `SELECT s.symbol, string_agg(DISTINCT p.currency, ' ') AS unit FROM daily_prices p JOIN symbols s USING (instrument_id) GROUP BY 1`,
    );
    expect(Object.fromEntries(units.map(({ symbol, unit }) => [symbol, unit]))).to.deep.equal({
      'VOD.L': 'GBp',
      'AIR.PA': 'EUR',
      'SAP.DE': 'EUR',
      '005930.KS': 'KRW',
      TSLA: 'USD',
    });
    // In the afternoon of London, only what has closed is asked for.
    const run = await prices.at('2027-01-04T17:30:00Z');
    expect(await prices.outcomes(run)).to.include({ TSLA: 'fresh', 'VOD.L': 'done', '005930.KS': 'done' });
    expect(await prices.differences(tickers)).to.deep.equal([]);
    const only = await prices.at('2027-01-05T00:05:00Z', { request: { params: { mic: 'XLON' } } });
    expect(await prices.outcomes(only)).to.have.all.keys('VOD.L');
  });

  it('have quotes beside them while their exchange is open', async () => {
    const tickers = ['AAPL', 'MSFT', 'VOD.L', '005930.KS'];
    await prices.track(tickers);
    const quotes = (instant: string) => prices.at(instant, { dataset: 'quotes' });
    const morning = await quotes('2026-11-18T09:30:00Z');
    const open = { 'VOD.L': 'done', AAPL: 'closed', MSFT: 'closed', '005930.KS': 'closed' };
    expect(await prices.outcomes(morning)).to.deep.equal(open);
    const afternoon = await quotes('2026-11-18T15:30:00Z');
    expect(await prices.outcomes(afternoon)).to.deep.equal({ ...open, AAPL: 'done', MSFT: 'done' });
    expect(await prices.steps(afternoon)).to.deep.equal({ quote: 1 });
    const sunday = await quotes('2026-11-22T15:30:00Z');
    expect(Object.values(await prices.outcomes(sunday))).to.deep.equal(tickers.map(() => 'closed'));
    const stored = await prices.rows<{ symbol: string; n: number; currency: string }>(
      `SELECT s.symbol, count(*)::int AS n, min(q.currency) AS currency FROM quotes q JOIN symbols s USING (instrument_id) GROUP BY 1 ORDER BY 1`,
    );
    expect(stored).to.deep.equal([
      { symbol: 'AAPL', n: 1, currency: 'USD' },
      { symbol: 'MSFT', n: 1, currency: 'USD' },
      { symbol: 'VOD.L', n: 2, currency: 'GBp' },
    ]);
    expect(await prices.rows('SELECT FROM daily_prices'), 'a quote is no bar').to.deep.equal([]);
  });

  it('say of every target that is not asked why', async () => {
    await prices.track(['AAPL', 'MSFT']);
    await prices.rows(`UPDATE symbols SET mic = 'XTSE' WHERE symbol = 'MSFT'`);
    const run = await prices.at('2026-11-04T00:05:00Z', {
      trigger: 'manual',
      request: { tickers: ['AAPL', 'MSFT', 'NOPE'] },
    });
    expect(await prices.outcomes(run)).to.deep.equal({
      AAPL: 'done',
      MSFT: 'unknown-exchange',
      NOPE: 'unknown-ticker',
    });
    const again = await prices.refresh({ trigger: 'manual', request: { tickers: ['AAPL'] } });
    expect(['fresh', 'done']).to.include((await prices.outcomes(again))['AAPL']);
    const forced = await prices.refresh({ trigger: 'manual', request: { tickers: ['AAPL'], force: true } });
    expect(await prices.steps(forced)).to.deep.equal({ chart: 1 });
    expect(forced.report.created).to.equal(0);
    expect(await prices.differences(['AAPL'])).to.deep.equal([]);
  });

  it('are not requested by schedule of an exchange whose listing nobody has read for 35 days', async () => {
    await prices.track(['AAPL', 'VOD.L']);
    const read = (mic: string, day: string) =>
      prices.rows(
        `INSERT INTO listing_runs (listing, mic, month, day, status) VALUES ('lse', '${mic}', left('${day}', 7), '${day}', 'done')`,
      );
    await read('XLON', '2026-09-29');
    const night = async (trigger: 'schedule' | 'manual') =>
      prices.outcomes(await prices.at('2026-11-04T00:05:00Z', { trigger, request: { tickers: ['AAPL', 'VOD.L'] } }));
    expect(await night('schedule')).to.deep.equal({ AAPL: 'done', 'VOD.L': 'stale-universe' });
    expect((await night('manual'))['VOD.L'], 'a person is answered').to.equal('done');
    await read('XLON', '2026-11-03');
    expect((await night('schedule'))['VOD.L']).to.equal('fresh');
  });
});
