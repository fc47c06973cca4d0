import type { Quote } from '@tickermill/core';
import { CoverageResponse, CoverageYearsResponse, QuotesView, WhyView } from '@tickermill/core/contracts';
import { storeQuotes } from '@tickermill/store/datasets';
import { findInstruments } from '@tickermill/store/universe';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const now = new Date('2026-11-20T22:00:00Z');
const at = (time: string) => new Date(`2026-11-20T${time}Z`);
const dataset = 'daily-prices';

describe('what the ledger says of a day', () => {
  let api: ServedApi;
  let target: string;
  before(async () => {
    api = await serveApi({ now: () => now });
    const [instrument] = await findInstruments(api.store.db, ['AAPL']);
    target = String(instrument?.instrumentId);
  });
  after(() => api.close());

  const get = async (path: string) => (await api.askJson('GET', path)).body;
  async function why(date: string, ticker = 'AAPL'): Promise<[string, string]> {
    const { because, sentence } = WhyView.parse(await get(`coverage/${ticker}/why?date=${date}`));
    return [because.reason, sentence];
  }

  /** A target of a run of its own, for days, with one task. */
  async function ask(days: { from: string; to: string }, closed: object, task: object): Promise<bigint> {
    const run = await api.store.db.run.create({ data: { dataset, trigger: 'manual', request: {} } });
    const { id } = await api.store.db.runTarget.create({
      data: { runId: run.id, dataset, target, params: days, ...closed },
    });
    const request = `https://example.com/${id}`;
    const made = { runId: run.id, source: 'yahoo', dataset, collector: 'yahoo-daily-prices', step: 'chart', input: {} };
    await api.store.db.task.create({
      data: {
        ...made,
        request,
        title: 't',
        label: 'AAPL',
        priority: 20,
        ...task,
        targets: { create: { targetId: id } },
      },
    });
    return id;
  }

  it('names the task that waits, and how many go before it', async () => {
    const id = await ask({ from: '2026-11-17', to: '2026-11-18' }, {}, { state: 'waiting', priority: 30 });
    await api.store.db.task.create({
      data: {
        runId: (await api.store.db.run.create({ data: { dataset, trigger: 'manual', request: {} } })).id,
        source: 'yahoo',
        dataset,
        collector: 'c',
        step: 's',
        input: {},
        request: 'r',
        title: 't',
        label: 'l',
        priority: 10,
        state: 'waiting',
      },
    });
    expect(await why('2026-11-18')).to.deep.equal([
      'waiting',
      'It waits in the queue of Yahoo Finance, behind 1 other.',
    ]);
    expect((await why('2026-11-16'))[0]).to.equal('never-asked');
    const failed = { state: 'queued', attempts: 2, errorCode: 'TIMEOUT', notBefore: at('22:10:00') };
    await api.store.db.task.updateMany({ where: { targets: { some: { targetId: id } } }, data: failed });
    expect(await why('2026-11-17')).to.deep.equal([
      'retrying',
      'It was requested 2 times and failed (TIMEOUT); the next request to Yahoo Finance is due at 22:10 UTC.',
    ]);
    await api.store.db.runTarget.update({ where: { id }, data: { state: 'cancelled', finishedAt: at('21:00:00') } });
  });

  it('reports how the last target of a day ended, and of no other day', async () => {
    const failed = { state: 'failed', errorCode: 'TIMEOUT', errorMessage: 'late', finishedAt: at('21:04:00') };
    await ask({ from: '2026-11-12', to: '2026-11-13' }, failed, { state: 'failed', finishedAt: at('21:04:00') });
    expect((await why('2026-11-13'))[0]).to.equal('failed');
    const done = { state: 'done', finishedAt: at('21:30:00') };
    await ask({ from: '2026-11-13', to: '2026-11-13' }, done, done);
    expect(await why('2026-11-13')).to.deep.equal([
      'nothing',
      'Yahoo Finance answered at 21:30 UTC, and said nothing of this day.',
    ]);
    expect((await why('2026-11-12'))[0]).to.equal('failed');
    expect((await why('2026-11-11'))[1]).to.equal(
      'It is not requested yet: the last answer is of 21:30 UTC and reaches to 2026-11-13; "tickermill backfill daily-prices AAPL --from 2026-11-11" requests it.',
    );
  });

  it('names a source that is not asked', async () => {
    await api.askJson('POST', 'sources/yahoo/pause');
    const [reason, sentence] = await why('2026-11-17', 'MSFT');
    expect([reason, sentence.split(' by ')[0]]).to.deep.equal([
      'source-closed',
      'It is not requested: Yahoo Finance is paused',
    ]);
    await api.askJson('POST', 'sources/yahoo/resume');
  });

  it('names a dead letter', async () => {
    const letter = { dataset, target, errorCode: 'GONE', errorMessage: 'no', failedOn: [new Date('2026-11-17')] };
    await api.store.db.deadLetter.create({ data: { ...letter, createdAt: new Date('2026-11-17T21:04:00Z') } });
    expect(await why('2026-11-11')).to.deep.equal([
      'dead-letter',
      'It is a dead letter since Tuesday, 2026-11-17 21:04 UTC (GONE), and is not requested until it is revived.',
    ]);
  });

  it('refuses what is no day, and knows no other ticker', async () => {
    expect((await api.askJson('GET', 'coverage/AAPL/why?date=soon')).status).to.equal(422);
    expect((await api.askJson('GET', 'coverage/AAPL?dataset=companies')).status).to.equal(422);
    expect((await api.askJson('GET', 'coverage/NONE')).status).to.equal(404);
  });

  it('has the quotes of the day of the exchange that the latest is of', async () => {
    const quote = (instant: string, price: string): Quote => ({
      instrument: target,
      symbol: 'AAPL',
      provider: 'yahoo',
      at: instant,
      price,
      currency: 'USD',
      open: null,
      high: null,
      low: null,
      previousClose: '149.5',
      volume: '10',
    });
    const quotes = [
      quote('2026-11-19T20:59:00Z', '1.1'),
      // New York is five hours behind: still its 19th.
      quote('2026-11-20T04:59:00Z', '1.2'),
      quote('2026-11-20T14:31:00Z', '150.070007'),
      quote('2026-11-20T20:00:00Z', '151'),
    ];
    await api.store.sqlTransaction((tx) => storeQuotes(tx, quotes));
    const view = QuotesView.parse(await get('quotes/AAPL'));
    expect([view.day, view.currency, view.latest?.price, view.latest?.previous_close]).to.deep.equal([
      '2026-11-20',
      'USD',
      '151.000000',
      '149.500000',
    ]);
    expect(view.quotes.map(({ price }) => price)).to.deep.equal(['150.070007', '151.000000']);
  });

  it('adds up by year what the coverage of each ticker says', async () => {
    await api.store.db.$executeRaw`
      INSERT INTO coverage (dataset, instrument_id, covered, absent, first_day, written_at)
      SELECT 'daily-prices', id, '{[2026-11-02,2026-11-14)}', '{(,2026-10-26),[2026-10-27,2026-10-28)}', '2026-11-02', now() FROM instruments`;
    const of = async (ticker: string) => CoverageResponse.parse(await get(`coverage/${ticker}`)).items[0]?.sessions;
    const sessions = await of('AAPL');
    expect(sessions).to.deep.equal({ due: 20, covered: 10, absent: 1, missing: 9 });
    const { items } = CoverageYearsResponse.parse(await get('coverage?years=2'));
    const none = { dataset, instruments: 0, incomplete: 0, due: 0, missing: 0 };
    expect(items).to.deep.equal([
      { ...none, year: 2025 },
      { dataset, year: 2026, instruments: 2, incomplete: 2, due: 40, missing: 18 },
    ]);
  });
});
