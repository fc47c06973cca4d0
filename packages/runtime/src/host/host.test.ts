import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { freePort, isAlive } from './index.ts';

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
  });
});
