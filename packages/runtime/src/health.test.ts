import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { checkHealth, isRoomy, judgeDisk } from './health.ts';

const gb = 1024 ** 3;

describe('the health of a process', () => {
  it('is that of all it needs, each with its reason', async () => {
    const well = { check: async () => {}, reason: 'it does not answer' };
    const ill = {
      check: () => Promise.reject(new Error('postgresql://user:secret@host')),
      reason: 'it does not answer',
    };
    const folder = path.join(tmpdir(), 'not', 'made', 'yet');
    const ready = await checkHealth({ database: well }, { folder, pausePercent: 5 });
    expect(ready.checks['database']).to.deep.equal({ ok: true });
    const { status, checks } = await checkHealth({ database: well, queue: ill }, { folder, pausePercent: 5 });
    expect(status).to.equal('not ready');
    expect(checks['queue']).to.deep.equal({ ok: false, reason: 'it does not answer' });
    expect(checks).to.have.all.keys('database', 'queue', 'disk');
  });

  it('fails on a disk that is nearly full, until it has clearly more free', () => {
    expect(judgeDisk({ freeBytes: 5 * gb, totalBytes: 100 * gb }, 5)).to.deep.equal({ ok: true });
    expect(judgeDisk({ freeBytes: 4.9 * gb, totalBytes: 100 * gb }, 5).reason).to.contain('4.9 % free (5017 MB)');
    expect(isRoomy({ freeBytes: 7.9 * gb, totalBytes: 100 * gb }, 5)).to.equal(false);
    expect(isRoomy({ freeBytes: 8 * gb, totalBytes: 100 * gb }, 5)).to.equal(true);
    expect(judgeDisk({ freeBytes: 0.1 * gb, totalBytes: gb }, 5).ok, 'a small disk').to.equal(false);
    expect(isRoomy({ freeBytes: 0.3 * gb, totalBytes: gb }, 5), 'a small disk').to.equal(false);
    expect(isRoomy({ freeBytes: 0.4 * gb, totalBytes: gb }, 5), 'a small disk').to.equal(true);
    expect(judgeDisk({ freeBytes: 0, totalBytes: 0 }, 5).ok).to.equal(false);
    expect(judgeDisk({ freeBytes: 0, totalBytes: gb }, 0).ok, 'where nobody wants it judged').to.equal(true);
    expect(isRoomy({ freeBytes: 0, totalBytes: gb }, 0)).to.equal(true);
  });
});
