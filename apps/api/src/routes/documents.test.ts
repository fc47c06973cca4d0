import { createHash } from 'node:crypto';
import { ReplayResponse } from '@tickermill/core/contracts';
import { storeFilings } from '@tickermill/store/datasets';
import { keepCapture } from '@tickermill/store/ledger';
import { makeFiling } from '@tickermill/testkit';
import { expect } from 'chai';
import { type ServedApi, serveApi } from '../served-api.fixture.ts';

const accession = '0000000001-26-000001';
// Bytes that are not UTF-8 are returned unchanged.
const body = Buffer.concat([Buffer.from('<SEC-DOCUMENT>\n<html>'), Buffer.of(0xe9, 0x0d, 0x0a)]);
const sha256 = createHash('sha256').update(body).digest('hex');

describe('documents', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi();
    const url = `https://www.sec.gov/Archives/edgar/data/320193/${accession}.txt`;
    await keepCapture(api.store, { source: 'sec-edgar', url, status: 200, sha256, body, keepDays: null });
    const filing = makeFiling({ accession, documentSha256: sha256, parserVersion: 1 });
    const gone = makeFiling({ accession: '0000000001-26-000002' });
    await api.store.transaction((tx) => storeFilings(tx, [filing, gone]));
  });
  after(() => api.close());

  it('are given as they were captured, as plain text with their digest', async () => {
    const response = await api.ask('GET', `/api/v1/filings/${accession}/raw`);
    expect(response.status).to.equal(200);
    expect(response.headers.get('content-type')).to.equal('text/plain');
    expect(response.headers.get('x-content-sha256')).to.equal(sha256);
    expect(response.headers.get('x-content-type-options')).to.equal('nosniff');
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).to.equal(true);
  });

  it('are not found when nobody knows them, and when they are no longer kept', async () => {
    const unknown = await api.askJson('GET', 'filings/0000000001-26-000009/raw');
    expect([unknown.status, unknown.body['code']]).to.deep.equal([404, 'NOT_FOUND']);
    const gone = await api.askJson('GET', 'filings/0000000001-26-000002/raw');
    expect([gone.status, gone.body['code']]).to.deep.equal([404, 'NOT_FOUND']);
    expect(gone.body['detail']).to.contain('no longer kept');
    const none = await api.askJson('GET', 'filings/none/raw');
    expect([none.status, none.body['code']]).to.deep.equal([422, 'INVALID_INPUT']);
  });

  it('are read again on demand, page by page', async () => {
    const ask = async (asked: object) => {
      const answer = await api.askJson('POST', 'replay', { source: 'sec-edgar', ...asked });
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
      return ReplayResponse.parse(answer.body);
    };
    expect(await ask({})).to.include({ read: 0, next: null });
    const first = await ask({ all: true, dry_run: true, limit: 1 });
    expect(first).to.include({ dry_run: true, read: 1, unreadable: 1, next: `${accession}.1.0.0.0.1.0` });
    expect(first.documents[0]).to.deep.include({ accession, state: 'unreadable', was_set_aside: false });
    const second = await ask({ all: true, dry_run: true, limit: 10, after: first.next });
    expect(second).to.include({ read: 1, missing: 1, next: null });
    const wrong = await api.askJson('POST', 'replay', { source: 'yahoo' });
    expect([wrong.status, wrong.body['code']]).to.deep.equal([422, 'INVALID_INPUT']);
  });
});
