import { defaultWatchlist } from '@tickermill/core';
import { expect } from 'chai';
import { openRegister } from '../register.ts';
import { sharePriceOn } from '../share-price.ts';
import { adjustedActions, adjustedBars } from './adjusted-bars.ts';
import { millionthsText, storedMillionths, widened } from './bar-text.ts';
import { type Listed, openPriceMarket } from './price-market.ts';
import { tradedBars } from './traded-bars.ts';

const at = Date.parse('2026-11-21T12:00:00Z');
const to = '2026-11-20';

describe('the invented prices', () => {
  const market = openPriceMarket(1, openRegister(1, 60));
  const listed = (symbol: string): Listed => {
    const found = market.find(symbol, at);
    if (found.kind !== 'listed') throw new Error(`${symbol} is not listed`);
    return found.listed;
  };
  const ofPlace = (nth: number) => market.symbols[25 + nth] ?? '';

  it('are the same whatever stretch is asked for', () => {
    const whole = adjustedBars(listed('VOD.L'), '1990-01-01', to);
    const part = adjustedBars(listed('VOD.L'), '2011-03-05', '2014-08-01');
    expect(part).to.deep.equal(whole.filter(({ day }) => day >= '2011-03-05' && day <= '2014-08-01'));
    const again = openPriceMarket(1, openRegister(1, 25)).find('VOD.L', at);
    expect(again.kind === 'listed' && adjustedBars(again.listed, '2011-03-05', '2014-08-01')).to.deep.equal(part);
    const other = openPriceMarket(2, openRegister(2, 25)).find('VOD.L', at);
    expect(other.kind === 'listed' && adjustedBars(other.listed, '2011-03-05', '2014-08-01')).not.to.deep.equal(part);
  });

  it('are whole and plausible for the default watchlist, from the first trade on', () => {
    for (const symbol of defaultWatchlist) {
      const { instrument } = listed(symbol);
      const bars = adjustedBars(listed(symbol), '1990-01-01', to);
      const first = instrument.life.firstTradeDay < '1990-01-02' ? '1990-01-02' : instrument.life.firstTradeDay;
      expect(bars.map(({ day }) => day)).to.deep.equal(instrument.exchange.calendar.tradingDaysBetween(first, to));
      const odd = bars.filter(({ open, high, low, close, volume, adjClose }, nth) => {
        if (open === null || high === null || low === null || close === null || adjClose === null || !volume)
          return true;
        const before = bars[nth - 1]?.close ?? close;
        const isWithin = 0 < low && low <= Math.min(open, close) && Math.max(open, close) <= high && adjClose <= close;
        return !isWithin || Math.abs(close / before - 1) > 0.2;
      });
      expect(odd, symbol).to.deep.equal([]);
    }
  });

  it('are adjusted exactly: by the ratio of a split, then by what a dividend took away', () => {
    const aapl = listed('AAPL');
    const [traded] = tradedBars(aapl.instrument, [], '2020-08-28', '2020-08-28');
    const [before] = adjustedBars(aapl, '2020-08-28', '2020-08-28');
    expect(before?.close).to.equal(Math.round(((traded?.close ?? 0) * 100) / 4));
    expect(before?.volume).to.equal((traded?.volume ?? 0) * 4);
    const asOf = { ...aapl, asOf: '2020-08-28' };
    expect(adjustedBars(asOf, '2020-08-28', to)).to.deep.equal(
      [
        { ...before, open: (traded?.open ?? 0) * 100, high: (traded?.high ?? 0) * 100, low: (traded?.low ?? 0) * 100 },
      ].map((bar) => ({
        ...bar,
        close: (traded?.close ?? 0) * 100,
        adjClose: (traded?.close ?? 0) * 100,
        volume: traded?.volume,
        dividendFactor: 1,
      })),
    );
    const dividend = adjustedActions(aapl, '2026-06-01', to).find(({ kind }) => kind === 'dividend');
    if (dividend?.kind !== 'dividend') throw new Error('no dividend');
    const eve = aapl.instrument.exchange.calendar.previousTradingDay(dividend.day);
    const [last, first] = adjustedBars({ ...aapl, asOf: dividend.day }, eve, dividend.day);
    expect(first?.adjClose).to.equal(first?.close);
    const close = last?.close ?? 0;
    expect(last?.adjClose).to.equal(Math.round(close * (1 - dividend.amount / close)));
  });

  it('hold one of everything that is odd among the first invented companies', () => {
    const life = (nth: number) => {
      const found = market.find(ofPlace(nth), at);
      if (found.kind === 'unknown') throw new Error('not there');
      return { ...found.listed.instrument.life, kind: found.kind };
    };
    expect(adjustedActions(listed(ofPlace(0)), '2019-05-10', '2019-05-10')).to.deep.equal([
      { kind: 'split', day: '2019-05-10', numerator: 4, denominator: 1 },
    ]);
    expect(life(1).splits).to.deep.equal([{ day: '2023-03-14', numerator: 1, denominator: 10 }]);
    expect([life(2).kind, life(8).kind]).to.deep.equal(['gone', 'gone']);
    expect([life(3).firstTradeDay, life(4).firstTradeDay]).to.deep.equal(['2019-09-19', '2024-04-11']);
    expect([life(5).kind, adjustedBars(listed(ofPlace(5)), '2025-06-01', to).at(-1)?.day]).to.deep.equal([
      'listed',
      '2025-06-13',
    ]);
    const stretches = market.symbols.slice(30, 55).flatMap((symbol) => {
      const found = market.find(symbol, at);
      return found.kind === 'listed' ? [found.listed] : [];
    });
    const bars = stretches.flatMap((one) => adjustedBars(one, '2010-01-01', to));
    expect(bars.some(({ open, close, volume }) => open === null && close === null && volume === null)).to.equal(true);
    expect(bars.some(({ open, close }) => open === null && close !== null)).to.equal(true);
    expect(bars.some(({ close, volume }) => close !== null && volume === null)).to.equal(true);
    const missing = stretches.filter((one) => {
      const { life, exchange } = one.instrument;
      const first = life.firstTradeDay > '2010-01-01' ? life.firstTradeDay : '2010-01-01';
      const last = life.lastDay ?? to;
      return exchange.calendar.tradingDaysBetween(first, last).length > adjustedBars(one, first, last).length;
    });
    expect(missing).not.to.have.length(0);
  });

  it('are what insiders pay', () => {
    const { instrument } = listed('NFLX');
    for (const day of ['2025-11-14', '2025-11-17', '2026-03-02']) {
      const [bar] = tradedBars(instrument, [], day, day);
      expect((bar?.closedAt ?? 0) / 10_000).to.be.closeTo(sharePriceOn(1, instrument.key, day), 0.0051);
    }
  });

  const storedWidened = (millionths: number) => millionthsText(storedMillionths(millionths));

  it('are told in 32 bits and stored to six digits', () => {
    expect([widened(129_040_000), storedWidened(129_040_000)]).to.deep.equal([129.0399932861328, '129.039993']);
    expect([widened(34_000_000), storedWidened(34_000_000)]).to.deep.equal([34, '34']);
    expect([storedWidened(1), storedWidened(128_348), storedWidened(2_500_750)]).to.deep.equal([
      '0.000001',
      '0.128348',
      '2.50075',
    ]);
  });
});
