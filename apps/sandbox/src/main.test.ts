import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
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
