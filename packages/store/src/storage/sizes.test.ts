import { expect } from 'chai';
import { diskFullAt } from './sizes.ts';

const now = new Date('2026-11-20T00:00:00Z');
const gb = 1e9;

describe('when a disk will be full', () => {
  it('is when what may be used is used, at the present growth', () => {
    const disk = { freeBytes: 15 * gb, leastBytes: 5 * gb };
    expect(diskFullAt({ bytesPerDay: gb }, disk, now)).to.deep.equal(new Date('2026-11-30T00:00:00Z'));
    expect(diskFullAt({ bytesPerDay: gb }, { ...disk, freeBytes: 4 * gb }, now)).to.deep.equal(now);
  });

  it('is not known before it was measured, nor where nothing grows, nor beyond ten years', () => {
    const disk = { freeBytes: 15 * gb, leastBytes: 5 * gb };
    for (const bytesPerDay of [null, 0, -gb, 1]) expect(diskFullAt({ bytesPerDay }, disk, now)).to.equal(null);
  });
});
