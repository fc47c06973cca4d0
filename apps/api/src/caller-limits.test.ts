import { PipelineError } from '@tickermill/core';
import { expect } from 'chai';
import type { Response } from 'express';
import { openCallerLimits } from './caller-limits.ts';

/** An answer to a caller, as authentication leaves it. */
const to = (name: string) => ({ locals: { caller: { name } } }) as unknown as Response;

function codeOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error instanceof PipelineError ? [error.code, error.detail['retry_after_s']] : error;
  }
  return null;
}

describe('what callers have under way', () => {
  it('is bounded for each, whatever the others have', () => {
    const limits = openCallerLimits();
    const begun = Array.from({ length: 10 }, () => limits.begin('streams', to('anna')));
    expect(codeOf(() => limits.begin('streams', to('anna')))).to.deep.equal(['TOO_MANY_AT_ONCE', 2]);
    expect(codeOf(() => limits.begin('streams', to('token:ci')))).to.equal(null);
    expect(codeOf(() => limits.begin('exports', to('anna')))).to.equal(null);
    // Ended twice it frees one place.
    begun[0]?.();
    begun[0]?.();
    expect(codeOf(() => limits.begin('streams', to('anna')))).to.equal(null);
    expect(codeOf(() => limits.begin('streams', to('anna')))).to.deep.equal(['TOO_MANY_AT_ONCE', 2]);
  });

  it('has parts of exports made by two at once, the next in the order in which they asked', async () => {
    const limits = openCallerLimits();
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const parts = Array.from({ length: 7 }, (_, nth) =>
      limits.inTurn(async () => {
        begun.push(nth);
        await new Promise<void>((end) => ends.push(end));
        if (nth === 1) throw new Error('failed');
        return nth;
      }),
    );
    const results = Promise.allSettled(parts);
    const turns = () => new Promise((resolve) => setImmediate(resolve));
    await turns();
    expect(begun).to.deep.equal([0, 1]);
    ends[0]?.();
    ends[1]?.();
    await turns();
    expect(begun).to.deep.equal([0, 1, 2, 3]);
    while (begun.length < 7 || ends.length < 7) {
      for (const end of ends) end();
      await turns();
    }
    for (const end of ends) end();
    expect((await results).map(({ status }) => status).filter((status) => status === 'rejected')).to.have.lengthOf(1);
    // All places are free again.
    expect(await limits.inTurn(async () => 'made')).to.equal('made');
  });

  it('is bounded for all together', () => {
    const limits = openCallerLimits();
    for (let nth = 0; nth < 24; nth++) limits.begin('exports', to(`user ${nth % 4}`));
    expect(codeOf(() => limits.begin('exports', to('another')))).to.deep.equal(['API_BUSY', 2]);
  });
});
