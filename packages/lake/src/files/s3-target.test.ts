import { createHash, randomBytes } from 'node:crypto';
import { openS3Server, type S3Server } from '@tickermill/testkit';
import { expect } from 'chai';
import { s3Target } from './s3-target.ts';

describe('a lake in a bucket', () => {
  let server: S3Server;
  beforeEach(async () => {
    server = await openS3Server();
  });
  afterEach(() => server.close());

  const open = (other = {}) => s3Target({ ...server.options, prefix: 'a/lake', retryMs: 1, ...other });
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const odd = [
    'prices/symbol=%5EGSPC/year=2026/part-000.parquet',
    'prices/symbol=A/year=2026/part-000.parquet',
    'x y/é+&.json',
  ];

  it('has files under their paths, whatever they are called, page by page', async () => {
    const lake = open();
    server.pageSize = 2;
    for (const path of odd) {
      const body = Buffer.from(path);
      expect(await lake.put(path, [body.subarray(0, 3), body.subarray(3)])).to.deep.equal({
        bytes: body.length,
        sha256: sha256(body),
      });
    }
    expect([...server.objects.keys()].sort()).to.deep.equal(odd.map((path) => `a/lake/${path}`).sort());
    const listed: string[] = [];
    for await (const { path, bytes } of lake.list()) listed.push(`${path} ${bytes}`);
    expect(listed.sort()).to.deep.equal(odd.map((path) => `${path} ${Buffer.byteLength(path)}`).sort());
    expect(Buffer.from((await lake.read(odd[2] ?? '')) ?? []).toString()).to.equal(odd[2]);
    expect(await lake.read('none')).to.equal(null);
    await lake.remove(odd[0] ?? '');
    await lake.remove('none');
    expect(server.objects.size).to.equal(2);
    expect(lake.name).to.match(/^s3:\/\/127\.0\.0\.1:\d+\/lake\/a\/lake$/);
  });

  it('writes a large file in parts, which is there once all of them are', async () => {
    const body = randomBytes(34 * 1024 * 1024);
    server.faults.push(500, 503, 'break');
    const written = await open().put('large', [body.subarray(0, 1), body.subarray(1)]);
    expect(written).to.deep.equal({ bytes: body.length, sha256: sha256(body) });
    expect(sha256(server.objects.get('a/lake/large')?.body ?? Buffer.alloc(0))).to.equal(written.sha256);
    expect([server.faults.length, server.uploads.size]).to.deep.equal([0, 0]);
  });

  it('asks again where the server or the connection fails, and leaves the file of before until then', async () => {
    const lake = open();
    await lake.put('file', [Buffer.from('before')]);
    const body = randomBytes(2 * 1024 * 1024);
    server.faults.push('break', 503, 'break');
    await lake.put('file', [body]);
    expect(server.objects.get('a/lake/file')?.body.equals(body)).to.equal(true);
    server.faults.push(...Array.from({ length: 5 }, () => 'break' as const));
    const error = await lake.put('file', [Buffer.from('after')]).catch((thrown: unknown) => thrown);
    expect(error, 'five times').to.be.instanceOf(Error);
    expect(server.objects.get('a/lake/file')?.body.equals(body)).to.equal(true);
  });

  it('gives up at once where the bucket refuses, and names no key', async () => {
    const refusal = async (work: Promise<unknown>) => {
      const error = await work.catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(Error);
      const { message } = error as Error;
      expect(message).not.to.contain(server.options.secret).and.not.to.contain(server.options.keyId);
      return message;
    };
    expect(await refusal(open({ secret: 'another' }).put('file', [Buffer.from('x')]))).to.contain('403');
    server.isRefusing = true;
    expect(await refusal(open().read('file'))).to.contain('AccessDenied');
    expect(server.requests).to.deep.equal(['PUT a/lake/file', 'GET a/lake/file']);
    server.isRefusing = false;
    await refusal(open({ bucket: 'none' }).put('file', [Buffer.from('x')]));
    expect(server.objects.size).to.equal(0);
  });
});
