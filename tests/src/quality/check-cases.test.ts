import { type Day, type PriceBar, tradingCalendar } from '@tickermill/core';
import { expect } from 'chai';
import { openQuality, type QualityWorld } from './quality.fixture.ts';

const days = tradingCalendar('XNYS').tradingDaysBetween('2026-07-15', '2026-11-27');
/** The day of the bar so far from the end. */
const dayFromEnd = (fromEnd: number): Day => days.at(-1 - fromEnd) ?? '';

type Edit = (bar: PriceBar, fromEnd: number) => PriceBar;
const atClose = (bar: PriceBar, close: number): PriceBar => {
  const text = close.toFixed(4);
  return { ...bar, open: text, high: text, low: text, close: text, adjClose: text };
};
/** Closes by their place from the end; the others are 100. */
const closes =
  (of: (fromEnd: number) => number | undefined): Edit =>
  (bar, fromEnd) =>
    atClose(bar, of(fromEnd) ?? 100);
/** Multiplies the last so many bars. */
const scaled =
  (places: number, factor: number): Edit =>
  (bar, fromEnd) =>
    fromEnd < places ? atClose(bar, Number(bar.close) * factor) : bar;
const volumes =
  (of: (fromEnd: number) => number | undefined): Edit =>
  (bar, fromEnd) => ({ ...bar, volume: String(of(fromEnd) ?? bar.volume) });
const split = (date: Day, ratio: string) => ({
  actions: [{ date, type: 'split' as const, ratio, amount: null, raw: {} }],
});

/** On one evening after a half day, in one database: what is invented for a test is told by its symbols. */
describe('the checks of prices, case by case', () => {
  const to = '2026-11-27';
  let world: QualityWorld;
  before(async () => {
    world = await openQuality();
    world.setNow(new Date('2026-11-28T00:00:00Z'));
  });
  after(() => world.close());

  /** What a check finds in the symbols that begin so. */
  const found = async (id: string, prefix: string, thresholds?: Record<string, number>) =>
    (await world.check(id, thresholds)).filter((line) => line.startsWith(prefix));
  const symbolsOf = (lines: readonly string[]) => [...new Set(lines.map((line) => line.split(' ')[0]))];

  it('half days, holidays, halts, splits and new listings: each check finds what is wrong, and nothing else', async () => {
    const halt = ['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20'];
    const jump: Edit = (bar, fromEnd) =>
      fromEnd === 0 ? { ...atClose(bar, Number(bar.close) * 1.5), volume: String(Number(bar.volume) * 9) } : bar;
    await world.invent('C-HALF', { to, edit: volumes((fromEnd) => (fromEnd === 0 ? 3_000 : undefined)) });
    await world.invent('C-HOME.L', { to, mic: 'XLON' }); // trades on Thanksgiving
    await world.invent('C-HALTED', { to, without: halt, edit: scaled(4, 1.4) });
    await world.invent('C-NOTRADE', {
      to,
      edit: (bar, fromEnd) => (fromEnd >= 3 && fromEnd <= 8 ? { ...atClose(bar, 101), volume: '0' } : bar),
    });
    await world.invent('C-ENDED', { to, without: days.filter((day) => day > '2026-11-20') });
    await world.invent('C-STOPPED', { to: '2026-11-20' });
    await world.invent('C-SPLIT', { to, series: split('2026-11-25', '5') });
    await world.invent('C-UNSPLIT', { to, edit: scaled(2, 0.2), series: split('2026-11-25', '5') });
    await world.invent('C-HALFSPLIT', { to, edit: scaled(1, 0.5), series: split('2026-11-27', '2') });
    await world.invent('C-REVERSE', { to, edit: scaled(2, 10), series: split('2026-11-25', '0.1') });
    await world.invent('C-NEW', { from: '2026-11-16', to, edit: jump });
    await world.invent('C-NEWJUMP', { from: '2026-11-16', to, edit: scaled(1, 2) });
    await world.invent('C-NEWDAY', { from: to, to });
    await world.list('C-NEVER');
    const tracked = await world.list('C-TRACKED');
    await world.rows(
      `UPDATE watchlist_items SET tracked_since = '2026-11-25T12:00:00Z' WHERE instrument_id = ${tracked}`,
    );
    await world.invent('C-FUND', { to, kind: 'fund', edit: volumes(() => 0) });

    const ids = [
      ...['lag_check', 'missing_dates', 'null_fields', 'zero_volume', 'price_jump', 'coherence', 'fetch_error'],
      ...['unit_flip', 'split_fit', 'adj_ratio', 'suspect', 'stale_repeat', 'iqr_jump', 'volume_spike'],
      ...['correlation_drift', 'insider_price', 'second_source', 'facts_late'],
    ];
    const all: string[] = [];
    for (const id of ids) all.push(...(await found(id, 'C-')).map((line) => `${id}: ${line}`));
    expect(all).to.deep.equal([
      'lag_check: C-NEVER 2026-10-31 warning',
      'lag_check: C-STOPPED 2026-11-20 warning',
      // What its source was asked for, and has none of, is told as information.
      ...['23', '24', '25'].map((day) => `missing_dates: C-ENDED 2026-11-${day} info`),
      ...halt.map((day) => `missing_dates: C-HALTED ${day} info`),
      'price_jump: C-NEWJUMP 2026-11-27 critical',
      'split_fit: C-HALFSPLIT 2026-11-27 critical',
      'split_fit: C-REVERSE 2026-11-25 critical',
      'split_fit: C-UNSPLIT 2026-11-25 critical',
      // What is far from the usual is told beside its cause; an instrument of nine bars is judged by none of these.
      'iqr_jump: C-HALFSPLIT 2026-11-27 info',
      'iqr_jump: C-HALTED 2026-11-23 info',
      'iqr_jump: C-REVERSE 2026-11-25 info',
      'iqr_jump: C-UNSPLIT 2026-11-25 info',
    ]);
  });

  it('price_jump and adj_ratio: beyond their percents, and not at them', async () => {
    for (const [symbol, close] of Object.entries({ UP: 175, 'UP+': 175.01, DOWN: 25, 'DOWN+': 24.99 }))
      await world.invent(`J-${symbol}`, { to, edit: closes((fromEnd) => (fromEnd === 0 ? close : undefined)) });
    expect(symbolsOf(await found('price_jump', 'J-'))).to.have.members(['J-UP+', 'J-DOWN+']);
    const ratio =
      (before: number, now: number): Edit =>
      (bar, fromEnd) => ({
        ...atClose(bar, 100),
        adjClose: (100 * (fromEnd >= 1 ? before : now)).toFixed(4),
      });
    for (const [symbol, before, now] of [
      ['UP', 0.91, 1],
      ['UP+', 0.909, 1],
      ['DOWN', 1, 0.9],
      ['DOWN+', 1, 0.8999],
    ] as const)
      await world.invent(`R-${symbol}`, { to, edit: ratio(before, now) });
    expect(symbolsOf(await found('adj_ratio', 'R-'))).to.have.members(['R-UP+', 'R-DOWN+']);
  });

  it('split_fit: within ten percent of the ratio, of a split by more than a fifth', async () => {
    for (const [symbol, ratio, close] of [
      ['FAR', 2, 50 / 1.101],
      ['FIT', 2, 50 / 1.099],
      ['FIT-', 2, 50 / 0.901],
      ['FAR-', 2, 50 / 0.899],
      ['SMALL', 1.2, 100 / 1.2],
      ['LARGE', 1.21, 100 / 1.21],
    ] as const) {
      const series = split(dayFromEnd(1), String(ratio));
      await world.invent(`S-${symbol}`, { to, series, edit: closes((fromEnd) => (fromEnd < 2 ? close : undefined)) });
    }
    expect(symbolsOf(await found('split_fit', 'S-'))).to.have.members(['S-FIT', 'S-FIT-', 'S-LARGE']);
  });

  it('iqr_jump: beyond three ranges from the quartiles, of sixty changes or more', async () => {
    // By turns up 1 % and down 0.99 %: three ranges beyond are 6.97 % up and 6.96 % down.
    const turns = (last: number) => closes((fromEnd) => (fromEnd === 0 ? last : fromEnd % 2 === 0 ? 101 : 100));
    for (const [symbol, last] of Object.entries({ UP: 106.95, 'UP+': 107, DOWN: 93.06, 'DOWN+': 93.01 }))
      await world.invent(`Q-${symbol}`, { to, edit: turns(last) });
    await world.invent('Q-SIXTY+', { from: dayFromEnd(60), to, edit: turns(120) });
    await world.invent('Q-FEW', { from: dayFromEnd(59), to, edit: turns(120) });
    expect(symbolsOf(await found('iqr_jump', 'Q-'))).to.have.members(['Q-UP+', 'Q-DOWN+', 'Q-SIXTY+']);
  });

  it('volume_spike: five deviations above the sixty bars before, of twenty or more', async () => {
    // Their mean is 1,000 and their deviation 100.84; what lies before them would hide every spike.
    const spike = (last: number) =>
      volumes((fromEnd) => (fromEnd === 0 ? last : fromEnd > 60 ? 900_000 : fromEnd % 2 === 0 ? 900 : 1_100));
    await world.invent('V-LESS', { to, edit: spike(1_504) });
    await world.invent('V-MORE', { to, edit: spike(1_505) });
    await world.invent('V-TWENTY', { from: dayFromEnd(20), to, edit: spike(5_000) });
    await world.invent('V-FEW', { from: dayFromEnd(19), to, edit: spike(5_000) });
    const last = (await found('volume_spike', 'V-')).filter((line) => line.includes(to));
    expect(symbolsOf(last)).to.have.members(['V-MORE', 'V-TWENTY']);
  });

  it('missing_dates and null_fields: the last thirty sessions, and as many as are set', async () => {
    const id = await world.invent('M-TWO', { to });
    const one = await world.invent('M-ONE', { to });
    await world.rows(
      `DELETE FROM daily_prices WHERE instrument_id = ${id} AND date IN ('${dayFromEnd(29)}', '${dayFromEnd(3)}')`,
    );
    await world.rows(
      `DELETE FROM daily_prices WHERE instrument_id = ${one} AND date IN ('${dayFromEnd(30)}', '${dayFromEnd(3)}')`,
    );
    const two = [29, 3].map((fromEnd) => `M-TWO ${dayFromEnd(fromEnd)} warning`);
    expect(await found('missing_dates', 'M-')).to.deep.equal([`M-ONE ${dayFromEnd(3)} warning`, ...two]);
    expect(await found('missing_dates', 'M-', { dates: 2 })).to.deep.equal(two);
    await world.invent('N-TWO', {
      to,
      edit: (bar, fromEnd) => (fromEnd === 0 ? { ...bar, open: null, high: null } : bar),
    });
    expect(await found('null_fields', 'N-', { fields: 2 })).to.deep.equal([`N-TWO ${to} warning`]);
    expect(await found('null_fields', 'N-', { fields: 3 })).to.deep.equal([]);
  });

  it('zero_volume and stale_repeat: see a halt or a repetition whole though a night judges its last bar alone', async () => {
    const repeat =
      (bars: number, volume: number): Edit =>
      (bar, fromEnd) =>
        fromEnd < bars ? { ...atClose(bar, 9), volume: String(volume) } : bar;
    await world.invent('Z-FOUR', { to, edit: repeat(4, 0) });
    await world.invent('Z-FIVE', { to, edit: repeat(5, 0) });
    await world.invent('E-FOUR', { to, edit: repeat(4, 70) });
    await world.invent('E-FIVE', { to, edit: repeat(5, 70) });
    await world.invent('E-SIX', { to, edit: repeat(6, 70) });
    // Four equal bars, a month without any, and the fifth.
    const month = Array.from({ length: 22 }, (_, nth) => dayFromEnd(nth + 1));
    await world.invent('E-HALT', { to, without: month, edit: repeat(27, 70) });
    await world.rows(
      `UPDATE daily_prices SET known_from = CASE date WHEN '${to}' THEN '2026-11-27T23:00:00Z' ELSE '2026-11-01' END::timestamptz`,
    );
    // The other checks of bars find by night on its last day what they find there when they read everything.
    const others = ['price_jump', 'adj_ratio', 'split_fit', 'iqr_jump', 'volume_spike', 'unit_flip'];
    await world.rows(
      `UPDATE daily_prices p SET currency = 'GBp' FROM symbols s WHERE s.instrument_id = p.instrument_id AND s.symbol = 'Z-FIVE' AND p.date = '${to}'`,
    );
    const today: string[][] = [];
    for (const id of others) today.push((await world.check(id)).filter((line) => line.includes(` ${to} `)));
    expect(today.map(({ length }) => length > 0)).to.deep.equal(others.map(() => true));
    await world.rows('DELETE FROM qa_findings');
    await world.rows(`INSERT INTO qa_checks (check_id, succeeded_at) SELECT id, '2026-11-27T12:00:00Z' FROM unnest('{zero_volume,stale_repeat,${others}}'::text[]) AS id
      ON CONFLICT (check_id) DO UPDATE SET succeeded_at = EXCLUDED.succeeded_at`);
    await world.night('zero_volume', 'stale_repeat', ...others);
    for (const [nth, id] of others.entries()) {
      const open = (await world.open(id)).filter((line) => line.includes(` ${to} `));
      expect(open, id).to.deep.equal(today[nth]);
    }
    expect((await world.open('zero_volume')).filter((line) => line.startsWith('Z-'))).to.deep.equal([
      `Z-FOUR ${to} warning`,
    ]);
    // That of six was found on its fifth bar, by the run of yesterday.
    expect((await world.open('stale_repeat')).filter((line) => line.startsWith('E-'))).to.deep.equal([
      `E-FIVE ${to} warning`,
      `E-HALT ${to} warning`,
    ]);
  });

  it('correlation_drift: more than 0.8 in a day, among ten of an exchange, and a warning where enough move together', async () => {
    // All go up and down by 5 % by turns; one that falls on a day of rise is not with them for twenty days.
    const member = (fall: number): Edit =>
      closes((fromEnd) => (fromEnd % 2 === 0 ? 100 : 105) * (fromEnd < 2 ? 1 - fall : 1));
    for (let nth = 0; nth < 30; nth++) await world.invent(`D${nth}.PA`, { to, mic: 'XPAR', edit: member(0) });
    await world.invent('D-LESS.PA', { to, mic: 'XPAR', edit: member(0.43) });
    await world.invent('D-ONE.PA', { to, mic: 'XPAR', edit: member(0.81) });
    await world.invent('D-TWO.PA', { to, mic: 'XPAR', edit: member(0.81) });
    await world.invent('D-NEW.PA', { from: dayFromEnd(20), to, mic: 'XPAR', edit: member(0.81) });
    const drift = (thresholds?: Record<string, number>) => found('correlation_drift', 'D', thresholds);
    expect(symbolsOf(await drift())).to.deep.equal(['D-ONE.PA', 'D-TWO.PA']);
    expect((await drift()).every((line) => line.endsWith('info'))).to.equal(true);
    expect((await drift({ together: 2 })).every((line) => line.endsWith('warning'))).to.equal(true);
    expect((await drift({ together: 3 })).every((line) => line.endsWith('info'))).to.equal(true);
    expect(await drift({ members: 33 })).to.have.length(2);
    expect(await drift({ members: 34 }), 'nobody is judged').to.deep.equal([]);
  });
});
