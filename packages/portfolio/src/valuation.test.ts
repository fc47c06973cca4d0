import { expect } from 'chai';
import { conversionsBy } from './conversions.ts';
import { openLedger } from './ledger.ts';
import { splitsBetween } from './split-factor.ts';
import type { Split, Trade } from './trade.ts';
import { type LastClose, valueOn } from './valuation.ts';

let ids = 0n;
const trade = (instrument: string, on: string, fields: Partial<Trade>): Trade => ({
  id: ++ids,
  instrument,
  kind: 'buy',
  on,
  quantity: null,
  price: null,
  amount: null,
  fee: null,
  currency: 'USD',
  ...fields,
});

interface World {
  readonly trades: readonly Trade[];
  readonly closes: Readonly<Record<string, readonly Omit<LastClose, 'factor'>[]>>;
  readonly splits?: Readonly<Record<string, readonly Split[]>>;
  readonly rates?: readonly { day: string; currency: string; perEuro: string }[];
  readonly expected?: string;
}

function valued(day: string, before: string, { trades, closes, splits = {}, rates = [], expected = day }: World) {
  const convertOn = conversionsBy(rates);
  const splitsOf = new Map(Object.entries(splits));
  const ledger = openLedger({ trades, splits: splitsOf, method: 'fifo', currency: 'USD', convertOn });
  const prices = {
    lastClose(instrument: string, on: string) {
      const last = closes[instrument]?.findLast((each) => each.day <= on);
      return last ? { ...last, factor: splitsBetween(splits[instrument] ?? [], on) } : null;
    },
    expectedDay: () => expected,
  };
  return valueOn(ledger, { day, before, currency: 'USD', prices, convertOn });
}

const close = (day: string, price: string, currency = 'USD') => ({ day, close: price, currency });

describe('the value of a portfolio', () => {
  it('has values, weights and what the day brought, without what was put in', () => {
    const world = {
      trades: [
        trade('A', '2026-01-05', { quantity: '10', price: '90' }),
        trade('B', '2026-01-06', { quantity: '5', price: '50', fee: '1' }),
        trade('A', '2026-01-06', { kind: 'sell', quantity: '4', price: '104' }),
      ],
      closes: {
        A: [close('2026-01-05', '100'), close('2026-01-06', '105')],
        B: [close('2026-01-05', '49'), close('2026-01-06', '48')],
      },
    };
    const { holdings, ...sums } = valued('2026-01-06', '2026-01-05', world);
    expect(sums).to.deep.equal({
      day: '2026-01-06',
      value: '870',
      cost: '791',
      unrealised: '79',
      // 10 × 5 − 4 × 1 by A, 5 × −2 by B.
      dayChange: '36',
      realised: '56',
      dividends: '0',
      fees: '0',
    });
    expect(holdings.map((each) => [each.instrument, each.value, each.dayChange, each.weight])).to.deep.equal([
      ['A', '630', '46', '0.724138'],
      ['B', '240', '-10', '0.275862'],
    ]);
  });

  it('takes shares of the day by closes that are adjusted for later splits', () => {
    const splits = { A: [{ on: '2026-01-08', ratio: '4' }] };
    const world = {
      trades: [trade('A', '2026-01-05', { quantity: '10', price: '400' })],
      closes: { A: [close('2026-01-05', '100'), close('2026-01-08', '110')] },
      splits,
    };
    const [before] = valued('2026-01-06', '2026-01-05', world).holdings;
    expect(before).to.include({ quantity: '10', price: '400', value: '4000', dayChange: '0' });
    const [after] = valued('2026-01-08', '2026-01-07', world).holdings;
    expect(after).to.include({ quantity: '40', price: '110', value: '4400', dayChange: '400', cost: '4000' });
    const late = { ...world, closes: { A: [close('2026-01-05', '100')] } };
    expect(valued('2026-01-08', '2026-01-07', late).holdings[0], 'no close yet').to.include({
      quantity: '40',
      price: '100',
      value: '4000',
      dayChange: '0',
    });
  });

  it('keeps the last known price and says that it is stale, also of an exchange rate', () => {
    const world = {
      trades: [trade('A', '2026-01-05', { quantity: '2', price: '80', currency: 'EUR' })],
      closes: { A: [close('2026-01-05', '80', 'EUR')] },
      rates: [{ day: '2026-01-02', currency: 'USD', perEuro: '1.25' }],
    };
    const [fresh] = valued('2026-01-05', '2026-01-04', world).holdings;
    expect(fresh).to.deep.include({ value: '200', rate: '1.25', rateDay: '2026-01-02', stale: [] });
    const [stale] = valued('2026-01-07', '2026-01-06', world).holdings;
    expect(stale).to.deep.include({ value: '200', priceDay: '2026-01-05', stale: ['price', 'rate'] });
  });

  it('invents neither a price nor a rate: then the whole has no value, and says why', () => {
    const world = {
      trades: [
        trade('A', '2026-01-05', { quantity: '1', price: '100' }),
        trade('B', '2026-01-05', { quantity: '1', price: '100' }),
        trade('C', '2026-01-05', { quantity: '1', price: '100', currency: 'KRW' }),
      ],
      closes: { A: [close('2026-01-05', '100')], C: [close('2026-01-05', '70000', 'KRW')] },
    };
    const { holdings, value, cost, dayChange } = valued('2026-01-05', '2026-01-04', world);
    expect({ value, cost, dayChange }).to.deep.equal({ value: null, cost: null, dayChange: null });
    expect(
      holdings.map(({ instrument, missing, value: of, weight }) => [instrument, missing, of, weight]),
    ).to.deep.equal([
      ['A', null, '100', null],
      ['B', 'price', null, null],
      ['C', 'rate', null, null],
    ]);
  });

  it('takes transferred shares at the close of their day, as no gain', () => {
    const world = {
      trades: [
        trade('A', '2026-01-05', { kind: 'transfer-in', quantity: '10', price: '5' }),
        trade('A', '2026-01-06', { kind: 'transfer-out', quantity: '4' }),
      ],
      closes: { A: [close('2026-01-05', '100'), close('2026-01-06', '101')] },
    };
    expect(valued('2026-01-05', '2026-01-04', world)).to.include({ value: '1000', dayChange: '0', unrealised: '950' });
    expect(valued('2026-01-06', '2026-01-05', world)).to.include({ value: '606', dayChange: '10', cost: '30' });
  });
});
