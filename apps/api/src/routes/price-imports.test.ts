import {
  ActionImportView,
  CorporateActionsView,
  CoverageResponse,
  PriceImportView,
  PricesView,
  WhyView,
} from '@tickermill/core/contracts';
import { storeCompanies } from '@tickermill/store/datasets';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

describe('histories that are brought in', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
    await api.store.transaction((tx) => storeCompanies(tx, [{ cik: '0000000009', symbol: 'VOD.L', name: 'Vodafone' }]));
  });
  after(() => api.close());

  async function send(path: string, csv: string): Promise<{ status: number; body: unknown }> {
    const response = await api.ask('POST', `/api/v1/${path}`, { body: csv, headers: { 'content-type': 'text/csv' } });
    return { status: response.status, body: await response.json() };
  }
  const bring = async (csv: string, query = '') =>
    PriceImportView.parse((await send(`prices/import?provider=mine${query}`, csv)).body);
  const get = async (path: string) => (await api.askJson('GET', path)).body;
  const history = `Symbol,Date,Open,High,Low,Close,Adj Close,Volume,Currency
AAPL,2026-11-12,150.0700073242187,151,149,150.5,75.25,1000,USD
AAPL,2026-11-13,1,1,1,1,,5.0,USD
AAPL,2026-11-17,2,2,2,2,2,5,USD
`;

  it('say before what they would change, and change nothing then', async () => {
    const { dry_run, rows, new: created } = await bring(history, '&dry_run=true');
    expect([dry_run, rows, created]).to.deep.equal([true, 3, 3]);
    expect(PricesView.parse(await get('prices/AAPL')).bars).to.deep.equal([]);
  });

  it('are stored once however often they come, and counted into coverage from session to session', async () => {
    const counts = ({ new: created, changed, unchanged, kept, refused_count }: PriceImportView) => [
      created,
      changed,
      unchanged,
      kept,
      refused_count,
    ];
    expect(counts(await bring(history))).to.deep.equal([3, 0, 0, 0, 0]);
    expect(counts(await bring(history))).to.deep.equal([0, 0, 3, 0, 0]);
    expect(counts(await bring(history.replace('AAPL,2026-11-13,1', 'AAPL,2026-11-13,9')))).to.deep.equal([
      0, 1, 2, 0, 0,
    ]);
    const { bars } = PricesView.parse(await get('prices/AAPL'));
    expect(bars.map(({ date, open, volume, provider }) => [date, open, volume, provider])).to.deep.equal([
      ['2026-11-12', '150.070007', '1000', 'mine'],
      ['2026-11-13', '9.000000', '5', 'mine'],
      ['2026-11-17', '2.000000', '5', 'mine'],
    ]);
    const [coverage] = CoverageResponse.parse(await get('coverage/AAPL')).items;
    expect([coverage?.covered, coverage?.gaps]).to.deep.equal([
      [
        { from: '2026-11-12', to: '2026-11-13' },
        { from: '2026-11-17', to: '2026-11-17' },
      ],
      [
        { from: '2026-11-16', to: '2026-11-16', sessions: 1 },
        { from: '2026-11-18', to: '2026-11-20', sessions: 3 },
      ],
    ]);
    const why = async (date: string) => WhyView.parse(await get(`coverage/AAPL/why?date=${date}`)).sentence;
    expect(await why('2026-11-16')).to.equal(
      'It is not requested yet, and nothing of AAPL is; "tickermill backfill daily-prices AAPL --from 2026-11-16" requests it.',
    );
    expect(await why('2026-11-17')).to.match(/^It is stored, from mine, known since /);
  });

  it('leave what another provider has said', async () => {
    const { kept, new: created } = PriceImportView.parse((await send('prices/import?provider=other', history)).body);
    expect([kept, created]).to.deep.equal([3, 0]);
  });

  it('name each line that cannot be taken, by its number in the file', async () => {
    const {
      refused,
      refused_count,
      new: created,
    } = await bring(
      `ticker,date,close,volume,currency
MSFT,2026-11-18,5,,USD
MSFT,2026-11-18,6,,USD
MSFT,2026-11-15,5,,USD
MSFT,2026-11-23,5,,USD
MSFT,18.11.2026,5,,USD
MSFT,2026-11-17,five,,USD
MSFT,2026-11-17,-5,,USD
MSFT,2026-11-17,5,1.5,USD
MSFT,2026-11-17,5,,EUR
MSFT,2026-11-17,,,USD
NONE,2026-11-17,5,,USD
MSFT,2026-11-17,0.0000001,,USD
`,
      '&first_line=1001',
    );
    expect(refused.map(({ line, reason }) => `${line} ${reason}`)).to.deep.equal([
      '1003 date: stands in the file twice',
      '1004 date: XNYS was closed',
      '1005 date: its session has not settled; the last that has is 2026-11-20',
      '1006 date: must be a calendar day, YYYY-MM-DD',
      '1007 close: must be a price in plain notation, above zero',
      '1008 close: must be a price in plain notation, above zero',
      '1009 volume: must be a whole number of shares',
      '1010 currency: differs from USD, in which the ticker began',
      '1011 close: there is no price at all',
      '1012 ticker: no listed company has NONE',
      '1013 close: must be a price in plain notation, above zero',
    ]);
    expect([refused_count, created]).to.deep.equal([11, 1]);
    const { status, body } = await send('prices/import?provider=mine', 'day,price\n2026-11-18,5\n');
    expect([status, (body as { detail: string }).detail]).to.deep.equal([
      422,
      'line 1: there is no column ticker, date, close.',
    ]);
  });

  it('refuse prices that nothing was ever traded at', async () => {
    const { refused } = await bring(
      `ticker,date,open,high,low,close,adj_close
MSFT,2026-11-17,0,5,5,5,5
MSFT,2026-11-17,5,4.999999,5,5,5
MSFT,2026-11-17,5,5,5,5,-1
MSFT,2026-11-17,5,5,5,5,0.00
`,
    );
    expect(refused.map(({ line, reason }) => `${line} ${reason}`)).to.deep.equal([
      '2 open: must be a price in plain notation, above zero',
      '3 high: is below low',
      '4 adj_close: must be a price in plain notation, above zero',
      '5 adj_close: must be a price in plain notation, above zero',
    ]);
  });

  it('are refused as a whole where the CSV is malformed or too large, naming the line', async () => {
    const refusal = async (csv: string) => {
      const { status, body } = await send('prices/import?provider=mine', csv);
      const { code, detail } = body as { code: string; detail: string };
      return [status, code, detail];
    };
    const heading = 'ticker,date,close,note\nMSFT,2026-11-17,5,"two\nlines"\n';
    expect(await refusal(`${heading}MSFT,2026-11-18,5,"open\n`)).to.deep.equal([
      422,
      'MALFORMED_CSV',
      'line 4: a quote is never closed.',
    ]);
    expect(await refusal(`${heading}MSFT,2026-11-18,5,"text" behind\n`)).to.deep.equal([
      422,
      'MALFORMED_CSV',
      'line 4: there is text behind a closing quote.',
    ]);
    expect(await refusal(`${heading}${','.repeat(50)}\n`)).to.deep.equal([
      413,
      'CSV_TOO_LARGE',
      'line 4: it has more than 50 fields.',
    ]);
    const { refused } = await bring(`${heading}MSFT,2026-11-18,five,\n`, '&dry_run=true');
    expect(refused.map(({ line }) => line)).to.deep.equal([4]);
  });

  it('follow the calendar of the exchange that a symbol names', async () => {
    // Thanksgiving of 2025 was a session in London.
    const { new: created } = await bring('ticker,date,close,currency\nVOD.L,2025-11-27,90.5,GBp\n');
    expect(created).to.equal(1);
  });

  const actions =
    'ticker,date,type,ratio,amount\nMSFT,2026-11-19,split,2,\nMSFT,2026-11-17,Dividend,,0.83\nAAPL,2026-11-13,merger,,\n';

  it('bring corporate actions once, however often they come', async () => {
    const first = ActionImportView.parse((await send('corporate-actions/import', actions)).body);
    expect(first).to.deep.equal({ rows: 3, new: 3, changed: 0, unchanged: 0 });
    const again = ActionImportView.parse(
      (await send('corporate-actions/import', actions.replace('0.83', '0.84'))).body,
    );
    expect(again).to.deep.equal({ rows: 3, new: 0, changed: 1, unchanged: 2 });
    const { items } = CorporateActionsView.parse(await get('corporate-actions/MSFT'));
    expect(items.map(({ date, type, ratio, amount }) => [date, type, ratio, amount])).to.deep.equal([
      ['2026-11-19', 'split', '2', null],
      ['2026-11-17', 'dividend', null, '0.84'],
    ]);
  });

  it('bring no corporate action where one line is bad, and name every such line', async () => {
    const { status, body } = await send(
      'corporate-actions/import',
      'ticker,date,type,ratio,amount\nMSFT,2026-11-20,split,3,\nMSFT,soon,split,2,\nNONE,2026-11-19,split,2,\nMSFT,2026-11-19,gift,2,\nMSFT,2026-11-18,split,0,\nMSFT,2026-11-20,split,3,\n',
    );
    expect([status, (body as { detail: string }).detail.split('; ')]).to.deep.equal([
      422,
      [
        'line 3: date: must be a calendar day, YYYY-MM-DD',
        'line 4: ticker: no listed company has NONE',
        'line 5: type: must be split, dividend or merger',
        'line 6: ratio: a split has one, in plain notation, above zero',
        'line 7: date: the split of this day stands in the file twice',
      ],
    ]);
    const { items } = CorporateActionsView.parse(await get('corporate-actions/MSFT?from=2026-11-20'));
    expect(items).to.deep.equal([]);
  });

  it('ask for an operator, and stand in the audit log', async () => {
    const { body } = await api.askJson('POST', 'tokens', { name: 'reader', role: 'viewer' });
    for (const path of ['prices/import?provider=mine', 'corporate-actions/import']) {
      const headers = { 'content-type': 'text/csv' };
      const authorization = `Bearer ${body['token']}`;
      const { status } = await api.ask('POST', `/api/v1/${path}`, { body: history, headers, authorization });
      expect(status, path).to.equal(403);
    }
    const { items } = (await get('audit?action=importPrices&limit=1')) as {
      items: { status: number; detail: object }[];
    };
    expect(items[0]?.detail).to.deep.include({ provider: 'mine' });
  });
});
