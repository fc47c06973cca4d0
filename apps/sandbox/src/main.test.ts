import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { declared } from './testing/ask.ts';

const companies = 'www.sec.gov/files/company_tickers.json';
const allowed = { authorization: 'Bearer of-this-test' };

/** Every route of the sandbox itself, as the program has them, and one that there is not. */
const program = readFileSync(new URL('./app.js', import.meta.url), 'utf8');
const ownRoutes = [...program.matchAll(/app\.(get|put|post|patch|delete)\('(\/_sandbox\/[^']+)'/g)]
  .map(([, method = '', path = '']) => [method.toUpperCase(), path] as const)
  .concat([['GET', '/_sandbox/nowhere']]);

describe('the process', () => {
  let child: ChildProcess;
  const start = (environment: Record<string, string>) => {
    child = spawn(process.execPath, [new URL('./main.js', import.meta.url).pathname], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return child;
  };
  const startReady = async (environment: Record<string, string>) => {
    const { stdout } = start({ SANDBOX_PORT: '0', SANDBOX_TICKERS: '25', ...environment });
    if (!stdout) throw new Error('no stdout');
    const [line] = (await once(createInterface(stdout), 'line')) as [string];
    return (JSON.parse(line) as { url: string }).url;
  };
  afterEach(() => child.kill('SIGKILL'));

  it('says where it listens when it is ready, and exits with 0 when it is told to stop', async () => {
    const { stdout } = start({ SANDBOX_PORT: '0', SANDBOX_TICKERS: '25' });
    if (!stdout) throw new Error('no stdout');
    const [line] = (await once(createInterface(stdout), 'line')) as [string];
    const { event, url } = JSON.parse(line) as { event: string; url: string };
    expect(event).to.equal('ready');
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${url}/${companies}`, { headers: declared })).status).to.equal(200);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).to.deep.equal([0, null]);
  });

  it('obeys no page of a browser, by whatever name it comes', async () => {
    const url = await startReady({ SANDBOX_TOKEN: 'of-this-test' });
    const reset = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        request(`${url}/_sandbox/reset`, { method: 'POST', headers: { ...allowed, ...headers } }, (answer) =>
          resolve(answer.resume().statusCode),
        )
          .on('error', reject)
          .end();
      });
    for (const host of ['127.0.0.1', 'localhost:7421', '[::1]:7421', 'sandbox:7421'])
      expect(await reset({ host }), host).to.equal(204);
    for (const host of ['evil.example', 'localhost.evil.example:7421', '['])
      expect(await reset({ host }), host).to.be.oneOf([400, 403]);
    expect(await reset({ origin: 'http://evil.example' })).to.equal(403);
  });

  for (const [whose, environment] of [
    ['its own token', { SANDBOX_TOKEN: 'of-this-test' }],
    ['a token, as it was given none', {}],
  ] as const)
    it(`tells and changes nothing without ${whose}, and answers in place of the hosts all the same`, async () => {
      expect(ownRoutes).to.deep.include(['PUT', '/_sandbox/faults']).and.to.have.length.above(12);
      const url = await startReady(environment);
      const statuses = (authorization?: string) =>
        Promise.all(
          ownRoutes.map(async ([method, path]) => {
            const headers = { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) };
            const body = method === 'PUT' ? '[]' : null;
            return (await fetch(url + path, { method, headers, body })).status;
          }),
        );
      for (const wrong of [
        undefined,
        'of-this-test',
        'Bearer ',
        'Bearer null',
        'Bearer of-this-tes',
        'Bearer of-this-test2',
      ])
        expect(new Set(await statuses(wrong)), wrong).to.deep.equal(new Set([401]));
      const right = new Set(await statuses(allowed.authorization));
      if ('SANDBOX_TOKEN' in environment) expect(right).not.to.include(401);
      else expect(right).to.deep.equal(new Set([401]));
      expect((await fetch(`${url}/${companies}`, { headers: declared })).status).to.equal(200);
    });

  it('names every bad setting and exits with 2', async () => {
    const { stderr } = start({ SANDBOX_PORT: 'x', SANDBOX_BAN_MS: '-1' });
    let said = '';
    stderr?.on('data', (piece) => {
      said += piece;
    });
    expect(await once(child, 'close')).to.deep.equal([2, null]);
    expect(said.trim().split('\n')).to.have.length(2);
    expect(said).to.include('SANDBOX_PORT=x: ').and.to.include('SANDBOX_BAN_MS=-1: ');
  });
});
