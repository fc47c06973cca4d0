import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { expect } from 'chai';

describe('the process', () => {
  let child: ChildProcess;
  const start = (environment: Record<string, string>) => {
    child = spawn(process.execPath, [new URL('./main.js', import.meta.url).pathname], {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return child;
  };
  afterEach(() => child.kill('SIGKILL'));

  it('says where it listens when it is ready, and exits with 0 when it is told to stop', async () => {
    const { stdout } = start({ SANDBOX_PORT: '0', SANDBOX_TICKERS: '25' });
    if (!stdout) throw new Error('no stdout');
    const [line] = (await once(createInterface(stdout), 'line')) as [string];
    const { event, url } = JSON.parse(line) as { event: string; url: string };
    expect(event).to.equal('ready');
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${url}/_sandbox/stats`)).status).to.equal(200);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exited).to.deep.equal([0, null]);
  });

  it('obeys no page of a browser, by whatever name it comes', async () => {
    const { stdout } = start({ SANDBOX_PORT: '0', SANDBOX_TICKERS: '25' });
    if (!stdout) throw new Error('no stdout');
    const [line] = (await once(createInterface(stdout), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    const reset = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        request(`${url}/_sandbox/reset`, { method: 'POST', headers }, (answer) => resolve(answer.resume().statusCode))
          .on('error', reject)
          .end();
      });
    for (const host of ['127.0.0.1', 'localhost:7421', '[::1]:7421', 'sandbox:7421'])
      expect(await reset({ host }), host).to.equal(204);
    for (const host of ['evil.example', 'localhost.evil.example:7421', '['])
      expect(await reset({ host }), host).to.be.oneOf([400, 403]);
    expect(await reset({ origin: 'http://evil.example' })).to.equal(403);
  });

  it('tells and changes nothing without its token, and answers in place of the hosts all the same', async () => {
    const { stdout } = start({ SANDBOX_PORT: '0', SANDBOX_TICKERS: '25', SANDBOX_TOKEN: 'of-this-test' });
    if (!stdout) throw new Error('no stdout');
    const [line] = (await once(createInterface(stdout), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    const routes = [
      ...['stats', 'faults', 'price-changes', 'company-changes', 'truth/companies'].map(
        (path) => ['GET', path] as const,
      ),
      ...(['faults', 'price-changes', 'company-changes'] as const).map((path) => ['PUT', path] as const),
      ['POST', 'reset'] as const,
      ['GET', 'nowhere'] as const,
    ];
    const statuses = (authorization?: string) =>
      Promise.all(
        routes.map(async ([method, path]) => {
          const headers = { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) };
          const body = method === 'PUT' ? '[]' : null;
          return (await fetch(`${url}/_sandbox/${path}`, { method, headers, body })).status;
        }),
      );
    for (const wrong of [undefined, 'of-this-test', 'Bearer of-this-tes', 'Bearer of-this-test2'])
      expect(new Set(await statuses(wrong)), wrong).to.deep.equal(new Set([401]));
    const right = await statuses('Bearer of-this-test');
    expect(right.filter((status) => status >= 400)).to.deep.equal([404]);
    const upstream = await fetch(`${url}/www.sec.gov/files/company_tickers.json`, {
      headers: { 'user-agent': 'Test test@example.org' },
    });
    expect(upstream.status).to.equal(200);
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
