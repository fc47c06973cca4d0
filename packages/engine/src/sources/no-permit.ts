import type { SourceId } from '@tickermill/core';

/** No request may leave now; the job is given back and the queue rests for `ms`. */
export class NoPermit extends Error {
  readonly ms: number;
  constructor(source: SourceId, ms: number) {
    super(`${source} may not be asked for ${Math.round(ms)} ms`);
    this.ms = ms;
  }
}
