import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Problem } from '@tickermill/core/contracts';
import { expect } from 'chai';
import { type ServedApi, serveApi, token } from './served-api.fixture.ts';

const path = '/api/v1/prices/import?provider=mine&dry_run=true';
const text = 'ticker,date,close\nAAPL,2026-11-19,100\nMSFT,2026-11-19,200\n';

describe('a CSV that is imported', () => {
  let api: ServedApi;
  before(async () => {
    api = await serveApi({ now: () => new Date('2026-11-20T22:00:00Z') });
  });
  after(() => api.close());

  const send = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
    fetch(`${api.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', ...headers },
      body,
      duplex: 'half',
    } as RequestInit);
  const rows = async (response: Response) => ((await response.json()) as { rows: number }).rows;
  const refusal = async (response: Response) => {
    const { code, detail } = Problem.parse(await response.json());
    return [response.status, code, detail];
  };

  it('is read however it is encoded and in whatever parts it comes', async () => {
    expect(await rows(await send(text))).to.equal(2);
    for (const [encoding, bytes] of [
      ['gzip', gzipSync(text)],
      ['deflate', deflateSync(text)],
      ['br', brotliCompressSync(text)],
    ] as const) {
      expect(await rows(await send(new Uint8Array(bytes), { 'content-encoding': encoding })), encoding).to.equal(2);
    }
    const parts = new ReadableStream({
      pull(controller) {
        for (const byte of Buffer.from(text)) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    expect(await rows(await send(parts))).to.equal(2);
    const utf16 = new Uint8Array(Buffer.from(text, 'utf16le'));
    expect(await rows(await send(utf16, { 'content-type': 'text/csv; charset=utf-16le' }))).to.equal(2);
  });

  it('is refused where it cannot be read, whoever notices', async () => {
    const invalid = (detail: string) => [422, 'INVALID_INPUT', detail];
    expect(await refusal(await send(text, { 'content-encoding': 'zstd' }))).to.deep.equal(
      invalid(': content-encoding zstd is none of gzip, deflate and br'),
    );
    expect(await refusal(await send(text, { 'content-encoding': 'gzip' }))).to.deep.equal(invalid(': is not gzip'));
    const half = new Uint8Array(gzipSync(text).subarray(0, 40));
    expect(await refusal(await send(half, { 'content-encoding': 'gzip' }))).to.deep.equal(invalid(': is not gzip'));
    expect(await refusal(await send(text, { 'content-type': 'text/csv; charset=klingon' }))).to.deep.equal(
      invalid(': charset klingon is not known'),
    );
    expect((await refusal(await send(`${text}\0`)))[2]).to.contain('must not contain NUL');
    expect((await refusal(await send('ticker,date\n')))[2]).to.contain('there is no column close');
    expect((await send('')).status).to.equal(422);
  });

  it('lets others have their turn while it is read', async () => {
    const line = `AAPL,2026-11-19,${'1'.repeat(20)}\n`;
    let isOver = false;
    let answers = 0;
    const asking = (async () => {
      for (; !isOver; answers += 1) await (await fetch(`${api.url}/health/live`)).arrayBuffer();
    })();
    const response = await send(`ticker,date,close\n${line.repeat(180_000)}`);
    expect((await response.json()) as object).to.include({ rows: 180_000, refused_count: 180_000 });
    isOver = true;
    await asking;
    expect(answers).to.be.above(10);
  });
});
