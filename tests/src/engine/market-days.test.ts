import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Day } from '@tickermill/core';
import { awaitRun, forecastRun, requestRun } from '@tickermill/engine';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { type MarketNights, openMarketNights } from './market-nights.fixture.ts';

/** A quote brings 50 tickers: whole days take fewer requests from five quotes on. */
const count = 240;
const scheduled = { dataset: 'daily-prices', trigger: 'schedule' } as const;

/** One world, one night after the other. */
onOneBackend('whole days of a market', (toBackend) => {
  let nights: MarketNights;
  const folder = mkdtempSync(join(tmpdir(), 'market-days-'));
  before(async () => {
    nights = await openMarketNights(toBackend, { count, folder });
    await nights.first('2026-11-03');
  });
  after(async () => {
    await nights.close();
    rmSync(folder, { recursive: true });
  });

  it('take the place of the requests of each ticker where they are fewer, and are forecast so', async () => {
    nights.setMorningAfter('2026-11-04');
    const request = { tickers: null, params: {}, force: false };
    const forecast = await forecastRun(nights, { ...scheduled, request });
    expect(forecast.sources.map(({ source, requests }) => [source, requests])).to.deep.include(['massive', 4]);
    const run = await nights.night('2026-11-04');
    expect(await nights.steps(run)).to.include({ splits: 1, dividends: 1, bars: 2 });
    expect(await nights.wrong('2026-11-03', '2026-11-04')).to.deep.equal([]);
    const [day, eve] = await nights.kept();
    expect(day).to.include({ market: 'us', day: '2026-11-04', provider: 'massive', differing: 0, apart: 0 });
    expect(day?.stored).to.be.above(count - 10);
    expect(eve).to.include({ day: '2026-11-03', stored: 0, confirmed: day?.stored });
  });

  it('follow a marked series, without an adjusted close, and bring nothing twice', async () => {
    const [ticker] = nights.tickers;
    const bar = (await nights.bars(ticker as string)).at(-1);
    expect(bar).to.include({ date: '2026-11-04', provider: 'massive', final: true, adjClose: null });
    expect(await nights.coverage(ticker as string)).to.deep.equal({
      stopgap: '{[2026-11-04,2026-11-05)}',
      marketDays: '{[2026-11-04,2026-11-05)}',
      basis: 'split-adjusted',
      provider: 'yahoo',
    });
    const again = await nights.night('2026-11-04');
    expect(await nights.steps(again)).to.not.have.any.keys('bars', 'splits');
  });

  it('have a series fetched whole for a split, and for a dividend, in the same run', async () => {
    const [one = '', other = ''] = await nights.quietTickers();
    await nights.change(
      { kind: 'split', ticker: one, day: '2026-11-05', numerator: 2, denominator: 1 },
      { kind: 'dividend', ticker: other, day: '2026-11-05', amount: '0.5' },
    );
    const run = await nights.night('2026-11-05');
    expect(await nights.steps(run)).to.include({ bars: 2 });
    expect((await nights.bars(one)).every(({ provider }) => provider === 'yahoo')).to.equal(true);
    const actions = await nights.actions([one, other]);
    expect(actions).to.include.members([
      `${one} 2026-11-05 split 2 massive`,
      `${other} 2026-11-05 dividend 0.5 massive`,
    ]);
    expect(await nights.wrong('2026-11-02', '2026-11-05')).to.deep.equal([]);
  });

  it('correct what they brought, and tell what another provider has otherwise', async () => {
    const [ours = '', theirs = ''] = await nights.quietTickers(2);
    const wholeFetched = (await nights.actions()).filter((line) => line.includes(' split '))[0]?.split(' ')[0] ?? '';
    const close = Number((await nights.bars(ours)).at(-1)?.close);
    await nights.change(
      ...nights.changes(),
      { kind: 'correction', ticker: ours, day: '2026-11-05', close: (close + 0.02).toFixed(2) },
      { kind: 'correction', ticker: wholeFetched, day: '2026-11-05', close: '1234.50' },
    );
    await nights.night('2026-11-06');
    expect(await nights.revisions(ours)).to.deep.include({ date: '2026-11-05', cause: 'changed' });
    expect((await nights.kept())[1]).to.include({ day: '2026-11-05', corrected: 1, differing: 1 });
    expect(await nights.wrong('2026-11-02', '2026-11-06')).to.deep.equal([]);
    expect(theirs).to.not.equal(ours);
  });

  it('tell who is missing, who then is asked alone, and come back to who was renamed', async () => {
    const [renamed = '', delisted = ''] = await nights.quietTickers(4);
    await nights.change(
      ...nights.changes(),
      { kind: 'rename', ticker: renamed, to: 'ZNEWNAME' },
      { kind: 'delisting', ticker: delisted, day: '2026-11-06' },
    );
    await nights.night('2026-11-09');
    const [day] = await nights.kept();
    expect(day?.day).to.equal('2026-11-09');
    expect(day?.missing).to.include.members([renamed, delisted]);
    expect(day?.unknown).to.equal(1);
    await nights.rows(`UPDATE symbols SET symbol = 'ZNEWNAME' WHERE symbol = '${renamed}'`);
    nights.rename(renamed, 'ZNEWNAME');
    await nights.night('2026-11-10');
    expect((await nights.bars('ZNEWNAME')).at(-1)?.date).to.equal('2026-11-10');
    expect(await nights.wrong('2026-11-02', '2026-11-10', [delisted])).to.deep.equal([]);
  });

  it('are refused where they are published in part: each ticker is asked alone', async () => {
    const path = join(folder, 'api.massive.com/v2/aggs/grouped/locale/us/market/stocks');
    mkdirSync(path, { recursive: true });
    const t = Date.parse('2026-11-11T21:00:00Z');
    const results = [{ T: 'AAPL', v: 1, o: 1, c: 1, h: 1, l: 1, t }];
    writeFileSync(join(path, '2026-11-11'), JSON.stringify({ status: 'OK', adjusted: false, results }));
    const run = await nights.night('2026-11-11');
    rmSync(path, { recursive: true });
    expect(await nights.failures(run)).to.deep.equal(['bars MARKET_DAY_INCOMPLETE']);
    expect(await nights.steps(run)).to.include.keys('day-quote');
    expect((await nights.kept()).map(({ day }) => day as Day)).to.not.include('2026-11-11');
  });

  it('can be asked for by themselves, as a target of their own', async () => {
    const request = { tickers: null, params: { market: 'us', from: '2026-11-11', to: '2026-11-12' }, force: false };
    nights.setMorningAfter('2026-11-12');
    const id = await requestRun(nights, { dataset: 'market-days', trigger: 'manual', request });
    const run = await awaitRun(nights.store, id, 120_000);
    const targets = await nights.rows(
      `SELECT target, target_kind AS kind, state FROM run_targets WHERE run_id = ${id}`,
    );
    expect(targets).to.deep.equal([{ target: 'us 2026-11-12', kind: 'market-day', state: 'done' }]);
    expect(await nights.steps(run)).to.deep.equal({ bars: 3, dividends: 1, splits: 1 });
  });
});

onOneBackend('whole days by another provider', (toBackend) => {
  let nights: MarketNights;
  before(async () => {
    nights = await openMarketNights(toBackend, { count, keys: { eodhd: 'SANDBOXKEY' } });
    await nights.first('2026-11-03');
  });
  after(() => nights.close());

  it('wait until it has published them, and bring what they are owed with a split and a dividend', async () => {
    const early = await nights.night('2026-11-04');
    expect(await nights.steps(early)).to.not.have.any.keys('bars', 'splits');
    const split = (await nights.someTickers())[0] ?? '';
    await nights.change({ kind: 'split', ticker: split, day: '2026-11-05', numerator: 3, denominator: 1 });
    const run = await nights.at('2026-11-06T12:00:00Z');
    expect(await nights.steps(run)).to.include({ splits: 2, dividends: 2, bars: 3 });
    expect(await nights.actions([split])).to.deep.equal([`${split} 2026-11-05 split 3 eodhd`]);
    expect(await nights.wrong('2026-11-03', '2026-11-05')).to.deep.equal([]);
    const [day] = await nights.kept();
    expect(day).to.include({ market: 'us', day: '2026-11-05', provider: 'eodhd' });
    expect(day?.stored).to.be.above(count - 20);
  });
});
