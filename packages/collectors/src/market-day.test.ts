import { PipelineError } from '@tickermill/core';
import { get, makeAnswer, sources } from '@tickermill/upstream';
import { expect } from 'chai';
import { readEodhdDay } from './eodhd-day.ts';
import { readKrxDay } from './krx-day.ts';
import type { MarketDay } from './market-day.ts';
import { toMarketDayLine } from './market-day-line.ts';
import { readMassiveDay } from './massive-day.ts';
import { samplesOf } from './price-samples.fixture.ts';
import { readTiingoDay } from './tiingo-day.ts';

type Reader = typeof readMassiveDay;
const answerOf = (body: unknown, status = 200) =>
  makeAnswer(get(sources.yahoo.probe.url), {
    status,
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  });
const read = (reader: Reader, body: unknown, day: string) => reader(answerOf(body), day);

/** The code with which a reader refuses an answer. */
function codeOf(reader: Reader, body: unknown, { status = 200, day = '2026-11-20' } = {}): string {
  try {
    reader(answerOf(body, status), day);
  } catch (error) {
    if (error instanceof PipelineError) return error.code;
    throw error;
  }
  return 'none';
}
const reasons = ({ refused }: MarketDay) => Object.fromEntries(refused.map(({ symbol, reason }) => [symbol, reason]));

describe('a day of all US stocks at Massive', () => {
  // Friday, 2026-11-20: 16:00 in New York is 21:00 in UTC, midnight 05:00.
  const end = Date.parse('2026-11-20T21:00:00Z');
  const row = (T: string, fields = {}) => ({
    T,
    v: 1000,
    o: 10,
    h: 12,
    l: 9,
    c: 11,
    t: end,
    n: 5,
    vw: 10.5,
    ...fields,
  });
  const grouped = (...results: object[]) => ({ status: 'OK', adjusted: false, results });

  it('has exact prices, whole shares and symbols in their own case', () => {
    const exact =
      '{"status":"OK","results":[{"T":"BCpC","v":1.12117471e+08,"o":0.1,"h":0.30000001,"l":0.1,"c":0.2,"t":1795208400000}]}';
    expect(read(readMassiveDay, exact, '2026-11-20').bars).to.deep.equal([
      { symbol: 'BCpC', date: '2026-11-20', open: '0.1', high: '0.3', low: '0.1', close: '0.2', volume: '112117471' },
    ]);
    const { bars } = read(readMassiveDay, grouped(row('CRVL', { v: 213849.5 })), '2026-11-20');
    expect(bars[0]?.volume).to.equal('213850');
  });

  it('takes the end of a session and the midnight before it for the same day, and refuses any other', () => {
    const at = (T: string, instant: string) => row(T, { t: Date.parse(instant) });
    const day = read(
      readMassiveDay,
      grouped(
        at('MIDNIGHT', '2026-11-20T05:00:00Z'),
        at('LAST', '2026-11-21T04:59:59.999Z'),
        at('BEFORE', '2026-11-20T04:59:59.999Z'),
        at('AFTER', '2026-11-21T05:00:00Z'),
        row('NEVER', { t: 'soon' }),
      ),
      '2026-11-20',
    );
    expect(day.bars.map(({ symbol }) => symbol)).to.deep.equal(['MIDNIGHT', 'LAST']);
    expect(reasons(day)).to.deep.equal({
      BEFORE: 'it is of 2026-11-19',
      AFTER: 'it is of 2026-11-21',
      NEVER: 'its time cannot be read',
    });
  });

  it('leaves test symbols, what nobody traded, shares over the counter and both of two rows', () => {
    const day = read(
      readMassiveDay,
      grouped(
        row('ZBZX'),
        row('ZTST'),
        row('ZVZZT'),
        row('QUIET', { v: 0 }),
        row('OTCX', { otc: true }),
        row('TWIN'),
        row('TWIN'),
        row('NONE', { o: null, h: null, l: null, c: null }),
        row('FREE', { o: 0, h: 0, l: 0, c: 0 }),
        { v: 1 },
        row('ZTS'),
      ),
      '2026-11-20',
    );
    expect(day.rows).to.equal(11);
    expect(day.bars.map(({ symbol }) => symbol)).to.deep.equal(['ZTS']);
    expect(reasons(day)).to.deep.equal({
      ZBZX: 'it is a test symbol of an exchange',
      ZTST: 'it is a test symbol of an exchange',
      ZVZZT: 'it is a test symbol of an exchange',
      QUIET: 'nothing was traded',
      OTCX: 'it was traded over the counter',
      TWIN: 'the symbol stands there 2 times',
      NONE: 'it has no price',
      FREE: 'it has no price that can be',
      null: 'it names no symbol',
    });
  });

  it('says what it is adjusted for', () => {
    expect(read(readMassiveDay, grouped(row('A')), '2026-11-20').basis).to.equal('raw');
    expect(read(readMassiveDay, { ...grouped(row('A')), adjusted: true }, '2026-11-20').basis).to.equal(
      'split-adjusted',
    );
  });

  it('is nothing on a closed day, and asked for again where a session is empty', () => {
    for (const body of [{ status: 'OK' }, { status: 'OK', results: null }, grouped()]) {
      expect(read(readMassiveDay, body, '2026-11-21').rows, 'a Saturday').to.equal(0);
      expect(codeOf(readMassiveDay, body)).to.equal('UNEXPECTED_ANSWER');
    }
  });

  it('is refused by status and text, by text alone too', () => {
    const failing = (text: string, status = 200) =>
      codeOf(readMassiveDay, { status: 'NOT_AUTHORIZED', message: text }, { status });
    expect(
      codeOf(readMassiveDay, { status: 'ERROR', error: "You've exceeded the maximum requests per minute" }),
    ).to.equal('THROTTLED');
    expect(codeOf(readMassiveDay, '', { status: 429 })).to.equal('THROTTLED');
    expect(failing("Attempted to request today's data before end of day.")).to.equal('UNEXPECTED_ANSWER');
    expect(failing("Your plan doesn't include this data timeframe.")).to.equal('REFUSED');
    expect(failing('You are not entitled to this data.', 403)).to.equal('REFUSED');
    expect(failing('Unknown API Key', 401)).to.equal('KEY_REFUSED');
    expect(failing('', 500)).to.equal('SERVER_ERROR');
    expect(codeOf(readMassiveDay, { status: 'ERROR', error: 'Could not parse the time' }, { status: 400 })).to.equal(
      'REFUSED',
    );
    expect(codeOf(readMassiveDay, { results: [{ ticker: 'MA', split_to: 10 }] })).to.equal('UNEXPECTED_ANSWER');
    expect(codeOf(readMassiveDay, '<html>')).to.equal('UNEXPECTED_ANSWER');
  });
});

describe('a day of an exchange at EODHD', () => {
  const row = (code: string, fields = {}) => ({
    code,
    exchange_short_name: 'US',
    date: '2026-11-20',
    open: 10,
    high: 12,
    low: 9,
    close: 11,
    adjusted_close: 5.5,
    volume: 31119.2,
    ...fields,
  });

  it('has the prices as they were traded, and refuses repeated ones, other dates and former symbols', () => {
    const day = read(
      readEodhdDay,
      [
        row('FMAO'),
        row('FUND', { volume: 0 }),
        row('OLD', { date: '2026-11-19' }),
        row('AQLT_old'),
        row('ODD', { date: '0000-00-00' }),
        row('88E'),
        row('88E'),
        row('NA', { volume: null }),
      ],
      '2026-11-20',
    );
    expect(day.bars.map(({ symbol, close, volume }) => [symbol, close, volume])).to.deep.equal([
      ['FMAO', '11', '31119'],
      ['NA', '11', null],
    ]);
    expect(reasons(day)).to.deep.equal({
      FUND: 'nothing was traded: its price is repeated',
      OLD: 'it is of 2026-11-19',
      AQLT_old: 'it is a symbol that was given to another company',
      ODD: 'its date cannot be read',
      '88E': 'the symbol stands there 2 times',
    });
    expect([day.basis, day.rows]).to.deep.equal(['raw', 8]);
  });

  it('is nothing where the list is empty, and no day where it is cut short or of another kind', () => {
    expect(read(readEodhdDay, [], '2026-11-21').rows).to.equal(0);
    expect(codeOf(readEodhdDay, [row('A'), { warning: 'Data is limited by one year' }])).to.equal('REFUSED');
    expect(codeOf(readEodhdDay, [{ code: 'AQMS', date: '2026-11-20', split: '1/20' }])).to.equal('UNEXPECTED_ANSWER');
    expect(codeOf(readEodhdDay, 'Code,Name,Ex,Date\n00D,"CITIC",F,2026-11-20')).to.equal('UNEXPECTED_ANSWER');
  });

  it('is refused by a text, whatever its status', () => {
    expect(codeOf(readEodhdDay, 'You exceeded your daily API requests limit.', { status: 402 })).to.equal('THROTTLED');
    expect(codeOf(readEodhdDay, 'slow down', { status: 429 })).to.equal('THROTTLED');
    expect(codeOf(readEodhdDay, 'Only EOD data allowed for free users.', { status: 403 })).to.equal('REFUSED');
    expect(codeOf(readEodhdDay, 'Unauthenticated', { status: 401 })).to.equal('KEY_REFUSED');
    expect(codeOf(readEodhdDay, 'busy', { status: 502 })).to.equal('SERVER_ERROR');
    expect(codeOf(readEodhdDay, 'Ticker Not Found.', { status: 404 })).to.equal('REFUSED');
    expect(codeOf(readEodhdDay, 'hello')).to.equal('UNEXPECTED_ANSWER');
  });
});

describe('the latest day of the market at Tiingo', () => {
  const row = (ticker: string, fields = {}) => ({
    ticker,
    date: '2026-11-20T00:00:00.000Z',
    open: 10,
    high: 12,
    low: 9,
    close: 11,
    volume: 1000,
    adjClose: 5.5,
    divCash: 0.0,
    splitFactor: 1.0,
    ...fields,
  });

  it('has raw prices with the actions of the day, whichever of its writers wrote the date', () => {
    const day = read(
      readTiingoDay,
      [
        row('brk-b'),
        row('aapl', { divCash: 0.23, date: '2026-11-20T00:00:00+00:00' }),
        row('nvda', { splitFactor: 10 }),
        row('old', { date: '2026-11-19', divCash: 1 }),
      ],
      '2026-11-20',
    );
    expect(day.bars.map(({ symbol, close }) => [symbol, close])).to.deep.equal([
      ['brk-b', '11'],
      ['aapl', '11'],
      ['nvda', '11'],
    ]);
    expect(day.actions).to.deep.equal([
      { symbol: 'aapl', type: 'dividend', value: '0.23' },
      { symbol: 'nvda', type: 'split', value: '10' },
    ]);
    expect(reasons(day)).to.deep.equal({ old: 'it is of 2026-11-19' });
  });

  it('is the same as CSV', () => {
    const csv =
      'ticker,date,close,high,low,open,volume,adjClose,divCash,splitFactor\naapl,2026-11-20,11,12,9,10,5,11,0.0,0.1\n';
    expect(read(readTiingoDay, csv, '2026-11-20')).to.deep.equal({
      day: '2026-11-20',
      basis: 'raw',
      rows: 1,
      bars: [{ symbol: 'aapl', date: '2026-11-20', open: '10', high: '12', low: '9', close: '11', volume: '5' }],
      refused: [],
      actions: [{ symbol: 'aapl', type: 'split', value: '0.1' }],
    });
  });

  it('is no history of one ticker, and nothing on a closed day alone', () => {
    const { ticker: _, ...history } = row('x');
    expect(codeOf(readTiingoDay, [history])).to.equal('UNEXPECTED_ANSWER');
    expect(codeOf(readTiingoDay, [])).to.equal('UNEXPECTED_ANSWER');
    expect(read(readTiingoDay, [], '2026-11-21').rows).to.equal(0);
  });

  it('is refused by a text, with 200 too', () => {
    expect(codeOf(readTiingoDay, 'You have run over your 500 symbol look up for this month.')).to.equal('THROTTLED');
    expect(codeOf(readTiingoDay, { detail: 'Error: You have run over your hourly request allocation.' })).to.equal(
      'THROTTLED',
    );
    expect(codeOf(readTiingoDay, { detail: 'Invalid token.' }, { status: 401 })).to.equal('KEY_REFUSED');
    expect(codeOf(readTiingoDay, 'None', { status: 403 })).to.equal('KEY_REFUSED');
    expect(codeOf(readTiingoDay, "Error: Ticker 'ZZQXQ' not found")).to.equal('REFUSED');
    expect(codeOf(readTiingoDay, 'oops', { status: 500 })).to.equal('SERVER_ERROR');
    expect(codeOf(readTiingoDay, '')).to.equal('UNEXPECTED_ANSWER');
  });
});

describe('a day of the Korean market', () => {
  const row = (fields = {}) => ({
    ISU_SRT_CD: '005930',
    MKT_ID: 'STK',
    TDD_OPNPRC: '71,000',
    TDD_HGPRC: '72,000',
    TDD_LWPRC: '70,500',
    TDD_CLSPRC: '71,500',
    ACC_TRDVOL: '12,345,678',
    ...fields,
  });
  const none = { TDD_OPNPRC: '-', TDD_HGPRC: '-', TDD_LWPRC: '-', TDD_CLSPRC: '-', ACC_TRDVOL: '-' };

  it('has codes with the ending of their market, and numbers without separators', () => {
    const day = read(
      readKrxDay,
      {
        OutBlock_1: [
          row(),
          row({ ISU_SRT_CD: '00104K', MKT_ID: 'KSQ' }),
          row({ ISU_SRT_CD: '0041B0', MKT_ID: 'KNX' }),
          row({ ISU_SRT_CD: '1', MKT_ID: 'STK' }),
          row({ ISU_SRT_CD: '000001', MKT_ID: 'OTC' }),
        ],
      },
      '2026-11-20',
    );
    expect(day.bars.map(({ symbol }) => symbol)).to.deep.equal(['005930.KS', '00104K.KQ', '0041B0']);
    const { open, high, low, close, volume } = day.bars[0] as MarketDay['bars'][number];
    expect([open, high, low, close, volume]).to.deep.equal(['71000', '72000', '70500', '71500', '12345678']);
    expect(reasons(day)).to.deep.equal({
      '1': 'its code is not of six characters',
      '000001': 'its market is not known',
    });
  });

  it('is read from the keyed API and from the list of ETFs alike', () => {
    const { ISU_SRT_CD: _, MKT_ID: __, ...rest } = row();
    const keyed = { ...rest, ISU_CD: '005930', MKT_NM: 'KOSDAQ GLOBAL', BAS_DD: '20261120' };
    expect(read(readKrxDay, { OutBlock_1: [keyed] }, '2026-11-20').bars[0]?.symbol).to.equal('005930.KQ');
    const etf = { ...rest, ISU_SRT_CD: '152100', NAV: '41,887.33' };
    expect(read(readKrxDay, { output: [etf] }, '2026-11-20').bars[0]?.symbol).to.equal('152100.KS');
    expect(codeOf(readKrxDay, { OutBlock_1: [{ ...keyed, BAS_DD: '20261119' }] })).to.equal('WRONG_ANSWER');
  });

  it('keeps the close of a suspended share alone', () => {
    const suspended = row({ TDD_OPNPRC: '0', TDD_HGPRC: '0', TDD_LWPRC: '0', ACC_TRDVOL: '0' });
    const { bars } = read(readKrxDay, { OutBlock_1: [suspended] }, '2026-11-20');
    expect(bars).to.deep.equal([
      { symbol: '005930.KS', date: '2026-11-20', open: null, high: null, low: null, close: '71500', volume: '0' },
    ]);
  });

  it('lists shares without prices on a closed day, and is asked for again where that is a session', () => {
    const day = read(readKrxDay, { OutBlock_1: [row(none)] }, '2026-11-21');
    expect([day.rows, day.bars, reasons(day)]).to.deep.equal([1, [], { '005930.KS': 'it has no price' }]);
    expect(codeOf(readKrxDay, { OutBlock_1: [row(none)] })).to.equal('UNEXPECTED_ANSWER');
    expect(codeOf(readKrxDay, { OutBlock_1: [] })).to.equal('UNEXPECTED_ANSWER');
    expect(codeOf(readKrxDay, { OutBlock_1: [row()] }, { day: '2026-11-21' }), 'prices of another day').to.equal(
      'UNEXPECTED_ANSWER',
    );
  });

  it('is refused in its own ways', () => {
    expect(codeOf(readKrxDay, 'LOGOUT', { status: 400 })).to.equal('SESSION_REFUSED');
    expect(codeOf(readKrxDay, '{"respCode":"401"}', { status: 401 })).to.equal('KEY_REFUSED');
    expect(codeOf(readKrxDay, '<html>서비스 이용이 제한되었습니다</html>')).to.equal('THROTTLED');
    expect(codeOf(readKrxDay, '', { status: 403 })).to.equal('THROTTLED');
    expect(codeOf(readKrxDay, '<html>점검 중</html>')).to.equal('UNEXPECTED_ANSWER');
    expect(codeOf(readKrxDay, '', { status: 503 })).to.equal('SERVER_ERROR');
    expect(codeOf(readKrxDay, { OutBlock_1: [{ ISU_SRT_CD: '005930', PARVAL: '100' }] })).to.equal('UNEXPECTED_ANSWER');
    expect(codeOf(readKrxDay, { CURRENT_DATETIME: 'now' })).to.equal('UNEXPECTED_ANSWER');
  });
});

describe('a file with a day of a market', () => {
  it('is printed with its first five bars, out of its recording too', () => {
    const results = Array.from({ length: 7 }, (_, nth) => ({
      T: `B${nth}`,
      v: 1,
      o: 1,
      h: 1,
      l: 1,
      c: 1,
      t: Date.parse('2026-11-20T21:00:00Z'),
    }));
    const body = JSON.stringify({ status: 'OK', results });
    const recorded = JSON.stringify({ request: {}, response: { status: 200, body } });
    for (const bytes of [body, recorded]) {
      const line = toMarketDayLine('massive', 'day.json', Buffer.from(bytes), '2026-11-20');
      expect([line.file, line.day, line.basis, line.rows, line.bars.length]).to.deep.equal([
        'day.json',
        '2026-11-20',
        'raw',
        7,
        5,
      ]);
    }
  });

  it('counts every row of a real answer once, as a bar or as refused', () => {
    const days: [string, Reader, RegExp, string][] = [
      ['polygon', readMassiveDay, /^grouped-2026-09-25/, '2026-09-25'],
      ['eodhd', readEodhdDay, /^bulk-eod-AU-2024-09-30\.json/, '2024-09-30'],
      ['krx', readKrxDay, /^MDCSTAT01501-(?:STK|KSQ)-20210122/, '2021-01-22'],
      ['krx', readKrxDay, /^MDCSTAT01501-ALL-20210104/, '2021-01-04'],
      ['krx', readKrxDay, /^MDCSTAT04301-etf-20210325/, '2021-03-25'],
    ];
    for (const [folder, reader, pattern, day] of days)
      for (const { file, text } of samplesOf(folder).filter(({ file }) => pattern.test(file))) {
        const { rows, bars, refused } = reader(answerOf(text), day);
        expect(bars.length + refused.length, file).to.equal(rows);
        expect(bars.length / rows, file).to.be.above(0.8);
        expect(
          bars.every((bar) => bar.close !== null),
          file,
        ).to.equal(true);
      }
  });
});
