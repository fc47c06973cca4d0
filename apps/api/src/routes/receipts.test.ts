import { ReceiptsResponse, StatusResponse } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const accession = (nth: number) => `0000320193-26-${String(nth).padStart(6, '0')}`;

describe('the API of receipts', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T18:00:00Z') });
    const { db } = api.store;
    const day = (text: string) => new Date(text);
    await db.marketReading.create({ data: { source: 'sec-edgar', watermark: day('2026-11-17') } });
    await db.indexDay.createMany({ data: [{ day: day('2026-11-17') }, { day: day('2026-11-19') }] });
    const entry = (text: string, nth: number, form = '4') => ({
      day: day(text),
      accession: accession(nth),
      form,
      ciks: ['0000320193'],
    });
    await db.indexEntry.createMany({
      data: [entry('2026-11-17', 1), entry('2026-11-17', 2, '4/A'), entry('2026-11-19', 3), entry('2026-11-19', 4)],
    });
    const about = { form: '4', filedOn: day('2026-11-17'), url: 'https://x', documentSha256: '', parserVersion: 1 };
    await db.filing.createMany({
      data: [
        { ...about, accession: accession(1), issuerCik: '0000320193' },
        { ...about, accession: accession(2), issuerCik: '0000000007' },
      ],
    });
    const code = { errorCode: 'MALFORMED_XML', errorMessage: 'no', parserVersion: 1, taskId: 1n };
    await db.setAsideDocument.create({ data: { dataset: 'insider-trades', key: accession(3), ...code } });
  });
  after(() => api.close());

  const receipts = async (query: string) => ReceiptsResponse.parse((await api.askJson('GET', `receipts${query}`)).body);

  it('reports day by day what is done, and names what is not', async () => {
    const { total, items, watermark, from, to } = await receipts('');
    expect([from, to, watermark]).to.deep.equal(['2026-10-21', '2026-11-20', '2026-11-17']);
    expect(total).to.deep.equal({ filings: 4, settled: 3, stored: 1, other_issuer: 1, set_aside: 1, missing: 1 });
    expect(items.map(({ day, index }) => `${day} ${index}`)).to.deep.equal([
      '2026-11-19 read',
      '2026-11-18 overdue',
      '2026-11-17 read',
    ]);
    expect(items[0]?.missing).to.deep.equal([
      {
        accession: accession(4),
        form: '4',
        ciks: ['0000320193'],
        reason: 'never-asked',
        error_code: null,
        error_message: null,
      },
    ]);
    expect(items[0]?.set_aside_filings[0]).to.include({ accession: accession(3), error_code: 'MALFORMED_XML' });
  });

  it('counts one form, and some days', async () => {
    expect((await receipts('?form=4/A')).total).to.include({ filings: 1, other_issuer: 1, missing: 0 });
    expect((await receipts('?from=2026-11-19&to=2026-11-19')).items.map(({ day }) => day)).to.deep.equal([
      '2026-11-19',
    ]);
    expect((await receipts('?to=2026-11-01')).items).to.deep.equal([]);
  });

  it('refuses days that are none, upside down, or too many, and other forms', async () => {
    for (const [query, field] of [
      ['from=2026-02-30', 'from'],
      ['from=2026-11-02&to=2026-11-01', 'to'],
      ['from=2020-01-01&to=2026-11-01', 'from'],
      ['form=8-K', 'form'],
    ]) {
      const { status, body } = await api.askJson('GET', `receipts?${query}`);
      expect([status, (body['errors'] as { field: string }[])[0]?.field], query).to.deep.equal([422, field]);
    }
  });

  it('has the status say how far the market is read', async () => {
    const { market } = StatusResponse.parse((await api.askJson('GET', 'status')).body);
    expect(market).to.deep.equal({
      watermark: '2026-11-17',
      last_final_day: '2026-11-19',
      overdue: ['2026-11-18'],
      feed: null,
      covered: false,
    });
  });
});
