import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@tickermill/testkit';
import { expect } from 'chai';
import { onOneBackend } from './every-backend.ts';
import { openThread, type Thread } from './thread.fixture.ts';

/** Passes requests on to the sandbox; while `isMistaken` every document is another's. */
async function openMistaken(sandboxUrl: string): Promise<{ server: Server; url: string; isMistaken: boolean }> {
  const server = createServer((asked, response) => {
    const headers = { ...asked.headers, 'accept-encoding': 'identity' };
    const passed = request(new URL(asked.url ?? '/', sandboxUrl), { method: asked.method, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString('latin1');
      const isOther = mistaken.isMistaken && body.startsWith('<SEC-DOCUMENT>');
      const sent = isOther ? body.replace(/(ACCESSION NUMBER:\s*)\S+/, '$10000000009-26-000009') : body;
      const { 'content-length': _length, ...kept } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, kept).end(Buffer.from(sent, 'latin1'));
    });
    asked.pipe(passed);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const mistaken = { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, isMistaken: true };
  return mistaken;
}

onOneBackend('a document in place of which another comes', (toBackend) => {
  let thread: Thread;
  let mistaken: Awaited<ReturnType<typeof openMistaken>>;
  beforeEach(async () => {
    thread = await openThread(toBackend, { worker: null });
    mistaken = await openMistaken(thread.sandbox.url);
    await thread.startWorker({
      upstream: { gateway: mistaken.url, timeoutMs: 5_000, quietMs: 600_000 },
      attempts: 1,
      reconcileMs: 200,
    });
    await thread.listCompanies();
  });
  afterEach(async () => {
    await thread.close();
    mistaken.server.closeAllConnections();
    mistaken.server.close();
  });

  const waiting = () =>
    thread.rows<{ code: string; others: number; hours: number | null }>(`
      SELECT error_code AS code, others, round(extract(epoch FROM again_at - set_aside_at) / 3600)::int AS hours
      FROM set_aside_documents`);
  const comeDue = () =>
    thread.rows(`UPDATE set_aside_documents SET again_at = set_aside_at, first_read_at = first_read_at - interval '3 h'
      WHERE again_at IS NOT NULL`);

  it('is requested again after pauses that grow, and only then unreadable', async () => {
    const code = 'WRONG_DOCUMENT';
    const run = await thread.scrape('AAPL', { daysBack: 30, maxFilings: 1 });
    expect(run.state).to.equal('partial');
    for (const [index, hours] of [1, 6, 24, null].entries()) {
      const others = index + 1;
      await until(`another to have come ${others} times`, async () => (await waiting())[0]?.others === others);
      expect(await waiting()).to.deep.equal([{ code, others, hours }]);
      await comeDue();
    }
    expect(await thread.rows('SELECT 1 FROM filings')).to.deep.equal([]);
  });

  it('is no more often asked for than one that comes and cannot be read, which a second reading hours later sets aside for good', async () => {
    mistaken.isMistaken = false;
    await thread.fault({ host: 'www.sec.gov', kind: 'empty', rate: 1 });
    await thread.scrape('AAPL', { daysBack: 30, maxFilings: 1 });
    const code = 'EMPTY_DOCUMENT';
    expect(await waiting()).to.deep.equal([{ code, others: 0, hours: 3 }]);
    await comeDue();
    await until('the second reading', async () => (await waiting())[0]?.hours === null);
    expect(await waiting()).to.deep.equal([{ code, others: 0, hours: null }]);
  });

  it('is stored once it comes itself', async () => {
    await thread.scrape('AAPL', { daysBack: 30, maxFilings: 1 });
    mistaken.isMistaken = false;
    await comeDue();
    await until('it to be stored', async () => (await thread.rows('SELECT 1 FROM filings')).length === 1);
    expect(await waiting()).to.deep.equal([]);
  });
});
