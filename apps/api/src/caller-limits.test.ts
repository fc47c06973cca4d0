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

  it('is bounded for all together', () => {
    const limits = openCallerLimits();
    for (let nth = 0; nth < 32; nth++) limits.begin('exports', to(`user ${nth % 4}`));
    expect(codeOf(() => limits.begin('exports', to('another')))).to.deep.equal(['API_BUSY', 2]);
  });
});
