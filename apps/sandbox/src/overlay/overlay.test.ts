import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { openSandbox, type Sandbox } from '../sandbox.ts';
import { ask, declared, statsOf } from '../testing/ask.ts';

describe('the overlay folder', () => {
  let parent: string;
  let sandbox: Sandbox;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(parent, path)), { recursive: true });
    writeFileSync(join(parent, path), text);
  };
  before(async () => {
    parent = mkdtempSync(join(tmpdir(), 'sandbox-overlay-'));
    write('secret.txt', 'secret');
    write('files/other.example/secret.txt', 'of another host');
    write('files/www.sec.gov/files/company_tickers.json', '{"from":"the folder"}');
    write('files/www.sec.gov/Archives/edgar/data/1/x y.txt', 'a document');
    write('files/www.sec.gov/page.html', '<p>page</p>');
    symlinkSync(join(parent, 'secret.txt'), join(parent, 'files/www.sec.gov/link.txt'));
    const folder = join(parent, 'files');
    sandbox = await openSandbox({ today: '2026-11-20', tickers: 25, secCeilingPerSecond: 0, folder });
  });
  after(async () => {
    await sandbox.close();
    rmSync(parent, { recursive: true });
  });

  it('is served ahead of what is invented, with a fitting type', async () => {
    const served = [
      '/www.sec.gov/files/company_tickers.json',
      '/www.sec.gov/Archives/edgar/data/1/x%20y.txt',
      '/www.sec.gov/page.html',
    ];
    const replies = await Promise.all(served.map((path) => ask(sandbox, path)));
    expect(replies.map(({ text, headers }) => [text, headers['content-type']])).to.deep.equal([
      ['{"from":"the folder"}', 'application/json'],
      ['a document', 'text/plain'],
      ['<p>page</p>', 'text/html'],
    ]);
    expect((await ask(sandbox, '/data.sec.gov/submissions/CIK0000320193.json')).status).to.equal(200);
  });

  it('serves hosts that no one imitates, and counts them', async () => {
    expect((await ask(sandbox, '/other.example/secret.txt?x=1')).text).to.equal('of another host');
    expect((await statsOf(sandbox)).hosts['other.example']?.requests).to.equal(1);
  });

  it('is bound by the rules of its host', async () => {
    const headers = { ...declared, 'user-agent': 'curl/8' };
    expect((await ask(sandbox, '/www.sec.gov/page.html', { headers })).status).to.equal(403);
  });

  it('cannot be left', async () => {
    const paths = [
      '/www.sec.gov/../../secret.txt',
      '/www.sec.gov/%2e%2e/%2e%2e/secret.txt',
      '/www.sec.gov/..%2f..%2fsecret.txt',
      '/www.sec.gov/%2e%2e/other.example/secret.txt',
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/www.sec.gov/link.txt',
      '/www.sec.gov/files',
      '/www.sec.gov/%00',
      '/www.sec.gov/%',
    ];
    for (const path of paths) {
      const { status, text } = await ask(sandbox, path);
      expect([403, 404], path).to.include(status);
      expect(text, path).not.to.equal('secret').and.not.to.equal('of another host');
    }
  });
});
