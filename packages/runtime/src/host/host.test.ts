import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { freePort, isAlive, processIdentity } from './index.ts';

describe('a port', () => {
  it('is the one asked for while it is free, again and again, and else another', async () => {
    const port = await freePort();
    expect([await freePort(port), await freePort(port)]).to.deep.equal([port, port]);
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    try {
      expect(await freePort(port))
        .to.be.above(0)
        .and.not.equal(port);
    } finally {
      server.close();
    }
  });
});

describe('a process', () => {
  it('is alive until it has ended', async () => {
    expect(isAlive(process.pid)).to.equal(true);
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(isAlive(child.pid ?? 0)).to.equal(false);
    expect(processIdentity(child.pid ?? 0)).to.equal(null);
  });

  it('is told from others by when it started, not by its id alone', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
    await once(child, 'spawn');
    const identity = processIdentity(child.pid ?? 0);
    expect(identity).to.be.a('string').and.not.equal(processIdentity(process.pid));
    expect(processIdentity(child.pid ?? 0)).to.equal(identity);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
});
