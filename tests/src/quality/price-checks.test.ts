import type { PriceBar } from '@tickermill/core';
import { expect } from 'chai';
import { openQuality, type QualityWorld } from './quality.fixture.ts';

/** Changes the bar so far from the end, and leaves the others. */
const at =
  (place: number, change: (bar: PriceBar) => Partial<PriceBar>) =>
  (bar: PriceBar, fromEnd: number): PriceBar =>
    fromEnd === place ? { ...bar, ...change(bar) } : bar;
/** Multiplies every price of the last bars. */
const scaled =
  (places: number, factor: number) =>
  (bar: PriceBar, fromEnd: number): PriceBar => {
    if (fromEnd >= places) return bar;
    const by = (price: string | null) => price && (Number(price) * factor).toFixed(4);
    return {
      ...bar,
      open: by(bar.open),
      high: by(bar.high),
      low: by(bar.low),
      close: by(bar.close),
      adjClose: by(bar.adjClose),
    };
  };
const split = (date: string, ratio: string) => ({ date, type: 'split' as const, ratio, amount: null, raw: {} });

/** Each check on built series, on both sides of its threshold. */
describe('the checks of prices', () => {
  let world: QualityWorld;
  beforeEach(async () => {
    world = await openQuality();
  });
  afterEach(() => world.close());

  it('find nothing in plain series, of any exchange, over holidays and half days', async () => {
    await world.invent('PLAIN', { to: '2026-11-20' });
    await world.invent('PLAIN.L', { mic: 'XLON' });
    await world.invent('PLAIN.KS', { mic: 'XKRX' });
    const ids = [
      'lag_check',
      'missing_dates',
      'null_fields',
      'zero_volume',
      'price_jump',
      'coherence',
      'unit_flip',
      'adj_ratio',
    ];
    for (const id of [
      ...ids,
      'stale_repeat',
      'split_fit',
      'iqr_jump',
      'volume_spike',
      'correlation_drift',
      'insider_price',
      'suspect',
    ])
      expect(await world.check(id), id).to.deep.equal([]);
  });

  it('lag_check: more than two settled sessions behind, by the sessions of the exchange', async () => {
    await world.invent('TWO', { to: '2026-11-18' });
    await world.invent('THREE', { to: '2026-11-17' });
    // Thanksgiving is no session: by Friday noon two have settled since Monday.
    await world.invent('HOLIDAY', { to: '2026-11-20' });
    await world.invent('BOUGHT', { to: '2026-11-02', isUntracked: true });
    await world.list('NEVER');
    expect(await world.check('lag_check')).to.deep.equal(['NEVER 2026-10-31 warning', 'THREE 2026-11-17 warning']);
    world.setNow(new Date('2026-11-27T16:00:00Z'));
    expect(await world.open('lag_check')).to.have.length(2);
    expect(await world.check('lag_check', { sessions: 3 })).to.deep.equal([
      'NEVER 2026-10-31 warning',
      'THREE 2026-11-17 warning',
      'TWO 2026-11-18 warning',
    ]);
    world.setNow(new Date('2026-11-28T00:00:00Z')); // the half day after Thanksgiving has settled
    expect(await world.check('lag_check', { sessions: 3 }))
      .to.include('HOLIDAY 2026-11-20 warning')
      .with.length(4);
  });

  it('missing_dates: a session within the series, none before its first day, and known-absent ones as information', async () => {
    const hole = await world.invent('HOLE');
    await world.invent('YOUNG', { from: '2026-11-16' });
    await world.invent('HALTED', { series: { absent: ['2026-11-11'] }, edit: at(7, () => ({})) });
    await world.rows(`DELETE FROM daily_prices WHERE instrument_id = ${hole} AND date IN ('2026-11-17', '2026-08-03')`);
    await world.rows(
      `DELETE FROM daily_prices p USING symbols s WHERE s.instrument_id = p.instrument_id AND s.symbol = 'HALTED' AND p.date = '2026-11-11'`,
    );
    await world.rows(`UPDATE coverage c SET covered = covered - '{[2026-11-11,2026-11-12)}', absent = absent + '{[2026-11-11,2026-11-12)}'
      FROM symbols s WHERE s.instrument_id = c.instrument_id AND s.symbol = 'HALTED'`);
    expect(await world.check('missing_dates')).to.deep.equal(['HALTED 2026-11-11 info', 'HOLE 2026-11-17 warning']);
    expect(await world.check('missing_dates', { dates: 2 })).to.deep.equal([]);
  });

  it('null_fields: each price, the adjusted close only of the provider of the series', async () => {
    await world.invent('NULLS', { edit: at(3, () => ({ low: null, adjClose: null })) });
    await world.invent('FALLBACK', {
      series: { isFallback: true, provider: 'stooq' },
      edit: (bar) => ({ ...bar, adjClose: null }),
    });
    expect(await world.check('null_fields')).to.deep.equal(['NULLS 2026-11-17 warning']);
    expect(await world.check('null_fields', { fields: 3 })).to.deep.equal([]);
  });

  it('zero_volume: of shares, and not within a suspension', async () => {
    const without = (places: number) => (bar: PriceBar, fromEnd: number) =>
      fromEnd >= 2 && fromEnd < 2 + places ? { ...bar, volume: '0' } : bar;
    await world.invent('QUIET', { edit: without(1) });
    await world.invent('FOUR', { edit: without(4) });
    await world.invent('HALTED', { edit: without(5) });
    await world.invent('FUND', { kind: 'fund', edit: without(1) });
    await world.invent('UNKNOWN', { edit: at(2, () => ({ volume: null })) });
    const found = await world.check('zero_volume');
    expect(found.map((line) => line.split(' ')[0])).to.deep.equal(['FOUR', 'FOUR', 'FOUR', 'FOUR', 'QUIET']);
  });

  it('price_jump: beyond 75 percent either way, unless an action took effect', async () => {
    await world.invent('UP', { edit: scaled(2, 1.8) });
    await world.invent('LESS', { edit: scaled(2, 1.72) });
    await world.invent('DOWN', { edit: scaled(2, 0.2) });
    await world.invent('SPLIT', { edit: scaled(2, 0.2), series: { actions: [split('2026-11-19', '5')] } });
    expect(await world.check('price_jump')).to.deep.equal(['DOWN 2026-11-19 critical', 'UP 2026-11-19 critical']);
    expect(await world.check('price_jump', { percent: 90 })).to.deep.equal([]);
    expect(await world.check('split_fit')).to.deep.equal(['SPLIT 2026-11-19 critical']);
  });

  it('split_fit: leaves a series alone that is adjusted, and a ratio that a day may bring as well', async () => {
    await world.invent('ADJUSTED', { series: { actions: [split('2026-11-19', '5')] } });
    await world.invent('SMALL', { edit: scaled(2, 1 / 1.1), series: { actions: [split('2026-11-19', '1.1')] } });
    await world.invent('OFF', { edit: scaled(2, 1 / 2.4), series: { actions: [split('2026-11-19', '2')] } });
    expect(await world.check('split_fit')).to.deep.equal([]);
  });

  it('coherence: contradictions within a bar, and days to come', async () => {
    const id = await world.invent('WRONG');
    await world.invent('PLAIN');
    const set = (date: string, change: string) =>
      world.rows(`UPDATE daily_prices SET ${change} WHERE instrument_id = ${id} AND date = '${date}'`);
    await set('2026-11-16', 'open = high + 0.01');
    await set('2026-11-17', 'close = low - 0.01');
    await set('2026-11-18', 'volume = -1');
    await set('2026-11-19', 'low = 0');
    await set('2026-11-12', 'open = high, close = low');
    await world.rows(`INSERT INTO daily_prices SELECT instrument_id, known_from, checked_at, volume, '2026-11-23', final, open, high, low, close, adj_close, currency, provider
      FROM daily_prices WHERE instrument_id = ${id} AND date = '2026-11-13'`);
    expect(await world.check('coherence')).to.deep.equal(
      ['16', '17', '18', '19', '23'].map((day) => `WRONG 2026-11-${day} critical`),
    );
  });

  it('unit_flip: pounds after pence, whatever the price', async () => {
    const id = await world.invent('UNIT.L', { mic: 'XLON', series: { currency: 'GBp' } });
    expect(await world.check('unit_flip')).to.deep.equal([]);
    await world.rows(`UPDATE daily_prices SET currency = 'GBP' WHERE instrument_id = ${id} AND date >= '2026-11-18'`);
    expect(await world.check('unit_flip')).to.deep.equal(['UNIT.L 2026-11-18 critical']);
  });

  it('adj_ratio: more than ten percent without an action', async () => {
    const ratio = (by: number) => (bar: PriceBar, fromEnd: number) =>
      fromEnd >= 3 ? { ...bar, adjClose: (Number(bar.close) * by).toFixed(6) } : bar;
    await world.invent('MOVED', { edit: ratio(0.88) });
    await world.invent('LESS', { edit: ratio(0.92) });
    const dividend = { date: '2026-11-18', type: 'dividend' as const, ratio: null, amount: '12', raw: {} };
    await world.invent('PAID', { edit: ratio(0.88), series: { actions: [dividend] } });
    expect(await world.check('adj_ratio')).to.deep.equal(['MOVED 2026-11-18 warning']);
  });

  it('stale_repeat: five equal bars that have volume, once for each repetition', async () => {
    const repeat = (bars: number, volume: string) => (bar: PriceBar, fromEnd: number) =>
      fromEnd < bars ? { ...bar, open: '9', high: '9', low: '9', close: '9', adjClose: '9', volume } : bar;
    await world.invent('FOUR', { edit: repeat(4, '500') });
    await world.invent('SEVEN', { edit: repeat(7, '500') });
    await world.invent('HALTED', { edit: repeat(7, '0') });
    expect(await world.check('stale_repeat')).to.deep.equal(['SEVEN 2026-11-18 warning']);
  });

  it('iqr_jump and volume_spike: judge nobody on too few values', async () => {
    const outlier = at(2, (bar) => ({ close: '130.00', high: '131.00', volume: String(Number(bar.volume) * 9) }));
    await world.invent('OUTLIER', { edit: outlier });
    await world.invent('YOUNG', { from: '2026-11-02', edit: outlier });
    await world.invent('PLAIN');
    expect(await world.check('iqr_jump')).to.deep.equal(['OUTLIER 2026-11-18 info', 'OUTLIER 2026-11-19 info']);
    expect(await world.check('iqr_jump', { ranges: 20 })).to.deep.equal([]);
    expect(await world.check('volume_spike')).to.deep.equal(['OUTLIER 2026-11-18 info']);
    expect(await world.check('volume_spike', { least: 10 })).to.deep.equal([
      'OUTLIER 2026-11-18 info',
      'YOUNG 2026-11-18 info',
    ]);
  });

  it('correlation_drift: against the mean of the exchange, escalating when many move together', async () => {
    const wave = (bar: PriceBar, fromEnd: number, sign: number) => {
      const move = Math.sin(fromEnd * 1.7) * 0.5 * sign + (fromEnd === 3 && sign < 0 ? 60 : 0);
      const price = (100 + move).toFixed(2);
      return {
        ...bar,
        open: price,
        close: price,
        high: (101 + Math.abs(move)).toFixed(2),
        low: '40.00',
        adjClose: price,
      };
    };
    for (let nth = 0; nth < 10; nth++) await world.invent(`W${nth}`, { edit: (bar, fromEnd) => wave(bar, fromEnd, 1) });
    const found = await world.check('correlation_drift', { members: 10, moved: 0.8 });
    expect(found).to.deep.equal([]);
    await world.invent('ODD', { edit: (bar, fromEnd) => (fromEnd === 3 ? wave(bar, 3, -1) : wave(bar, fromEnd, 1)) });
    expect(await world.check('correlation_drift', { members: 10, moved: 0.3 })).to.include('ODD 2026-11-17 info');
    expect(await world.check('correlation_drift', { members: 10, moved: 0.3, together: 2 })).to.not.include(
      'W0 2026-11-17 warning',
    );
    expect(await world.check('correlation_drift', { members: 12, moved: 0.3 })).to.deep.equal([]);

    // A night judges the market from its first changed day on, and leaves what it found before it alone.
    const odd = 'ODD 2026-11-17 info';
    expect(await world.check('correlation_drift', { members: 10, moved: 0.3 })).to.include(odd);
    const night = async (change: string, day: string) => {
      await world.rows(`UPDATE qa_checks SET succeeded_at = '2026-11-20'`);
      await world.rows(`UPDATE daily_prices SET known_from = '2026-11-01'`);
      await world.rows(`UPDATE daily_prices p SET ${change}, known_from = '2026-11-21' FROM symbols s
        WHERE s.instrument_id = p.instrument_id AND s.symbol = 'ODD' AND p.date = '${day}'`);
      await world.night('correlation_drift');
      return world.open('correlation_drift');
    };
    expect(await night('volume = volume + 1', '2026-11-20')).to.include(odd);
    const [plain] = await world.rows<{
      close: string;
    }>(`SELECT p.close::text AS close FROM daily_prices p JOIN symbols s USING (instrument_id)
      WHERE s.symbol = 'W0' AND p.date = '2026-11-17'`);
    expect(await night(`close = ${plain?.close}`, '2026-11-17')).to.deep.equal([]);
  });

  it('insider_price: on one basis with the bars, and of shares in dollars alone', async () => {
    const id = await world.invent('OWNED', { series: { actions: [split('2026-11-19', '2')] } });
    await world.rows(`UPDATE instruments SET cik = '0000000042' WHERE id = ${id}`);
    await world.rows(`INSERT INTO filings (accession, form, issuer_cik, filed_on, url, document_sha256, parser_version)
      VALUES ('0000000042-26-000001', '4', '0000000042', '2026-11-19', 'https://www.sec.gov/x', 'a', 1)`);
    const trade = (line: number, day: string, price: number, code = 'P') =>
      world.rows(`INSERT INTO insider_trades (accession, table_name, line, issuer_cik, transaction_date, code, shares, price)
        VALUES ('0000000042-26-000001', 'non-derivative', ${line}, '0000000042', '${day}', '${code}', 10, ${price})`);
    const [bar] = await world.rows<{ high: number }>(
      `SELECT high::float8 FROM daily_prices WHERE instrument_id = ${id} AND date = '2026-11-18'`,
    );
    const high = bar?.high ?? 0;
    await trade(1, '2026-11-18', high * 2 * 1.099); // within ten percent once the split is taken out
    await trade(2, '2026-11-17', high * 2 * 1.2, 'A'); // an award has no market price
    expect(await world.check('insider_price')).to.deep.equal([]);
    await trade(3, '2026-11-18', high * 2 * 1.101);
    await trade(4, '2026-11-19', high / 2);
    expect(await world.check('insider_price')).to.deep.equal(['OWNED 2026-11-18 info', 'OWNED 2026-11-19 info']);
  });
});
