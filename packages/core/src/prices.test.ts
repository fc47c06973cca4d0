import { expect } from 'chai';
import { DailyPrices, isBelow, isPrice, minorUnits, Price, PriceBar, Quote, Volume } from './prices.ts';

describe('a high and a low', () => {
  it('are compared exactly, and by their values', () => {
    const pairs = [
      ['9.999999', '10'],
      ['10', '9.999999'],
      ['10', '10.000000'],
      ['123456789012.123456', '123456789012.123457'],
      ['9', '10'],
    ] as const;
    expect(pairs.map(([high, low]) => isBelow(high, low))).to.deep.equal([true, false, false, true, true]);
  });
});

describe('what daily prices may hold', () => {
  const bar = {
    date: '2026-11-18',
    open: '1',
    high: '2',
    low: '1',
    close: '1.5',
    adjClose: null,
    volume: '100',
    final: true,
  };
  const series = {
    kind: 'series',
    instrument: '12',
    symbol: 'AAPL',
    provider: 'yahoo',
    basis: 'split-adjusted',
    isFallback: false,
    isWhole: true,
    currency: 'USD',
    priceHint: 2,
    from: '2026-11-18',
    to: '2026-11-18',
    bars: [bar],
    absent: [],
    late: [],
    actions: [{ date: '2026-11-18', type: 'split', ratio: '4', amount: null, raw: { numerator: 4 } }],
    firstTradeDay: null,
    oddities: [{ day: null, what: 'unreadable' }],
  };
  const quote = {
    instrument: '12',
    symbol: 'AAPL',
    provider: 'yahoo',
    at: '2026-11-18T15:00:00.000Z',
    price: '1',
    open: null,
    high: null,
    low: null,
    previousClose: null,
    volume: null,
    currency: null,
  };
  const probe = { kind: 'probe', instrument: '12', symbol: 'AAPL', provider: 'yahoo', priceHint: 6, closes: [] };
  const fits = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
    schema.safeParse(value).success;

  it('are prices of twelve digits before the point and six behind it', () => {
    for (const text of ['1', '123456789012.123456', '.123456', '1.', '-0.5', '+7', '0']) {
      expect([isPrice(text), fits(Price, text)], text).to.deep.equal([true, true]);
    }
    for (const text of ['1234567890123', '1.1234567', '.', '.1234567', '', 'x1', '1x', '1e5', '+-1', '1 ']) {
      expect([isPrice(text), fits(Price, text)], text).to.deep.equal([false, false]);
    }
    expect(Price.safeParse('x').error?.issues[0]?.message).to.match(/^must be a price in plain notation/);
  });

  it('are volumes of whole shares that a BIGINT holds', () => {
    expect(['0', '9'.repeat(18)].map((text) => fits(Volume, text))).to.deep.equal([true, true]);
    for (const text of ['', '-1', '1.5', 'x1', '1x', '9'.repeat(19)]) expect(fits(Volume, text), text).to.equal(false);
    expect(Volume.safeParse('x').error?.issues[0]?.message).to.equal('must be a whole number of shares');
  });

  it('are whole series and probes, with every field in its range', () => {
    expect(DailyPrices.parse(series)).to.deep.equal(series);
    expect(DailyPrices.parse(probe)).to.deep.equal(probe);
    const wrong: object[] = [
      { kind: 'other' },
      { instrument: 'x12' },
      { instrument: '12x' },
      { instrument: '' },
      { basis: 'adjusted' },
      { currency: '' },
      { currency: 'x'.repeat(9) },
      { priceHint: -1 },
      { priceHint: 7 },
      { bars: [{ ...bar, close: 'x' }] },
      { bars: [{ ...bar, final: undefined }] },
      { actions: [{ date: '2026-11-18', type: 'gift', ratio: null, amount: null, raw: {} }] },
      { oddities: [{ day: null, what: 'other' }] },
    ];
    for (const fields of wrong)
      expect(fits(DailyPrices, { ...series, ...fields }), JSON.stringify(fields)).to.equal(false);
    for (const priceHint of [0, 6]) expect(fits(DailyPrices, { ...series, priceHint })).to.equal(true);
    for (const currency of ['X', 'x'.repeat(8), null])
      expect(fits(DailyPrices, { ...series, currency })).to.equal(true);
    for (const fields of [
      { instrument: 'x1' },
      { instrument: '1x' },
      { priceHint: -1 },
      { priceHint: 7 },
      { closes: [{}] },
    ])
      expect(fits(DailyPrices, { ...probe, ...fields }), JSON.stringify(fields)).to.equal(false);
    expect(PriceBar.parse(bar)).to.deep.equal(bar);
  });

  it('are quotes of an instant', () => {
    expect(Quote.parse(quote)).to.deep.equal(quote);
    for (const fields of [
      { instrument: 'x1' },
      { instrument: '1x' },
      { at: '2026-11-18' },
      { price: null },
      { currency: '' },
    ])
      expect(fits(Quote, { ...quote, ...fields }), JSON.stringify(fields)).to.equal(false);
    for (const currency of ['X', 'x'.repeat(8)]) expect(fits(Quote, { ...quote, currency })).to.equal(true);
    expect(fits(Quote, { ...quote, currency: 'x'.repeat(9) })).to.equal(false);
  });

  it('name the major unit of pence, of cents and of agorot', () => {
    expect(minorUnits).to.deep.equal({
      GBp: { major: 'GBP', perMajor: 100 },
      GBX: { major: 'GBP', perMajor: 100 },
      ZAc: { major: 'ZAR', perMajor: 100 },
      ILA: { major: 'ILS', perMajor: 100 },
    });
  });
});
