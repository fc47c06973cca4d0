import type { LotMethod } from '@tickermill/core';
import { expect } from 'chai';
import { conversionsBy } from './conversions.ts';
import { openLedger } from './ledger.ts';
import { fractionOf } from './split-factor.ts';
import type { Split, Trade } from './trade.ts';

let ids = 0n;
const trade = (on: string, kind: Trade['kind'], fields: Partial<Trade> = {}): Trade => ({
  id: ++ids,
  instrument: 'A',
  kind,
  on,
  quantity: null,
  price: null,
  amount: null,
  fee: null,
  currency: 'USD',
  ...fields,
});
const bought = (on: string, quantity: string, price: string, fields: Partial<Trade> = {}) =>
  trade(on, 'buy', { quantity, price, ...fields });
const sold = (on: string, quantity: string, price: string, fields: Partial<Trade> = {}) =>
  trade(on, 'sell', { quantity, price, ...fields });

const rates = [
  { day: '2026-01-02', currency: 'USD', perEuro: '1.25' },
  { day: '2026-01-02', currency: 'GBP', perEuro: '0.8' },
  { day: '2026-01-06', currency: 'USD', perEuro: '1.6' },
];

function bookOf(
  trades: readonly Trade[],
  { splits = [], method = 'fifo', currency = 'USD' }: { splits?: Split[]; method?: LotMethod; currency?: string } = {},
) {
  const ledger = openLedger({
    trades,
    splits: new Map([['A', splits]]),
    method,
    currency,
    convertOn: conversionsBy(rates),
  });
  const [position] = ledger.on('2026-12-31');
  const { quantity, cost, realised, dividends, fees, lots } = position ?? expect.fail('there is none');
  return {
    holds: `${quantity} for ${cost}`,
    lots: lots.map((lot) => `${lot.opened} ${lot.quantity} ${lot.cost}`),
    realised,
    dividends,
    fees,
    portfolioFees: ledger.fees(),
    oversales: ledger.oversales.map(({ trade: { id }, held }) => `${id} of ${held}`),
  };
}

describe('the ledger of a portfolio', () => {
  it('sells the oldest shares first, with their fees, and keeps every cent of what stays', () => {
    const trades = [
      bought('2026-01-05', '10', '100', { fee: '1' }),
      bought('2026-01-06', '10', '110'),
      sold('2026-01-07', '3', '120', { fee: '0.5' }),
      sold('2026-01-08', '10', '130'),
    ];
    const book = bookOf(trades);
    expect(book.lots).to.deep.equal(['2026-01-06 7 770']);
    // 3 × 120 − 0.5 − 300.3, then 10 × 130 − 700.7 − 330.
    expect(book.realised).to.equal('328.5');
    const third = bookOf([bought('2026-01-05', '3', '33.333333', { fee: '0.01' }), sold('2026-01-06', '1', '40')]);
    // 100.009999 ÷ 3 has no end: what is rounded off one share stays with the others.
    expect(third).to.include({ holds: '2 for 66.67333267', realised: '6.66333367' });
  });

  it('sells at average cost where a portfolio is kept so', () => {
    const trades = [
      bought('2026-01-05', '10', '100'),
      bought('2026-01-06', '30', '120'),
      sold('2026-01-07', '10', '130'),
    ];
    expect(bookOf(trades, { method: 'average' })).to.deep.include({
      lots: ['2026-01-05 30 3450'],
      realised: '150',
    });
  });

  it('splits by itself before the trades of the day, and a third is a third', () => {
    const splits = [
      { on: '2026-01-06', ratio: '4' },
      { on: '2026-01-08', ratio: '0.333333333333' },
    ];
    const trades = [bought('2026-01-05', '30', '100'), sold('2026-01-06', '60', '26'), bought('2026-01-08', '1', '80')];
    expect(bookOf(trades, { splits })).to.deep.include({
      lots: ['2026-01-05 20 1500', '2026-01-08 1 80'],
      realised: '60',
    });
    expect(bookOf([bought('2026-01-05', '3000', '1')], { splits }).holds).to.equal('4000 for 3000');
  });

  it('reads the fraction of a ratio that was cut, and leaves others as they are', () => {
    const shown = (ratio: string) => Object.values(fractionOf(ratio)).join('/');
    expect(['0.333333333333', '0.666666666667', '0.142857142857', '1.033333333333'].map(shown)).to.deep.equal([
      '1/3',
      '2/3',
      '1/7',
      '31/30',
    ]);
    expect(['4', '0.1', '1.5', '0.123456789123'].map(shown)).to.deep.equal([
      '4/1',
      '0.1/1',
      '1.5/1',
      '0.123456789123/1',
    ]);
  });

  it('takes what comes in on a day before what goes out, however they were recorded', () => {
    const trades = [sold('2026-01-05', '10', '110'), bought('2026-01-05', '10', '100')];
    expect(bookOf(trades)).to.deep.include({ holds: '0 for 0', realised: '100', oversales: [] });
  });

  it('tells which trade takes more than there is, and takes what there was', () => {
    const trades = [bought('2026-01-05', '10', '100'), sold('2026-01-06', '12', '110'), sold('2026-01-07', '1', '110')];
    const [, second, third] = trades;
    expect(bookOf(trades)).to.deep.include({
      holds: '0 for 0',
      realised: '100',
      oversales: [`${second?.id} of 10`, `${third?.id} of 0`],
    });
  });

  it('moves transferred shares with their cost and without a gain; what is unknown stays unknown', () => {
    const known = [
      trade('2026-01-05', 'transfer-in', { quantity: '10', price: '50' }),
      trade('2026-01-06', 'transfer-out', { quantity: '4' }),
    ];
    expect(bookOf(known)).to.include({ holds: '6 for 300', realised: '0' });
    const unknown = [
      trade('2026-01-05', 'transfer-in', { quantity: '10' }),
      bought('2026-01-06', '10', '60'),
      sold('2026-01-07', '5', '70'),
    ];
    expect(bookOf(unknown)).to.include({ holds: '15 for null', realised: null });
  });

  it('adds up dividends and fees, of an instrument and of none', () => {
    const trades = [
      bought('2026-01-05', '1', '100'),
      trade('2026-01-06', 'dividend', { amount: '2.6' }),
      trade('2026-01-06', 'fee', { amount: '1.1' }),
      trade('2026-01-07', 'fee', { amount: '5', instrument: null }),
    ];
    expect(bookOf(trades)).to.include({ dividends: '2.6', fees: '1.1', portfolioFees: '5' });
  });

  it('converts by the rate of the day of each trade, or the last before it, minor units too', () => {
    const trades = [bought('2026-01-05', '10', '100'), sold('2026-01-07', '10', '100')];
    // 1000 ÷ 1.25 = 800 and 1000 ÷ 1.6 = 625.
    expect(bookOf(trades, { currency: 'EUR' })).to.include({ holds: '0 for 0', realised: '-175' });
    const pence = [bought('2026-01-05', '10', '250', { currency: 'GBp' })];
    expect(bookOf(pence, { currency: 'USD' }).holds).to.equal('10 for 39.0625');
    expect(bookOf(pence, { currency: 'GBP' }).holds).to.equal('10 for 25');
    const early = [bought('2026-01-01', '10', '100')];
    expect(bookOf(early, { currency: 'EUR' }).holds, 'never a later rate').to.equal('10 for null');
  });
});
